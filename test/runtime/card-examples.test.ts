import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CardExample, examplesIn } from '../../server/cards/card-examples.ts';
import { analysisOf } from '../engine-host.ts';
import { inTurn } from './applications.ts';
import { type OracleResult, type ProbeResult, runOracleOn } from './run-oracle.ts';

/*
 * Examples of the concept cards that are whole applications are executed: what is right stalls nothing, loses nothing and raises
 * nothing; what is wrong on purpose does what its card says.
 */

const folder = fileURLToPath(new URL('../../server/cards/en/', import.meta.url));

/** Requests to everything that the application serves, as the oracle reads them. Path parameters are `1`. */
async function probesOf(code: string): Promise<string> {
  const analysis = await analysisOf({ 'app.py': code });
  const probes = analysis.frameworkCallables().flatMap(({ method, route, role, node }) => {
    if (method === undefined || route === undefined) return [];
    const request = `${method} ${route.replace(/\{[^}]*\}/g, '1')}`;
    const sent = role === 'websocket' ? { send: ['hello'] } : {};
    return [{ name: request, request, function: node.facts.qualifiedName, ...sent }];
  });
  assert.notDeepEqual(probes, [], `an application that serves something:\n${code}`);
  return JSON.stringify(probes);
}

async function execute(code: string): Promise<OracleResult> {
  return runOracleOn({ 'app.py': `${code}\n\nPROBES = ${await probesOf(code)}\n` });
}

/** Raised by requests to the Internet, which the machine of the tests need not have. */
const noNetwork = 'ConnectError';

/** What went wrong while a request was served. */
function mishaps(probe: ProbeResult): CardExample['claim'][] {
  const { stalls, neverAwaited, lostTasks, status } = probe;
  const errors = probe.errors.filter(({ type }) => type !== noNetwork);
  const exception = probe.exception === noNetwork ? null : probe.exception;
  return [
    ...(stalls === true ? (['blocks'] as const) : []),
    ...(neverAwaited.length + lostTasks.length > 0 ? (['loses'] as const) : []),
    ...(errors.length > 0 || exception !== null || (status ?? 0) >= 400 ? (['fails'] as const) : []),
  ];
}

const running = readdirSync(folder).flatMap((name) =>
  examplesIn(readFileSync(path.join(folder, name), 'utf8')).flatMap(({ claim, code }, index) =>
    /^app = FastAPI\(/m.test(code)
      ? [
          {
            name: `${name.replace(/\.md$/, '')}, example ${index + 1}`,
            claim,
            code,
            result: inTurn(() => execute(code)),
          },
        ]
      : [],
  ),
);

test('many examples are applications', () => {
  assert.ok(running.length >= 15, String(running.length));
  assert.ok(running.filter(({ claim }) => claim === 'blocks').length >= 4);
});

for (const { name, claim, code, result } of running) {
  test(`run-time oracle: card ${name}`, async () => {
    const { probes, syntaxErrors } = await result;
    assert.deepEqual(syntaxErrors, []);
    const seen = new Set(probes.flatMap(mishaps));
    const told = JSON.stringify(
      probes.map(({ name: request, lateness, neverAwaited, errors, status, exception }) => ({
        request,
        lateness,
        neverAwaited,
        errors,
        status,
        exception,
      })),
    );
    if (claim === 'right') assert.deepEqual([...seen], [], `${told}\n${code}`);
    else assert.ok(seen.has(claim), `${claim}: ${told}\n${code}`);
  });
}
