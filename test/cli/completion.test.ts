import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { commands } from '../../server/cli/command-table.ts';
import { ProgramFolder } from './built-program.ts';

let folder: ProgramFolder;
before(() => {
  folder = new ProgramFolder({ 'some.py': '', 'service/main.py': '' });
  for (const shell of ['bash', 'zsh', 'fish'])
    folder.write(`completion.${shell}`, folder.run('completion', shell).stdout);
});
after(() => folder.remove());

/** What bash offers for a command line, the last word of which is being written. */
function inBash(...words: string[]): string[] {
  const script = `source completion.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _loopwise; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'loopwise', ...words], {
    cwd: folder.root,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes commands, options, values, names and files', () => {
  assert.deepEqual(inBash('ch'), ['check']);
  assert.deepEqual(
    inBash('').slice(0, commands.length),
    commands.map(({ name }) => name),
  );
  assert.deepEqual(inBash('check', '--ba'), ['--baseline']);
  assert.deepEqual(inBash('check', '--format', 's'), ['sarif']);
  assert.deepEqual(inBash('fix', '--rule', 'lost'), ['lost-task']);
  assert.deepEqual(inBash('explain', 'when'), ['when-async', 'when-def']);
  assert.deepEqual(inBash('check', 'so'), ['some.py']);
  assert.deepEqual(inBash('check', '--baseline', 'so'), ['some.py']);
  assert.deepEqual(inBash('completion', ''), ['bash', 'zsh', 'fish']);
});

test('fish completes commands, options, values, names and files', () => {
  const inFish = (line: string) => {
    const script = `source completion.fish; complete -C ${JSON.stringify(line)}`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script], {
      cwd: folder.root,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder.root },
    });
    assert.equal(stderr, '');
    return stdout
      .trim()
      .split('\n')
      .map((word) => word.split('\t')[0]);
  };
  assert.deepEqual(inFish('loopwise ch'), ['check']);
  assert.deepEqual(inFish('loopwise check --ba'), ['--baseline']);
  assert.deepEqual(inFish('loopwise check --format s'), ['sarif']);
  assert.deepEqual(inFish('loopwise explain when'), ['when-async', 'when-def']);
  assert.deepEqual(inFish('loopwise check so'), ['some.py']);
});

test('zsh takes the script, and completes what is typed in a terminal', () => {
  folder.write(
    'in-terminal.zsh',
    `zmodload zsh/zpty
for typed in "loopwise ch" "loopwise check --form" "loopwise check --format sa" "loopwise explain when-d"; do
  zpty shell 'zsh -f -i'
  zpty -w shell "PS1=; bindkey -e; cd ${folder.root}; autoload -Uz compinit; compinit -u -D; source completion.zsh; echo re""ady"
  zpty -r shell text '*ready*'
  zpty -w -n shell "$typed"$'\\t'
  sleep $1
  zpty -w -n shell $'\\x01echo got:\\n'
  sleep $1
  while zpty -rt shell text; do print -rn -- "$text"; done
  zpty -d shell
done
`,
  );
  const expected = [
    'got:loopwise check',
    'got:loopwise check --format',
    'got:loopwise check --format sarif',
    'got:loopwise explain when-def',
  ];
  let said = '';
  // How long a shell takes is the machine's affair.
  for (const seconds of ['1', '4', '12']) {
    const { stdout, stderr } = spawnSync('zsh', ['-f', 'in-terminal.zsh', seconds], {
      cwd: folder.root,
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, HOME: folder.root, TERM: 'dumb' },
    });
    said = `${stdout}\n${stderr}`;
    if (expected.every((text) => stdout.includes(text))) return;
  }
  assert.fail(said);
});

test('another shell is refused', () => {
  const { code, stderr } = folder.run('completion', 'tcsh');
  assert.equal(code, 2);
  assert.match(stderr, /SHELL "tcsh" is not one of bash, zsh, fish/);
  assert.match(folder.run('completion').stderr, /bash\|zsh\|fish is missing/);
});
