import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { ProgramFolder } from './built-program.ts';

let folder: ProgramFolder;
/** Two path operations that block, one of them in a helper of another file. */
const main = `import time

from fastapi import FastAPI

from helper import load

app = FastAPI()


@app.get("/direct")
async def direct():
    time.sleep(1)
    return 1


@app.get("/chain")
async def chain():
    return load()
`;
const helper = `import time


def load():
    time.sleep(1)
    return 1


def unused():
    return 2
`;

beforeEach(() => {
  folder = new ProgramFolder({ 'main.py': main, 'helper.py': helper });
  folder.git('init', '-q');
  folder.git('add', '.');
  folder.git('commit', '-qm', 'Begin');
});
afterEach(() => folder.remove());

/** The functions with findings. */
function changed(option = '--changed', ...args: string[]): string[] {
  const { stdout, stderr } = folder.run('check', option, '--format', 'json', ...args);
  assert.match(stderr, /^Only what touches functions that have changed since .*\.\n$/);
  return JSON.parse(stdout).findings.map((finding: { function: string }) => finding.function);
}

test('nothing is reported where nothing has changed', () => {
  assert.deepEqual(changed(), []);
  assert.equal(folder.run('check', '--changed').code, 0);
});

test('a change in the function counts, one beside it does not', () => {
  folder.write('main.py', main.replace('    return 1', '    return 3'));
  assert.deepEqual(changed(), ['direct']);
  folder.write('main.py', main.replace('import time\n', 'import time\nimport os\n'));
  assert.deepEqual(changed(), []);
});

test('a line that is taken away counts', () => {
  folder.write('main.py', main.replace('    return 1\n', ''));
  assert.deepEqual(changed(), []);
  folder.write(
    'main.py',
    main.replace('    time.sleep(1)\n    return 1\n', '    x = 1\n    time.sleep(1)\n    return 1\n'),
  );
  folder.git('commit', '-qam', 'Longer');
  folder.write('main.py', main);
  assert.deepEqual(changed('--changed=HEAD'), ['direct']);
});

test('a change in a step of the chain counts, whatever file it is in', () => {
  folder.write('helper.py', helper.replace('    return 1', '    return 3'));
  assert.deepEqual(changed(), ['chain']);
  folder.write('helper.py', helper.replace('    return 2', '    return 3'));
  assert.deepEqual(changed(), []);
});

test('files that git does not know are new, unless they are ignored', () => {
  folder.write('odd "ñ\t name.py', main);
  folder.write('ignored.py', main);
  folder.write('.gitignore', 'ignored.py\n');
  assert.deepEqual(changed(), ['direct', 'chain']);
  folder.git('add', '.');
  assert.deepEqual(changed(), ['direct', 'chain']);
});

test('the branch is compared with where it left the default branch', () => {
  folder.git('checkout', '-qb', 'feature');
  folder.write('main.py', main.replace('    return 1', '    return 3'));
  folder.git('commit', '-qam', 'Change');
  assert.deepEqual(changed(), ['direct']);
  // What the default branch has got meanwhile is not of this branch.
  folder.git('checkout', '-q', 'main');
  folder.write('helper.py', helper.replace('    return 1', '    return 3'));
  folder.git('commit', '-qam', 'Meanwhile');
  folder.git('checkout', '-q', 'feature');
  assert.deepEqual(changed(), ['direct']);
  assert.deepEqual(changed('--changed=main'), ['direct']);
  assert.deepEqual(changed('--changed=HEAD'), []);
});

test('a folder of the repository, and the repository from a folder, are compared alike', () => {
  folder.write('service/main.py', main);
  folder.write('service/helper.py', helper);
  folder.git('add', '.');
  folder.git('commit', '-qm', 'Service');
  folder.write('service/helper.py', helper.replace('    return 1', '    return 3'));
  assert.deepEqual(changed('--changed', 'service'), ['chain']);
  const { stdout } = folder.runIn('service', {}, 'check', '..', '--changed', '--format', 'concise');
  assert.match(stdout, /^main\.py:18:12: .*\n1 finding/);
});

test('before the first commit everything is new', () => {
  const fresh = new ProgramFolder({ 'main.py': main, 'helper.py': helper });
  try {
    fresh.git('init', '-q');
    fresh.git('add', '.');
    assert.match(fresh.run('check', '--changed').stdout, /\n2 findings/);
  } finally {
    fresh.remove();
  }
});

test('a reference that looks like an option is none', () => {
  const { code, stderr } = folder.run('check', '--changed=--output=stolen.txt');
  assert.equal(code, 2);
  assert.match(stderr, /git does not know "--output=stolen\.txt"/);
  assert.throws(() => folder.read('stolen.txt'));
});

test('nothing that the repository is set up with is run', () => {
  folder.git('config', 'core.fsmonitor', 'touch ran; false');
  folder.git('config', 'diff.external', 'touch ran');
  folder.git('config', 'diff.noprefix', 'true');
  folder.git('config', 'diff.mnemonicPrefix', 'true');
  folder.git('config', 'diff.relative', 'true');
  folder.git('config', 'diff.interHunkContext', '9');
  folder.git('config', 'color.ui', 'always');
  folder.write('main.py', `# one\n${main.replace('"/chain"', '"/other"')}`);
  assert.deepEqual(changed(), ['chain']);
  folder.write('main.py', main.replace('    return 1', '    return 3'));
  assert.deepEqual(changed(), ['direct']);
  assert.throws(() => folder.read('ran'));
});

test('outside of a repository, and without git, it ends with 2 and says why', () => {
  const outside = new ProgramFolder({ 'main.py': main });
  try {
    const { code, stderr } = outside.run('check', '--changed');
    assert.equal(code, 2);
    assert.equal(stderr, `loopwise check: --changed: ${outside.root} is not in a git repository\n`);
    const without = outside.runIn('.', { PATH: '/nowhere' }, 'check', '--changed');
    assert.equal(without.code, 2);
    assert.equal(without.stderr, 'loopwise check: --changed needs git, which is not installed\n');
  } finally {
    outside.remove();
  }
});
