import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { ProgramFolder, program, shop } from './built-program.ts';

let folder: ProgramFolder;
beforeEach(() => {
  folder = new ProgramFolder({
    ...shop,
    'old.py':
      'import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\nasync def old():\n    time.sleep(1)\n',
  });
  folder.write('.bin/loopwise', `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(path.join(folder.root, '.bin/loopwise'), 0o755);
  folder.write('.gitignore', '.bin/\n');
  folder.git('init', '-q');
  folder.git('add', '.');
  folder.git('commit', '-qm', 'Begin');
});
afterEach(() => folder.remove());

/** Runs a command of a shell with `loopwise` on the path. */
function shell(command: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', command], {
    cwd: folder.root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${path.join(folder.root, '.bin')}:${process.env.PATH}`, ...env },
  });
  return { code: status, stdout, stderr };
}

/** A branch that changes the helper at the end of a chain. */
function changeHelper(): void {
  folder.write('app/service.py', (shop['app/service.py'] ?? '').replace('return []', 'return [1]'));
}

describe('the workflow for GitHub', () => {
  interface Step {
    readonly name?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }

  function steps(): readonly Step[] {
    assert.equal(folder.run('init', '--github').stdout, '.github/workflows/loopwise.yml written.\n');
    const workflow = parse(folder.read('.github/workflows/loopwise.yml'));
    assert.deepEqual(Object.keys(workflow), ['name', 'on', 'permissions', 'jobs']);
    assert.equal(workflow.permissions['security-events'], 'write');
    return workflow.jobs.loopwise.steps;
  }

  const runOf = (list: readonly Step[], part: string) => list.find(({ run }) => run?.includes(part))?.run ?? '';

  test('installs this version', () => {
    const list = steps();
    assert.equal(runOf(list, 'npm install'), `npm install --global loopwise@${manifest.version}`);
    assert.equal(list[0]?.with?.['fetch-depth'], 0);
  });

  test('marks what a pull request touches, and fails', () => {
    const run = runOf(steps(), '--format github');
    folder.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    folder.git('checkout', '-qb', 'feature');
    changeHelper();
    folder.git('commit', '-qam', 'Change');
    const env = { GITHUB_BASE_REF: 'main', GITHUB_WORKSPACE: folder.root };
    const { code, stdout } = shell(run, env);
    assert.equal(code, 1);
    assert.match(stdout, /^::warning title=Loopwise \(blocking-call\),file=app\/main\.py,line=11,[^\n]*\n$/);
    folder.git('checkout', '-q', 'main');
    assert.deepEqual(shell(run, env).code, 0);
  });

  test('gives all findings to code scanning, and fails only where the check itself fails', () => {
    const list = steps();
    const run = runOf(list, '--format sarif');
    assert.equal(shell(run).code, 0);
    const upload = list.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
    const { runs } = JSON.parse(folder.read(String(upload?.with?.sarif_file)));
    assert.equal(runs[0].results.length, 2);
    assert.equal(shell(run.replace('--format', '--fromat')).code, 1);
  });
});

describe('hooks for pre-commit', () => {
  const file = fileURLToPath(new URL('../../.pre-commit-hooks.yaml', import.meta.url));
  interface Hook {
    readonly id: string;
    readonly entry: string;
    readonly types: readonly string[];
  }
  const hooks: readonly Hook[] = parse(readFileSync(file, 'utf8'));
  const entry = (id: string) => hooks.find((hook) => hook.id === id)?.entry ?? '';

  test('each entry does what it says', () => {
    assert.deepEqual(
      hooks.map(({ id }) => id),
      ['loopwise', 'loopwise-all', 'loopwise-fix'],
    );
    assert.equal(shell(entry('loopwise')).code, 0);
    const all = shell(entry('loopwise-all'));
    assert.equal(all.code, 1);
    assert.match(all.stdout, /\n2 findings in 3 files/);
    changeHelper();
    folder.git('add', '.');
    const staged = shell(entry('loopwise'));
    assert.equal(staged.code, 1);
    assert.match(staged.stdout, /^app\/main\.py:11:12: [\s\S]*\n1 finding in 3 files/);
    assert.equal(shell(`${entry('loopwise-fix')} old.py app/main.py`).code, 0);
    assert.match(folder.read('old.py'), /await asyncio\.sleep/);
    assert.equal(folder.read('app/main.py'), shop['app/main.py']);
  });

  test('pre-commit itself installs and runs them', () => {
    const hooksFolder = new ProgramFolder();
    try {
      copyFileSync(file, path.join(hooksFolder.root, '.pre-commit-hooks.yaml'));
      hooksFolder.git('init', '-q');
      hooksFolder.git('add', '.');
      hooksFolder.git('commit', '-qm', 'Hooks');
      hooksFolder.git('tag', `v${manifest.version}`);
      assert.match(folder.run('init', '--pre-commit').stdout, /^\.pre-commit-config\.yaml written\.\n/);
      const config = folder.read('.pre-commit-config.yaml');
      assert.match(config, /https:\/\/github\.com\/loopwise\/loopwise\n/);
      folder.write('.pre-commit-config.yaml', config.replace(/https:\S+/, `file://${hooksFolder.root}`));
      folder.git('add', '.');
      const run = () => shell('pre-commit run --color never', { PRE_COMMIT_HOME: path.join(hooksFolder.root, 'home') });
      folder.write('app/main.py', `${shop['app/main.py']}\n\ndef more():\n    return 1\n`);
      folder.git('add', '.');
      const passed = run();
      assert.equal(passed.code, 0, passed.stdout + passed.stderr);
      assert.match(passed.stdout, /loopwise \(what the commit touches\)\.+Passed/);
      changeHelper();
      folder.git('add', '.');
      const failed = run();
      assert.equal(failed.code, 1);
      assert.match(
        failed.stdout,
        /Failed\n- hook id: loopwise\n- exit code: 1\n[\s\S]*app\/main\.py:11:12: warning blocking-call/,
      );
    } finally {
      hooksFolder.remove();
    }
  });
});
