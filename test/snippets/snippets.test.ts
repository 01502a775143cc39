import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { analysisOf } from '../engine-host.ts';
import { inTurn } from '../runtime/applications.ts';
import { type OracleResult, runOracleOn } from '../runtime/run-oracle.ts';
import { caseOf, fileWith, readSnippets, type Snippet, snippetCases } from './snippet-cases.ts';
import { expandSnippet } from './snippet-text.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const olderFastAPI = path.join(root, 'test', 'fixtures', 'snippets', 'older_fastapi.py');
const snippets = readSnippets(root);

/** What Python's parser says of a text, taken for code of Python 3.9; empty where it is right. */
function parseErrors(text: string): string {
  const program = 'import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 9))';
  return spawnSync('/usr/bin/python3', ['-I', '-c', program], { input: text, encoding: 'utf8' }).stderr;
}

/** The findings in a text, as `rule@line`; those that `recommended` leaves out only where asked for. */
async function findingsIn(text: string, preset: 'recommended' | 'strict' = 'recommended'): Promise<readonly string[]> {
  const analysis = await analysisOf({ 'main.py': text }, { preset });
  assert.deepEqual(analysis.syntaxErrors('main.py'), []);
  return analysis.allFindings().map(({ rule, range }) => `${rule}@${range.start.line + 1}`);
}

/**
 * An application for the oracle: the file, with a slow server in the place of example.com. As with a real server, the lifespan
 * has begun before a request is served; the second probe begins and ends one.
 */
function applicationOf(snippet: Snippet, text: string): string {
  const { request, send, places } = caseOf(snippet);
  const [watched = ''] = Object.keys(places);
  const probes = [
    { name: 'request', request, function: watched, app: 'served', ...(send && { send }) },
    { name: 'lifespan', request: 'LIFESPAN', function: watched },
  ];
  return `import older_fastapi
import slow_server

URL = f"http://127.0.0.1:{slow_server.start()}"
${text.replaceAll(/"https:\/\/example\.com[^"]*"/g, 'URL')}

begun = []


async def served(scope, receive, send):
    if not begun:
        begun.append(app.router.lifespan_context(app))
        await begun[0].__aenter__()
    await app({**scope, "headers": [*scope["headers"], (b"authorization", b"Bearer 1")]}, receive, send)


WATCHED = [getattr(function, "__wrapped__", function) for function in [${Object.keys(places).join(', ')}]]
PROBES = ${JSON.stringify(probes)}
`;
}

async function executed(snippet: Snippet, text: string): Promise<OracleResult> {
  return runOracleOn({
    'older_fastapi.py': readFileSync(olderFastAPI, 'utf8'),
    'app.py': applicationOf(snippet, text),
  });
}

/** What was not as it should be when a snippet's application ran. */
function problemsOf(snippet: Snippet, { probes, syntaxErrors }: OracleResult): readonly string[] {
  const { status, places, errors = [] } = caseOf(snippet);
  const problems = syntaxErrors.map(({ message }) => message);
  const [served] = probes;
  assert.ok(served && probes.length === 2);
  if (served.stalls !== false) problems.push(`the loop was ${served.attempts.join(', ')} ms late`);
  if (served.status !== status) problems.push(`answered ${served.status}`);
  const types = served.errors.map(({ type }) => type);
  if (types.join() !== errors.join()) problems.push(`errors: ${types.join()}`);
  for (const probe of probes) {
    if (probe.exception !== null) problems.push(`${probe.name} raised ${probe.exception}`);
    problems.push(...probe.neverAwaited.map(({ coroutine }) => `${coroutine} was never awaited`));
    problems.push(...probe.lostTasks.map(({ line }) => `the task of line ${line} was lost`));
  }
  for (const [name, place] of Object.entries(places)) {
    const ran = new Set(
      probes.flatMap(({ runs }) => runs.filter((run) => run.function === name).map((run) => run.place)),
    );
    if ([...ran].join() !== place) problems.push(`${name} ran on: ${[...ran].join() || 'nothing'}`);
  }
  return problems;
}

const runs = new Map(
  snippets.map((snippet) => [
    snippet,
    inTurn(() => executed(snippet, fileWith(snippet, snippets, caseOf(snippet).values))),
  ]),
);

describe('snippets', () => {
  test('README names each of them once, with its imports, and no others', () => {
    assert.deepEqual(
      snippets.filter(({ imports }) => imports === '').map(({ prefix }) => prefix),
      [],
    );
    assert.equal(new Set(snippets.map(({ prefix }) => prefix)).size, snippets.length);
    assert.deepEqual(snippets.map(({ prefix }) => prefix).sort(), Object.keys(snippetCases).sort());
  });

  for (const snippet of snippets) {
    describe(snippet.name, () => {
      const { prefix, description, body } = snippet;

      test('has a prefix, and a description in both languages', () => {
        assert.match(prefix, /^loopwise-[a-z]+(-[a-z]+)*$/);
        const [english = '', spanish = '', ...more] = description.split(' · ');
        assert.deepEqual(more, []);
        for (const sentence of [english, spanish]) assert.match(sentence, /^\p{Lu}.{20,}[^.\s]$/u);
        assert.notEqual(english, spanish);
      });

      test('has its tab stops in the order of the text, the last one at the end, and is indented with tabs', () => {
        const { text, tabStops, end, choices } = expandSnippet(body);
        const named = tabStops.slice(0, -1);
        assert.deepEqual(
          named,
          named.map((_, index) => index + 1),
        );
        assert.equal(tabStops.at(-1), 0);
        assert.equal(end, text.length);
        for (const line of body) assert.match(line, /^\t*\S|^$/);
        for (const entries of choices.values()) assert.ok(entries.length > 1);
      });

      test('is Python 3.9 and has no finding, whatever is chosen from its lists', async () => {
        const { choices } = expandSnippet(body);
        const chosen = [
          {},
          ...[...choices].flatMap(([stop, list]) => list.slice(1).map((entry) => ({ [stop]: entry }))),
        ];
        for (const values of chosen) {
          const file = fileWith(snippet, snippets, values);
          const text = file.replace(
            'app = FastAPI()\n',
            'app = FastAPI()\nrouter = APIRouter()\napp.include_router(router)\n',
          );
          const whole = `from fastapi import APIRouter\n${text}`;
          assert.equal(parseErrors(whole), '');
          assert.deepEqual(await findingsIn(whole), [], JSON.stringify(values));
          assert.deepEqual(await findingsIn(whole, 'strict'), [], JSON.stringify(values));
        }
      });

      test('serves a request without stopping the event loop', async () => {
        const result = await runs.get(snippet);
        assert.ok(result);
        assert.deepEqual(problemsOf(snippet, result), []);
      });
    });
  }

  test('the checks see what is wrong', async () => {
    const snippet = snippets.find(({ prefix }) => prefix === 'loopwise-to-thread');
    assert.ok(snippet);
    const text = fileWith(snippet, snippets).replace(
      'await asyncio.to_thread(function, argument)',
      'function(argument)',
    );
    assert.match((await findingsIn(text)).join(), /^blocking-call@\d+$/);
    const problems = problemsOf(snippet, await executed(snippet, text));
    assert.match(problems.join(), /^the loop was \d{3}.* ms late,function ran on: event loop$/);
    assert.match(parseErrors('match x:\n    case 1: pass\n'), /SyntaxError/);
  });

  test('the expansion knows escapes, nested defaults, lists and repeated tab stops', () => {
    const { text, tabStops, end, choices } = expandSnippet([`\${1:a\${2:b\\}}}$1 \\$ {\${3|x,y|}}`, '$0$3'], {
      2: 'c',
    });
    assert.equal(text, 'acac $ {x}\nx');
    assert.deepEqual([tabStops, end, choices.get(3)], [[1, 2, 3, 0], 11, ['x', 'y']]);
    assert.throws(() => expandSnippet([`$1 \${1:a}`]), /no default yet/);
  });
});
