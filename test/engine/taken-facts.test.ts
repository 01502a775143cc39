import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Analysis, type AnalysisSettings, defaultSettings } from '../../server/engine/analysis.ts';
import { factsOf } from '../../server/engine/facts-of-text.ts';
import { statementsOf } from '../../server/engine/file-statements.ts';
import { isVersionFile } from '../../server/engine/version-files.ts';
import { analysisOf, testSyntax } from '../engine-host.ts';
import { fixturesFolder, readMarkedFixture } from './marked-fixture.ts';

const strict: AnalysisSettings = { ...defaultSettings, preset: 'strict' };

/** As another run or machine gets it. */
function sent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** An analysis that is given facts in the place of texts, and beside them the texts of some files. */
async function linked(files: ReadonlyMap<string, string>, hasText = (_path: string) => false): Promise<Analysis> {
  const syntax = await testSyntax();
  const analysis = new Analysis(syntax, strict);
  for (const [name, text] of files) {
    if (isVersionFile(name)) analysis.takeStatements(name, sent(statementsOf(name, text)));
    else analysis.takeFacts(name, sent(factsOf(syntax, text)), { text: hasText(name) ? text : undefined });
  }
  return analysis;
}

const projects = [
  ...globSync('rules/*/*/', { cwd: fixturesFolder }),
  ...globSync('runtime/*/app.py', { cwd: fixturesFolder }).map((file) => path.dirname(file)),
].sort();

describe('facts that were sent are as good as the text', () => {
  for (const project of projects) {
    test(project, async () => {
      const { files } = readMarkedFixture(path.join(fixturesFolder, project));
      const direct = await analysisOf(files, strict);
      const taken = await linked(files);
      const findings = direct.allFindings();
      assert.deepEqual(taken.allFindings(), findings);
      assert.deepEqual(taken.frameworkVersions(), direct.frameworkVersions());
      for (const name of direct.paths()) assert.deepEqual(taken.routesIn(name), direct.routesIn(name));
    });
  }
});

describe('fixes need the text of every file', async () => {
  const { files } = readMarkedFixture(path.join(fixturesFolder, 'rules/blocking-call/chains'));
  const fixesOf = (analysis: Analysis) => analysis.allFindings().map((finding) => analysis.fixes(finding));

  test('with all texts they are those of the texts', async () => {
    const expected = fixesOf(await analysisOf(files, strict));
    assert.ok(expected.flat().length > 10, String(expected.flat().length));
    assert.deepEqual(fixesOf(await linked(files, () => true)), expected);
  });

  test('without any text, and without one text, there are none', async () => {
    const one = [...files.keys()][0];
    assert.deepEqual(fixesOf(await linked(files)).flat(), []);
    const lacking = await linked(files, (name) => name !== one);
    assert.deepEqual(fixesOf(lacking).flat(), []);
    assert.deepEqual(lacking.fixesTogether(lacking.allFindings(), () => true).applied, []);
  });
});

test('a file may come as facts, then as text, and go', async () => {
  const text =
    'import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\nasync def f():\n    time.sleep(1)\n';
  const analysis = await linked(new Map([['main.py', text]]));
  assert.equal(analysis.text('main.py'), undefined);
  const rules = () => analysis.allFindings().map(({ rule }) => rule);
  assert.deepEqual(rules(), ['blocking-call']);
  analysis.update('main.py', text.replace('async def', 'def'));
  assert.deepEqual(rules(), ['async-library-available']);
  analysis.update('main.py', text);
  assert.notEqual(analysis.fixes(analysis.allFindings()[0] ?? assert.fail())[0], undefined);
  analysis.takeFacts('main.py', sent(factsOf(await testSyntax(), '')));
  assert.deepEqual([analysis.text('main.py'), analysis.allFindings()], [undefined, []]);
  analysis.remove('main.py');
  assert.deepEqual(analysis.paths(), []);
});
