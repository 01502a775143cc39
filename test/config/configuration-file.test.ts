import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfiguration } from '../../server/config/configuration-file.ts';
import { mistakeLine } from '../../server/config/configuration-mistake.ts';

const inPyproject = (text: string) => readConfiguration('pyproject.toml', text);

/** The mistakes of a text, each as the command line shows it. */
function linesOf(text: string, file: 'loopwise.toml' | 'pyproject.toml' = 'loopwise.toml'): string[] {
  const read = readConfiguration(file, text);
  assert.ok(read);
  return read.mistakes.map((mistake) => mistakeLine(file, mistake, 'en'));
}

describe('a configuration file', () => {
  test('is a table of its own, or a table of pyproject.toml', () => {
    const text = `preset = "strict"
include = ["app"]
exclude = ["**/legacy/**"]
respect-gitignore = false
source-roots = ["src", "."]
offload = "asyncio.to_thread"
python = ".venv"
language = "es"

[rules]
blocking-call = "error"
needless-thread = "off"

[knowledge]
blocking = ["shop.db.*", { name = "shop.ftp.send", category = "socket" }]
non-blocking = ["requests.get"]
offloading = ["shop.threads.run", { name = "shop.jobs.submit", callable = 1, keyword = "job", runs = "process" }]
`;
    const own = readConfiguration('loopwise.toml', text);
    const below = inPyproject(
      text
        .replace(/^/, '[project]\nname = "x"\n[tool.loopwise]\n')
        .replaceAll('\n[rules', '\n[tool.loopwise.rules')
        .replaceAll('\n[knowledge', '\n[tool.loopwise.knowledge'),
    );
    assert.deepEqual(own?.mistakes, []);
    assert.deepEqual(below?.mistakes, []);
    assert.deepEqual(own?.configuration, below?.configuration);
    assert.equal(own?.configuration.preset, 'strict');
    assert.equal(own?.configuration.rules?.['needless-thread'], 'off');
    assert.equal(own?.configuration.knowledge?.offloading?.length, 2);
  });

  test('that is a pyproject.toml without our table says nothing', () => {
    assert.equal(inPyproject('[project]\nname = "x"\n'), undefined);
    assert.equal(inPyproject('[tool.ruff]\nline-length = 100\n'), undefined);
    assert.equal(inPyproject('[project\n'), undefined);
    assert.deepEqual(inPyproject('[tool.loopwise]\n')?.configuration, {});
    assert.deepEqual(readConfiguration('loopwise.toml', '')?.configuration, {});
  });

  test('may end anywhere, as while it is typed', () => {
    const text = '[tool.loopwise]\nexclude = ["a", \'b\']\n[[tool.loopwise.knowledge.blocking]]\nname = "a.b"\n';
    for (let length = 0; length < text.length; length++) {
      for (const file of ['loopwise.toml', 'pyproject.toml']) {
        for (const mistake of readConfiguration(file, text.slice(0, length))?.mistakes ?? [])
          assert.match(mistakeLine(file, mistake, 'es'), /^\w+\.toml:[1-5]: .*[^ ]$/);
      }
    }
  });

  test('may have a byte order mark and any ends of lines', () => {
    assert.deepEqual(readConfiguration('loopwise.toml', '\uFEFFpreset = "strict"\r\n')?.configuration, {
      preset: 'strict',
    });
    assert.deepEqual(linesOf('# 😀\r\n\r\npreset = "strikt"\r\n'), [
      'loopwise.toml:3: preset: "strikt" is not allowed here; did you mean "strict"? Allowed: "recommended", "strict", "learning"',
    ]);
  });
});

describe('a mistake', () => {
  test('in the name of a rule', () => {
    const [line = '', ...more] = linesOf(
      '[project]\nname = "x"\n\n[tool.loopwise.rules]\nblocking-cal = "off"\n',
      'pyproject.toml',
    );
    assert.deepEqual(more, []);
    assert.match(
      line,
      /^pyproject\.toml:5: tool\.loopwise\.rules\.blocking-cal: there is no rule of this name; did you mean "blocking-call"\? Rules: blocking-call, cpu-bound-call, /,
    );
  });

  test('in the name of a key', () => {
    assert.deepEqual(linesOf('perset = "strict"\n'), [
      'loopwise.toml:1: perset: there is no key of this name; did you mean "preset"? Keys: preset, include, exclude, respect-gitignore, source-roots, offload, python, language, rules, knowledge',
    ]);
    assert.deepEqual(
      linesOf('source_roots = ["src"]\n')[0]?.split('?')[0],
      'loopwise.toml:1: source_roots: there is no key of this name; did you mean "source-roots"',
    );
    assert.match(
      linesOf('[colours]\nred = 1\n')[0] ?? '',
      /^loopwise\.toml:1: colours: there is no key of this name\. Keys: preset/,
    );
    assert.match(
      linesOf('[knowledge]\nnonblocking = []\n')[0] ?? '',
      /knowledge\.nonblocking: .*"non-blocking"\? Keys: blocking, non-blocking, offloading$/,
    );
  });

  test('in a value of a few', () => {
    assert.deepEqual(linesOf('[rules]\nlost-task = "warn"\n'), [
      'loopwise.toml:2: rules.lost-task: "warn" is not allowed here. Allowed: "error", "warning", "information", "hint", "off"',
    ]);
    assert.deepEqual(linesOf('offload = "asyncio.to_tread"\n'), [
      'loopwise.toml:1: offload: "asyncio.to_tread" is not allowed here; did you mean "asyncio.to_thread"? Allowed: "auto", "run_in_threadpool", "asyncio.to_thread", "anyio.to_thread.run_sync"',
    ]);
  });

  test('in the kind of a value', () => {
    assert.deepEqual(
      linesOf(
        'exclude = "tests"\nrespect-gitignore = "no"\npython = 3\nrules = []\nsource-roots = [\n  "src",\n  7,\n]\n',
      ),
      [
        'loopwise.toml:1: exclude: this must be a list, in brackets',
        'loopwise.toml:2: respect-gitignore: this must be true or false',
        'loopwise.toml:3: python: this must be a text in quotes',
        'loopwise.toml:4: rules: this must be a table',
        'loopwise.toml:7: source-roots[1]: this must be a text in quotes',
      ],
    );
  });

  test('in what is known of functions', () => {
    assert.deepEqual(
      linesOf(`[knowledge]
blocking = ["fetch", 3, { name = "a.b", category = "databse" }, { nam = "a.b" }]

[[knowledge.offloading]]
name = "a.b"

[[knowledge.offloading]]
name = "a.c"
callable = -1
runs = "loop"
`).map((line) => line.slice(0, 120)),
      [
        'loopwise.toml:2: knowledge.blocking[0]: "fetch" is no qualified name; write it as "package.module.function", with * for ',
        'loopwise.toml:2: knowledge.blocking[1]: this must be a qualified name in quotes, or a table with a name',
        'loopwise.toml:2: knowledge.blocking[2].category: "databse" is not allowed here; did you mean "database"? Allowed: "sleep',
        'loopwise.toml:2: knowledge.blocking[3]: the key "name" is missing',
        'loopwise.toml:2: knowledge.blocking[3].nam: there is no key of this name; did you mean "name"? Keys: name, category',
        'loopwise.toml:9: knowledge.offloading[1].callable: this must be a whole number from 0',
        'loopwise.toml:10: knowledge.offloading[1].runs: "loop" is not allowed here. Allowed: "thread", "process"',
      ],
    );
  });

  test('in the syntax', () => {
    assert.deepEqual(linesOf('preset = "strict"\nexclude = [\n'), [
      'loopwise.toml:3: this is not valid TOML: invalid value',
    ]);
    assert.match(
      linesOf('[tool.loopwise]\npreset = "strict"\npreset = "learning"\n', 'pyproject.toml')[0] ?? '',
      /^pyproject\.toml:3: this is not valid TOML: /,
    );
  });

  test('leaves what is right as it is', () => {
    const read = readConfiguration(
      'loopwise.toml',
      'preset = "strict"\noffload = "never"\n[rules]\nblocking-call = "hint"\nx = "off"\n[knowledge]\nblocking = ["a.b", "c", "d.e"]\n',
    );
    assert.equal(read?.mistakes.length, 3);
    assert.deepEqual(read?.configuration, {
      preset: 'strict',
      rules: { 'blocking-call': 'hint' },
      knowledge: { blocking: ['a.b', 'd.e'] },
    });
  });

  test('is marked at the key, or at the value', () => {
    const text = 'preset = "strikt"\n"no way" = 1\nrules.a-b = "off"\n';
    const marked = readConfiguration('loopwise.toml', text)?.mistakes.map(({ range: { start, end } }) =>
      text.split('\n')[start.line]?.slice(start.character, end.character),
    );
    assert.deepEqual(marked, ['"strikt"', '"no way"', 'a-b']);
  });

  test('has a sentence in Spanish', () => {
    const mistake = readConfiguration('loopwise.toml', 'preset = "strikt"\nexclude = 1\n')?.mistakes ?? [];
    assert.deepEqual(
      mistake.map((found) => mistakeLine('loopwise.toml', found, 'es')),
      [
        'loopwise.toml:1: preset: aquí no se admite "strikt"; ¿querías decir «strict»? Se admite: "recommended", "strict", "learning"',
        'loopwise.toml:2: exclude: esto tiene que ser una lista, entre corchetes',
      ],
    );
  });
});
