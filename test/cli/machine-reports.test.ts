import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Schema from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import sax from 'sax';
import { ProgramFolder, shop } from './built-program.ts';

let folder: ProgramFolder;
before(() => {
  folder = new ProgramFolder(shop);
  folder.write(
    'odd, names/100%:a&b.py',
    `import time\n${shop['app/main.py']?.replace('service.all()', 'time.sleep(1)')}`,
  );
});
after(() => folder.remove());

/** Checks a report against the schema of SARIF 2.1.0 and gives its only run. */
function sarifRun(text: string) {
  const schema = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const checker = new Schema.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(checker);
  const isValid = checker.compile(JSON.parse(readFileSync(schema, 'utf8')));
  const log = JSON.parse(text);
  isValid(log as unknown);
  assert.deepEqual(isValid.errors?.slice(0, 5) ?? [], []);
  assert.equal(log.version, '2.1.0');
  assert.equal(log.runs.length, 1);
  return log.runs[0];
}

interface FlowStep {
  readonly location: {
    readonly physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
    readonly message: { text: string };
  };
}

describe('sarif', () => {
  test('the schema is one that refuses what is wrong', () => {
    assert.throws(() => sarifRun('{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}'), /name/);
  });

  test('a finding has its rule, its place, its chain and its fixes', () => {
    const { code, stdout } = folder.run('check', 'app/main.py', '--format', 'sarif');
    assert.equal(code, 1);
    const run = sarifRun(stdout);
    const [result] = run.results;
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, 'blocking-call');
    assert.equal(result.ruleId, 'blocking-call');
    assert.equal(result.level, 'warning');
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(result.locations[0].physicalLocation, {
      artifactLocation: { uri: 'app/main.py', uriBaseId: '%SRCROOT%' },
      region: { startLine: 11, startColumn: 12, endLine: 11, endColumn: 25 },
    });
    assert.equal(run.originalUriBaseIds['%SRCROOT%'].uri, `${pathToFileURL(folder.root).href}/`);
    const steps: FlowStep[] = result.codeFlows[0].threadFlows[0].locations;
    assert.deepEqual(
      steps.map(({ location: { physicalLocation, message } }) => [
        physicalLocation.artifactLocation.uri,
        physicalLocation.region.startLine,
        message.text,
      ]),
      [
        ['app/main.py', 11, 'list_orders calls service.all()'],
        ['app/service.py', 6, 'OrderService.all blocks in time.sleep(…)'],
      ],
    );
    const [fix] = result.fixes;
    assert.equal(fix.description.text, 'Make list_orders a def, so that FastAPI runs it in a thread');
    const [change] = fix.artifactChanges;
    assert.equal(change.artifactLocation.uri, 'app/main.py');
    assert.deepEqual(change.replacements, [
      {
        deletedRegion: { startLine: 10, startColumn: 1, endLine: 10, endColumn: 7 },
        insertedContent: { text: '' },
      },
    ]);
  });

  test('every rule has help, with links that lead somewhere', () => {
    const { rules } = sarifRun(folder.run('check', 'app/main.py', '--format', 'sarif').stdout).tool.driver;
    assert.ok(rules.length >= 14);
    for (const rule of rules) {
      assert.match(rule.helpUri, new RegExp(`/${rule.id}\\.md$`));
      assert.match(rule.help.markdown, /## Why/);
      assert.doesNotMatch(rule.help.markdown, /\]\(\.\./);
      assert.doesNotMatch(rule.help.text, /`|\]\(/);
    }
    const advice = rules.find(({ id }: { id: string }) => id === 'async-library-available');
    assert.equal(advice.defaultConfiguration.enabled, false);
  });

  test('paths are percent-encoded and relative to the repository, wherever the program runs', () => {
    const { results } = sarifRun(folder.run('check', 'odd, names', '--format', 'sarif').stdout);
    const { uri } = results[0].locations[0].physicalLocation.artifactLocation;
    assert.equal(uri, 'odd%2C%20names/100%25%3Aa%26b.py');
    const inside = sarifRun(
      folder.runIn('app', { GITHUB_WORKSPACE: folder.root }, 'check', '..', '--exclude', 'odd*', '--format', 'sarif')
        .stdout,
    );
    assert.equal(inside.results[0].locations[0].physicalLocation.artifactLocation.uri, 'app/main.py');
  });

  test('a fingerprint stays when lines move, and tells two like findings apart', () => {
    const prints = () =>
      sarifRun(folder.run('check', 'twins', '--format', 'sarif').stdout).results.map(
        (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['loopwise/v1'],
      );
    const twins = `${shop['app/main.py']?.replace('    return service.all()', '    time.sleep(1)\n    time.sleep(1)')}`;
    folder.write('twins/main.py', `import time\n${twins}`);
    const former = prints();
    assert.equal(new Set(former).size, 2);
    folder.write('twins/main.py', `import time\n\n\n\n# moved\n${twins}`);
    assert.deepEqual(prints(), former);
  });

  test('a file that cannot be read is a notification', () => {
    folder.write('mixed/picture.py', Uint8Array.of(137, 80, 78, 71, 0, 0));
    folder.write('mixed/main.py', 'x = 1\n');
    const [invocation] = sarifRun(folder.run('check', 'mixed', '--format', 'sarif').stdout).invocations;
    assert.equal(invocation.executionSuccessful, true);
    assert.match(invocation.toolExecutionNotifications[0].message.text, /picture\.py: .*binary/);
  });

  test('reports on all fixtures of the rules are valid', () => {
    const fixtures = fileURLToPath(new URL('../fixtures/rules', import.meta.url));
    const { stdout } = folder.run('check', fixtures, '--format', 'sarif', '--preset', 'strict', '--python', 'none');
    const { results } = sarifRun(stdout);
    assert.ok(results.length > 300, `${results.length} results`);
    assert.ok(results.some(({ fixes = [] }: { fixes?: unknown[] }) => fixes.length > 2));
  });
});

test('github has a command for each finding, escaped, with the way down', () => {
  const { stdout, code } = folder.run('check', 'app/main.py', '--format', 'github');
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^::warning title=Loopwise \(blocking-call\),file=app\/main\.py,line=11,endLine=11,col=12,endColumn=25::'service\.all\(\)' ends in .*%0A→ OrderService\.all \(app\/service\.py:6\): time\.sleep\(…\)\n$/,
  );
  const odd = folder.runIn('app', { GITHUB_WORKSPACE: folder.root }, 'check', '../odd, names', '--format', 'github');
  assert.match(odd.stdout, /,file=odd%2C names\/100%25%3Aa&b\.py,line=/);
  folder.write('hints/main.py', 'x = 1  # loopwise: ignore[blocking-call]\n');
  const hints = folder.run('check', 'hints', '--format', 'github');
  assert.match(hints.stdout, /^::notice title=Loopwise \(unused-suppression\),/);
  assert.equal(hints.code, 0);
});

test('junit has a suite for each file, and is valid XML whatever the code holds', () => {
  folder.write('junit/app/good.py', 'x = 1\n');
  folder.write(
    'junit/app/bad <&">.py',
    'import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\nasync def f():\n    time.sleep(1)\n',
  );
  folder.write('junit/app/hint.py', 'x = 1  # loopwise: ignore[blocking-call]\n');
  folder.write(
    'junit/app/odd.py',
    'from fastapi import FastAPI\napp = FastAPI()\nasync def g(x): pass\n@app.get("/")\nasync def f():\n    g("\u0001\u001b]]>")\n',
  );
  const { stdout, code } = folder.run('check', 'junit', '--format', 'junit');
  assert.equal(code, 1);
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) =>
    elements.push({ name, attributes: attributes as Record<string, string> });
  parser.onerror = (error) => assert.fail(error);
  parser.write(stdout).close();
  const named = (name: string) =>
    elements.filter((element) => element.name === name).map(({ attributes }) => attributes);
  assert.deepEqual(
    named('testsuite').map(({ name, tests, failures }) => [name, tests, failures]),
    [
      ['junit/app/bad <&">.py', '1', '1'],
      ['junit/app/good.py', '1', '0'],
      ['junit/app/hint.py', '1', '0'],
      ['junit/app/odd.py', '1', '1'],
    ],
  );
  assert.deepEqual(
    named('failure').map(({ type }) => type),
    ['blocking-call', 'missing-await'],
  );
  assert.equal(named('system-out').length, 1);
  assert.equal(named('testsuites')[0]?.failures, '2');
});
