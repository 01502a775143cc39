import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorConfiguration } from '../../server/config/editor-settings.ts';
import { projectSettings } from '../../server/config/project-settings.ts';
import { defaultSettings } from '../../server/engine/analysis.ts';

test('nothing configured is the default', () => {
  const settings = projectSettings([]);
  assert.deepEqual(settings.analysis, defaultSettings);
  assert.deepEqual(settings.selection, { include: [], exclude: [], respectGitignore: true });
  assert.equal(settings.python, undefined);
});

test('the first place that decides wins, rule by rule; exclusions and knowledge add up', () => {
  const settings = projectSettings([
    {
      configuration: {
        preset: 'learning',
        exclude: ['a'],
        rules: { 'blocking-call': 'hint' },
        knowledge: { blocking: ['x.a'] },
      },
      down: '',
    },
    {
      configuration: {
        preset: 'strict',
        offload: 'asyncio.to_thread',
        include: ['app'],
        exclude: ['b'],
        rules: { 'blocking-call': 'off', 'lost-task': 'error' },
        knowledge: { blocking: [{ name: 'x.b', category: 'http' }], 'non-blocking': ['y.*'], offloading: ['z.run'] },
      },
      down: 'services/api',
    },
  ]);
  assert.equal(settings.analysis.preset, 'learning');
  assert.equal(settings.analysis.offload, 'asyncio.to_thread');
  assert.deepEqual(settings.analysis.severity, { 'blocking-call': 'hint', 'lost-task': 'error' });
  assert.deepEqual(settings.selection.include, [{ glob: 'app', down: 'services/api' }]);
  assert.deepEqual(settings.selection.exclude, [
    { glob: 'a', down: '' },
    { glob: 'b', down: 'services/api' },
  ]);
  assert.deepEqual(settings.analysis.declared, {
    blocking: [{ name: 'x.a' }, { name: 'x.b', category: 'http' }],
    nonBlocking: ['y.*'],
    offloading: [{ name: 'z.run', callable: 0, keyword: undefined, runs: 'thread pool' }],
  });
});

test('source roots are those below the root, from where they are written', () => {
  const roots = (down: string, ...folders: string[]) =>
    projectSettings([{ configuration: { 'source-roots': folders }, down }]).analysis.sourceRoots;
  assert.deepEqual(roots('', 'src', './lib/', '.', 'a/../b', '../out'), ['src', 'lib', '', 'b']);
  assert.deepEqual(roots('api', 'api/src', 'api', 'web/src', '.'), ['src', '']);
});

test("an editor's settings are the same keys by other names; what is wrong there is not set", () => {
  const { configuration, mistakes } = editorConfiguration({
    enable: true,
    preset: 'strict',
    severity: { 'blocking-call': 'off', 'blocking-cal': 'off' },
    exclude: 'tests',
    respectGitignore: false,
    sourceRoots: ['src'],
    knowledge: { 'non-blocking': ['a.b'] },
    include: null,
  });
  assert.deepEqual(configuration, {
    preset: 'strict',
    rules: { 'blocking-call': 'off' },
    'respect-gitignore': false,
    'source-roots': ['src'],
    knowledge: { 'non-blocking': ['a.b'] },
  });
  assert.deepEqual(
    mistakes.map(({ key, message }) => `${key} ${message}`),
    ['loopwise.exclude configuration.wrong-kind', 'loopwise.severity.blocking-cal configuration.unknown-rule'],
  );
  assert.deepEqual(editorConfiguration(undefined).configuration, {});
});
