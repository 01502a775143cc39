import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractFacts } from '../../server/engine/extract-facts.ts';
import { testSyntax } from '../engine-host.ts';

const argumentLists = [
  '',
  'a',
  'a,',
  ' a , b.c ,\n\t1 ',
  'None, True, False, 12',
  `"text", 'text', "", "caf\u00e9 'x'"`,
  'key=value, other = obj.attribute, last="x"',
  'key\n=\nNone',
  'a == b, c',
  'not a',
  'await a',
  'lambda: a',
  'f"{a}", r"b", "c" "d"',
  '"""a""", "b\\"c"',
  '1.5, 1_000, 0x1f, 1j, -1',
  '*a, **b',
  '(a), [b], {"c": d}',
  'g(a), b[0].c, é',
  'a if b else c',
  `"${'long'.repeat(200)}"`,
];

test('arguments that are read from the text are what the syntax tree says', async () => {
  const syntax = await testSyntax();
  const factsOf = (text: string) => {
    const parsed = syntax.parse(text);
    const { calls, functions } = extractFacts(syntax, parsed);
    parsed.tree.delete();
    return { arguments: calls.map((call) => call.arguments), attributes: functions.map((fn) => fn.attributes) };
  };
  for (const list of argumentLists) {
    // A comment is never read from the text.
    assert.deepEqual(factsOf(`async def f(): f(${list})`), factsOf(`async def f(): f(${list}#\n)`), list);
    assert.deepEqual(factsOf(`f().g(${list})`), factsOf(`f().g(${list}#\n)`), list);
  }
});
