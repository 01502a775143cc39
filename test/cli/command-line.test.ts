import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'loopwise-cli-'));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

before(() => {
  write(
    'shop/app/main.py',
    `from fastapi import FastAPI

from app.service import OrderService

app = FastAPI()
service = OrderService()


@app.get("/orders")
async def list_orders():
    return service.all()


@app.get("/health")
def health():
    return {"up": service.is_up()}
`,
  );
  write(
    'shop/app/service.py',
    `import time


class OrderService:
    def all(self):
        time.sleep(1)
        return []

    def is_up(self):
        return unknown(self)
`,
  );
  write('quiet/main.py', 'x = 1\n');
  mkdirSync(path.join(root, 'empty'));
});
after(() => rmSync(root, { recursive: true, force: true }));

describe('loopwise check', () => {
  test('prints the findings as the documented JSON', async () => {
    const { code, stdout, stderr } = await run('check', 'shop', '--format', 'json', '--no-cache');
    assert.equal(stderr, '');
    assert.equal(code, 1);
    const report = JSON.parse(stdout);
    assert.ok(Number.isInteger(report.stats.milliseconds) && report.stats.milliseconds >= 0);
    assert.ok(report.findings[0].message.includes('list_orders'));
    report.stats.milliseconds = 0;
    report.findings[0].message = '';
    assert.deepEqual(report, {
      version: 1,
      findings: [
        {
          rule: 'blocking-call',
          severity: 'warning',
          path: 'app/main.py',
          range: { start: { line: 10, character: 11 }, end: { line: 10, character: 24 } },
          function: 'list_orders',
          runsOn: 'event loop',
          message: '',
          card: 'utility-functions',
          confidence: 'typed',
          likely: false,
          chain: [
            { path: 'app/main.py', line: 10, function: 'list_orders', text: 'service.all()' },
            { path: 'app/service.py', line: 5, function: 'OrderService.all', text: 'time.sleep(…)' },
          ],
        },
      ],
      stats: { files: 2, libraryFiles: 0, bytes: 395, milliseconds: 0, fastapi: [] },
    });
  });

  test('prints readable text with every step', async () => {
    const { code, stdout } = await run('check', 'shop');
    assert.equal(code, 1);
    assert.match(stdout, /^shop\/app\/main\.py:11:12: warning blocking-call: /);
    assert.match(stdout, /→ OrderService\.all \(shop\/app\/service\.py:6\)\n 6 \| {9}time\.sleep\(1\)\n/);
    assert.match(stdout, /\n1 finding in 2 files /);
  });

  test('speaks Spanish', async () => {
    const { stdout } = await run('check', 'shop', '--language', 'es');
    assert.match(stdout, /bucle de eventos/);
  });

  test('follows imports of a file that is checked alone, and names its path from the current folder', async () => {
    const { stdout } = await run('check', 'shop/app/main.py', '--format', 'json');
    assert.deepEqual(
      JSON.parse(stdout).findings.map((finding: { path: string }) => finding.path),
      ['shop/app/main.py'],
    );
  });

  test('a package is checked as what it is imported as, and only what is in it is reported', async () => {
    write('whole/shop/__init__.py', '');
    write('whole/shop/service.py', 'import time\n\ndef load():\n    time.sleep(1)\n');
    const main =
      'from fastapi import FastAPI\nfrom shop.service import load\napp = FastAPI()\n@app.get("/")\nasync def f():\n    load()\n';
    write('whole/shop/main.py', main);
    write('whole/other.py', main);
    const { stdout } = await run('check', 'whole/shop', '--format', 'json');
    assert.deepEqual(
      JSON.parse(stdout).findings.map((finding: { path: string }) => finding.path),
      ['shop/main.py'],
    );
  });

  test('ends with 0 when nothing is found or all of it is below the threshold', async () => {
    assert.equal((await run('check', 'quiet')).code, 0);
    assert.equal((await run('check', 'empty')).code, 0);
    const { code, stdout } = await run('check', 'shop', '--severity', 'error', '--format', 'json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout).findings, []);
  });

  test('shows hints, and counts them only where they are asked for', async () => {
    write('hints/main.py', 'x = 1  # loopwise: ignore[blocking-call]\n');
    const { code, stdout } = await run('check', 'hints');
    assert.equal(code, 0);
    assert.match(stdout, /^hints\/main\.py:1:8: hint unused-suppression \[\*\]: [\s\S]*\n1 finding in 1 file/);
    assert.equal((await run('check', 'hints', '--severity', 'hint')).code, 1);
    assert.match((await run('check', 'hints', '--severity', 'information')).stdout, /^0 findings/);
  });

  test('takes the text of a file from standard input', () => {
    const { stdout, status } = spawnSync(
      process.execPath,
      [program, 'check', '--stdin-filename', 'shop/app/main.py', '--format', 'json'],
      { cwd: root, input: 'x = 1\n', encoding: 'utf8' },
    );
    assert.deepEqual(JSON.parse(stdout).findings, []);
    assert.equal(status, 0);
  });
});

describe('installed libraries', () => {
  const library =
    'import socket\n\nclass Client:\n    def load(self):\n        return socket.create_connection(("x", 1))\n';
  const main = `import acme
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read():
    return acme.Client().load()
`;
  before(() => {
    write('library/main.py', main);
    write('library/.venv/pyvenv.cfg', '');
    write('library/.venv/lib/python3.12/site-packages/acme.py', library);
    write('bare/main.py', main);
    write('elsewhere/lib/python3.12/site-packages/acme.py', library);
  });

  test("the project's environment is found, and the chain names the library's file", async () => {
    const { code, stdout } = await run('check', 'library', '--format', 'json');
    assert.equal(code, 1);
    const { findings, stats } = JSON.parse(stdout);
    assert.equal(findings[0].confidence, 'library');
    assert.equal(findings[0].chain.at(-1).path, '.venv/lib/python3.12/site-packages/acme.py');
    assert.equal(stats.files, 1);
    assert.equal(stats.libraryFiles, 1);
  });

  test('the built program keeps what it found in libraries in the cache folder, unless told not to', () => {
    const caches = path.join(root, 'caches');
    const check = (...more: string[]) => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [fileURLToPath(new URL('../../dist/loopwise.mjs', import.meta.url)), 'check', 'library', ...more],
        {
          cwd: root,
          encoding: 'utf8',
          env: { ...process.env, XDG_CACHE_HOME: caches, LOCALAPPDATA: caches, HOME: caches },
        },
      );
      assert.equal(stderr, '');
      return stdout.replace(/, \d+ ms\)/, ')');
    };
    const first = check('--no-cache');
    assert.equal(globSync('**/*.json', { cwd: caches }).length, 0);
    assert.equal(check(), first);
    assert.equal(globSync('**/acme.py-*.json', { cwd: caches }).length, 1);
    assert.equal(check(), first);
  });

  test('--python names another one, or none', async () => {
    assert.equal((await run('check', 'bare', '--python', 'none')).code, 0);
    assert.equal((await run('check', 'library', '--python', 'none')).code, 0);
    const { code, stdout } = await run('check', 'bare', '--python', 'elsewhere');
    assert.equal(code, 1);
    assert.match(
      stdout,
      /→ Client\.load \(elsewhere\/lib\/python3\.12\/site-packages\/acme\.py:5\)\n +5 \| {2,}return socket\.create_connection/,
    );
    assert.match((await run('routes', 'bare', '--python', 'elsewhere')).stdout, /blocks: socket\.create_connection/);
  });
});

describe('bad usage and bad input', () => {
  for (const [args, expected] of [
    [['check', 'missing'], /missing: no such file or folder/],
    [['check', 'shop', '--format', 'xml'], /--format "xml" is not one of text, concise, json/],
    [['check', '--unknown'], /--unknown/],
    [['routes', 'missing'], /missing: no such file or folder/],
    [['check', 'shop', '--python', 'shop'], /--python shop: no Python environment is there/],
    [['dance'], /there is no command "dance"/],
  ] as const) {
    test(`loopwise ${args.join(' ')} ends with 2 and says why`, async () => {
      const { code, stderr, stdout } = await run(...args);
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.equal(stdout, '');
    });
  }

  test('a file that cannot be read is named with the reason; the others are checked', async () => {
    write(
      'mixed/main.py',
      'from fastapi import FastAPI\nimport time\napp = FastAPI()\n@app.get("/")\nasync def f():\n    time.sleep(1)\n',
    );
    write('mixed/picture.py', Uint8Array.of(137, 80, 78, 71, 0, 0));
    write('mixed/old.py', Uint8Array.of(0x22, 0xe9, 0x22));
    const { code, stdout, stderr } = await run('check', 'mixed');
    assert.equal(code, 1);
    assert.match(stdout, /^mixed\/main\.py:6:5: warning/);
    assert.match(stderr, /^old\.py: .*utf-8$/m);
    assert.match(stderr, /^picture\.py: .*binary file$/m);
  });

  test('a file that is named and cannot be read ends with 2', async () => {
    write('only/picture.py', Uint8Array.of(137, 80, 78, 71, 0, 0));
    const { code, stderr } = await run('check', 'only/picture.py');
    assert.equal(code, 2);
    assert.match(stderr, /binary file/);
  });
});

test('loopwise routes lists what FastAPI calls, where it runs and what blocks', async () => {
  const { code, stdout } = await run('routes', 'shop', '--format', 'json');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), {
    version: 1,
    routes: [
      {
        role: 'path operation',
        method: 'GET',
        route: '/orders',
        servedPath: '/orders',
        path: 'app/main.py',
        line: 9,
        function: 'list_orders',
        declared: 'async def',
        runsOn: 'event loop',
        blocks: 'time.sleep',
      },
      {
        role: 'path operation',
        method: 'GET',
        route: '/health',
        servedPath: '/health',
        path: 'app/main.py',
        line: 14,
        function: 'health',
        declared: 'def',
        runsOn: 'thread pool',
        blocks: null,
      },
    ],
    fastapi: [],
  });
});

test('the version of FastAPI comes from lock files and the environment, and the report names it', async () => {
  write('versioned/api/main.py', 'import fastapi\n');
  write('versioned/api/requirements.txt', 'fastapi==0.92.0\n');
  write('versioned/requirements.txt', Buffer.from('\ufefffastapi==0.95.0', 'utf16le'));
  const versions = async (...options: string[]) => {
    const { code, stdout, stderr } = await run('check', 'versioned', '--format', 'json', ...options);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    return JSON.parse(stdout).stats.fastapi;
  };
  const listed = { version: '0.92.0', source: 'api/requirements.txt' };
  assert.deepEqual(await versions(), [listed]);
  const packages = 'versioned/api/.venv/lib/python3.12/site-packages';
  write('versioned/api/.venv/pyvenv.cfg', '');
  write(`${packages}/fastapi-0.134.0.dist-info/METADATA`, '');
  write(`${packages}/fastapi_cli-0.0.7.dist-info/METADATA`, '');
  assert.deepEqual(await versions(), [{ version: '0.134.0', source: 'api/.venv' }, listed]);
  assert.deepEqual(await versions('--python', 'none'), [listed]);
});
