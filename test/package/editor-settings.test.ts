import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settingNames } from '../../server/config/editor-settings.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const { contributes } = read('package.json');
const schema = read('server/config/loopwise.schema.json');

/** A schema without its descriptions and defaults. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value;
  const said = new Set(['description', 'markdownDescription', 'enumDescriptions', 'default', 'scope']);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (said.has(key) ? [] : [[key, shape(inner)]])),
  );
}

test("the editor's settings allow what the configuration allows", () => {
  for (const [setting, key] of Object.entries(settingNames)) {
    const declared = contributes.configuration.properties[`loopwise.${setting}`];
    assert.ok(declared, setting);
    // An empty table has nothing that is required of it.
    const { required, ...expected } = shape(schema.properties[key]) as { required?: readonly string[] };
    const { required: declaredRequired, ...rest } = shape(declared) as { required?: readonly string[] };
    assert.deepEqual(rest, expected, setting);
    assert.deepEqual([required ?? [], declaredRequired ?? []], [[], []], setting);
  }
});

test('editors of TOML are told of the JSON Schema', () => {
  assert.deepEqual(contributes.tomlValidation, [{ fileMatch: 'loopwise.toml', url: schema.$id }]);
});
