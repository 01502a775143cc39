import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ServerSession } from '../lsp/server-session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sizeLimit = 1_500_000;

let scratch: string;
let packed: { filename: string; size: number; files: { path: string }[] };
const program = (name: string) => path.join(scratch, 'empty', 'node_modules', '.bin', name);

/** npm, with no server to ask. */
function npm(args: readonly string[], cwd: string): string {
  const offline = ['--offline', '--registry=http://127.0.0.1:9', '--ignore-scripts', '--no-audit', '--no-fund'];
  return execFileSync('npm', [...args, ...offline], { cwd, encoding: 'utf8' });
}

describe('the npm package', () => {
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'loopwise npm ñ-'));
    [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', scratch], root));
    const empty = path.join(scratch, 'empty');
    mkdirSync(empty);
    writeFileSync(path.join(empty, 'package.json'), '{"private": true}');
    npm(['install', path.join(scratch, packed.filename)], empty);
    const project = path.join(scratch, 'project');
    mkdirSync(project);
    writeFileSync(
      path.join(project, 'main.py'),
      'import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def read():\n    return requests.get("http://x").json()\n',
    );
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  test('holds the two programs and what they read, and nothing else', () => {
    const files = packed.files.map((file) => file.path).sort();
    assert.deepEqual(
      files.filter((file) => !/^dist\/cards\/(en|es)\/[a-z-]+\.md$/.test(file)),
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/loopwise.mjs',
        'dist/server.mjs',
        'dist/third-party-licenses.txt',
        'dist/tree-sitter-python.wasm',
        'dist/web-tree-sitter.wasm',
        'package.json',
      ],
    );
    assert.equal(files.filter((file) => file.startsWith('dist/cards/')).length, 36);
    assert.ok(packed.size < sizeLimit, `${packed.size} bytes`);
  });

  test('is installed in an empty folder without a server to ask, and brings nothing with it', () => {
    const installed = readdirSync(path.join(scratch, 'empty', 'node_modules'));
    assert.deepEqual(
      installed.filter((name) => !name.startsWith('.')),
      ['loopwise'],
    );
  });

  test('its command line finds its grammar and its knowledge', () => {
    const { status, stdout, stderr } = spawnSync(program('loopwise'), ['check', 'project', '--no-cache'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    assert.equal(stderr.includes('Error'), false, stderr);
    assert.equal(status, 1);
    assert.match(stdout, /main\.py.*9.*blocking-call/);
  });

  test('its language server finds its grammar, its knowledge and its cards, in both languages', async () => {
    const version = spawnSync(program('loopwise-language-server'), ['--version'], { encoding: 'utf8' });
    assert.deepEqual([version.status, version.stderr], [0, '']);
    assert.match(version.stdout, /^loopwise-language-server \d+\.\d+\.\d+\n$/);
    for (const [locale, card] of [
      ['en', /Write `async def` if/],
      ['es', /Escribe `async def` si/],
    ] as const) {
      const session = await ServerSession.start({
        folder: path.join(scratch, 'project'),
        locale,
        command: [program('loopwise-language-server'), '--stdio'],
      });
      await session.until('the finding', () => session.codes('main.py').includes('blocking-call@8'));
      const hover = await session.hover('main.py', { line: 7, character: 12 });
      assert.match(JSON.stringify(hover?.contents), card);
      assert.equal(await session.stop(), 0);
    }
  });
});
