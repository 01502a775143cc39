import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'loopwise-cli-configuration-'));
after(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

/** Findings as `path:severity`. */
async function found(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await run('check', ...args, '--format', 'json', '--no-cache');
  assert.equal(stderr, '');
  return JSON.parse(stdout).findings.map((item: { path: string; severity: string }) => `${item.path}:${item.severity}`);
}

const main = `import time
from fastapi import FastAPI
app = FastAPI()


@app.get("/")
async def read():
    time.sleep(1)
`;

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  write('app/main.py', main);
  write('app/gen/main.py', main);
});

test('the nearest configuration file decides, the options go before it', async () => {
  assert.deepEqual(await found(), ['app/gen/main.py:warning', 'app/main.py:warning']);
  write('pyproject.toml', '[tool.loopwise]\npreset = "strict"\nexclude = ["app/gen"]\n');
  assert.deepEqual(await found(), ['app/main.py:error']);
  assert.deepEqual(await found('app'), ['main.py:error'], 'from above, its globs are relative to its folder');
  assert.deepEqual(await found('--preset', 'recommended'), ['app/main.py:warning']);
  assert.deepEqual(await found('--exclude', 'main.py'), []);
  write('loopwise.toml', '[rules]\nblocking-call = "information"\n');
  assert.deepEqual(await found(), ['app/gen/main.py:information', 'app/main.py:information']);
  write('other/strict.toml', 'preset = "strict"\ninclude = ["gen"]\n');
  assert.deepEqual(await found('--config', 'other/strict.toml'), ['app/gen/main.py:error']);
});

test('the language, the libraries and what is known of functions are configured too', async () => {
  write('loopwise.toml', 'language = "es"\n[knowledge]\nnon-blocking = ["time.sleep"]\nblocking = ["acme.load"]\n');
  assert.deepEqual(await found(), []);
  write('app/main.py', main.replace('time.sleep(1)', 'acme.load()').replace('import time', 'import acme'));
  const { stdout } = await run('check', 'app');
  assert.match(
    stdout,
    /^app\/main\.py:8:5: warning blocking-call: .*acme\.load.*bucle de eventos.*\n1 hallazgo en 2 archivos/s,
  );
  assert.match((await run('check', 'app', '--language', 'en')).stdout, /event loop/);
  assert.match((await run('routes', 'app')).stdout, /read \(main\.py:7\) {2}blocks: acme\.load/);
});

test('git decides what is looked at, but not of what is named', async () => {
  write('.gitignore', 'gen/\n');
  assert.deepEqual(await found(), ['app/main.py:warning']);
  assert.deepEqual(await found('app/gen/main.py'), ['app/gen/main.py:warning']);
  assert.deepEqual(await found('app/gen'), ['main.py:warning']);
  write('docs/x.py', 'x = 1\n');
  assert.deepEqual(await found('docs', 'app/gen'), ['app/gen/main.py:warning']);
  write('loopwise.toml', 'respect-gitignore = false\n');
  assert.deepEqual(await found(), ['app/gen/main.py:warning', 'app/main.py:warning']);
  write('loopwise.toml', 'exclude = ["gen"]\n');
  assert.deepEqual(await found('app/gen/main.py'), [], 'what is excluded stays so, for hooks that name all files');
});

test('mistakes end with 2, all of them in lines, and nothing is checked', async () => {
  write(
    'pyproject.toml',
    '[project]\nname = "x"\n\n[tool.loopwise]\npreset = "strikt"\nsource-roots = ["src"]\n[tool.loopwise.rules]\nblocking-cal = "off"\n',
  );
  const { code, stdout, stderr } = await run('check', 'app');
  assert.equal(code, 2);
  assert.equal(stdout, '');
  const [head, ...lines] = stderr.trim().split('\n');
  assert.equal(head, 'loopwise check: nothing was checked, the configuration has 3 mistakes:');
  assert.deepEqual(
    lines.map((line) => line.split(/[?;] /)[0]),
    [
      'pyproject.toml:5: tool.loopwise.preset: "strikt" is not allowed here',
      'pyproject.toml:6: tool.loopwise.source-roots[0]: there is no folder "src" beside this file',
      'pyproject.toml:8: tool.loopwise.rules.blocking-cal: there is no rule of this name',
    ],
  );
  assert.match(lines[2] ?? '', /did you mean "blocking-call"\? Rules: blocking-call, /);
  assert.equal((await run('routes', 'app')).code, 2);
  const spanish = await run('check', 'app', '--language', 'es');
  assert.match(
    spanish.stderr,
    /no se ha comprobado nada: la configuración tiene 3 errores:\n.*¿querías decir «strict»\?/,
  );
});

test('a file that is named and is not there ends with 2', async () => {
  const { code, stderr } = await run('check', 'app', '--config', 'no.toml');
  assert.equal(code, 2);
  assert.equal(stderr, 'loopwise check: --config no.toml: no such file or folder\n');
});

test('source roots and the Python environment are taken from the folder of the file', async () => {
  write('services/api/lib/one/shop.py', 'import time\n\n\ndef wait():\n    time.sleep(1)\n');
  write('services/api/lib/two/shop.py', 'def wait():\n    pass\n');
  write('services/api/env/lib/python3.12/site-packages/acme.py', 'import time\n\n\ndef load():\n    time.sleep(1)\n');
  write(
    'services/api/main.py',
    main.replace('import time', 'import acme, shop').replace('time.sleep(1)', 'shop.wait()\n    acme.load()'),
  );
  const count = async (text: string) => {
    write('services/loopwise.toml', text);
    return (await found('services/api')).length;
  };
  assert.equal(await count(''), 0);
  assert.equal(await count('source-roots = ["api/lib/one", "api/lib/two"]\n'), 1);
  assert.equal(await count('source-roots = ["api/lib/two", "api/lib/one"]\n'), 0);
  assert.equal(await count('python = "api/env"\n'), 1);
  assert.deepEqual(await found('services/api', '--python', 'none'), []);
});
