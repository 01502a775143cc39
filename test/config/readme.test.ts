import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfiguration } from '../../server/config/configuration-file.ts';
import { configurationSchema } from '../../server/config/configuration-schema.ts';
import { settingNames } from '../../server/config/editor-settings.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, section = ''] = /\n## Configuration\n([\s\S]*?)\n## /.exec(readme) ?? [];

test("README's example of a configuration has no mistake", () => {
  const [, example = ''] = /```toml\n([\s\S]*?)```/.exec(section) ?? [];
  const read = readConfiguration('pyproject.toml', example);
  assert.deepEqual(read?.mistakes, []);
  assert.equal(read?.configuration.knowledge?.offloading?.length, 2);
});

test("README's table has every key, with its setting", () => {
  const rows = [...section.matchAll(/^\| `\[?([\w-]+)\]?` \|.*\| `loopwise\.(\w+)` \|$/gm)];
  assert.deepEqual(
    rows.map(([, key]) => key),
    Object.keys(configurationSchema.entries),
  );
  const settings = { ...settingNames, pythonEnvironment: 'python', language: 'language' };
  for (const [, key, setting = ''] of rows) assert.equal(settings[setting as keyof typeof settings], key);
});
