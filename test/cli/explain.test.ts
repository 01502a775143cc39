import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { coloursFor } from '../../server/cli/terminal-colours.ts';
import { TerminalMarkdown } from '../../server/cli/terminal-markdown.ts';
import { displayWidth } from '../../server/cli/terminal-text.ts';
import { allRules } from '../../server/engine/rules/all-rules.ts';
import { ProgramFolder } from './built-program.ts';

let folder: ProgramFolder;
before(() => {
  folder = new ProgramFolder();
});
after(() => folder.remove());

const cards = readdirSync(fileURLToPath(new URL('../../server/cards/en', import.meta.url))).map((name) =>
  name.slice(0, -3),
);
const names = [...allRules.map(({ name }) => name), ...cards];

test('without a name, all rules and cards are listed', () => {
  const { code, stdout } = folder.run('explain');
  assert.equal(code, 0);
  for (const name of names) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  assert.match(folder.run('explain', '--language', 'es').stdout, /^Tarjetas\n {2}decision +🔴 async def o def$/m);
});

test('every rule and card is shown in both languages, without marks and within 100 columns', () => {
  for (const [index, name] of names.entries()) {
    const { code, stdout } = folder.run('explain', name, '--language', index % 2 === 0 ? 'es' : 'en');
    assert.equal(code, 0, name);
    const prose = stdout.split('\n').filter((line) => !line.startsWith('    '));
    assert.doesNotMatch(prose.join('\n').replace(/`[^`]*`/g, ''), /\*\*|^#|<\/?[a-z]|\]\(|&\w+;/m, name);
    for (const line of prose.filter((text) => text.includes(' ') && !text.includes('`')))
      assert.ok(displayWidth(line) <= 100, `${name}: ${line}`);
  }
});

test('a rule names its card, and an example that is wrong on purpose says so', () => {
  assert.match(folder.run('explain', 'lost-task').stdout, /Its card is shown by `loopwise explain coroutines`\.\n$/);
  assert.match(
    folder.run('explain', 'when-def').stdout,
    /\n {4}Wrong on purpose: this blocks the event loop\.\n\n {4}import time\n/,
  );
  assert.match(
    folder.run('explain', 'when-def', '--language', 'es').stdout,
    /^Cuándo escribir `def`\n\n🟡 Importante\n/,
  );
});

test('the nearest name is offered', () => {
  const { code, stdout, stderr } = folder.run('explain', 'blocking-cal');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /there is no rule and no card "blocking-cal"; did you mean "blocking-call"\?/);
  assert.equal(folder.run('explain', 'Lost-Task').code, 0);
});

test('Markdown is shown as text: lists, tables, quotes, links, entities, no HTML and no control characters', () => {
  const colours = coloursFor('never', process.stdout);
  const shown = new TerminalMarkdown(colours, 30).render(
    '# Title\n\nA **bold** word, `code` &amp; [text](https://x.org), <b>html</b> \u001b[31m.\n\n- one\n- two\n  - three\n\n1. first\n2. second\n\n> said\n\n| a | b |\n|---|---|\n| 日本 | one two three four five six seven |\n',
  );
  assert.equal(
    shown,
    `Title

A bold word, \`code\` & text
(https://x.org), html
\\x1b[31m.

- one
- two
  - three

1. first
2. second

| said

a     b
日本  one two three four five
      six seven
`,
  );
});
