// Runs inside VS Code's extension host, on a copy of test/fixtures/editor-project.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const tests: { readonly name: string; readonly run: () => Promise<void> }[] = [];
function test(name: string, run: () => Promise<void>): void {
  tests.push({ name, run });
}

/** The contract of `@vscode/test-electron`: rejects when a test fails. Every test's result goes to the console. */
export async function run(): Promise<void> {
  const failures: string[] = [];
  for (const { name, run: body } of tests) {
    try {
      await body();
      console.log(`editor ok - ${name}`);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`editor not ok - ${name}\n${reason}`);
      failures.push(`${name}: ${reason}`);
    } finally {
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

function uriOf(file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, file);
}

/** Defects; advice comes and goes with the edits of the tests. */
const findingsIn = (file: string) =>
  vscode.languages.getDiagnostics(uriOf(file)).filter((d) => d.source === 'loopwise' && !advice.has(codeOf(d)));
const advice: ReadonlySet<string> = new Set(['needless-thread', 'async-library-available', 'unused-suppression']);

function codeOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}

const codesIn = (file: string) => findingsIn(file).map((d) => `${codeOf(d)}@${d.range.start.line}`);

/** Waits until something holds, looking again whenever diagnostics or documents change. Rejects after 30 seconds. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) {
      const seen = vscode.languages
        .getDiagnostics()
        .map(([uri, list]) => `${uri.path}: ${list.map(codeOf).join(', ')}`);
      throw new Error(`never came: ${what}; diagnostics:\n${seen.join('\n')}`);
    }
    await new Promise<void>((resolve) => {
      const listener = vscode.languages.onDidChangeDiagnostics(done);
      const timer = setTimeout(done, 300);
      function done(): void {
        clearTimeout(timer);
        listener.dispose();
        resolve();
      }
    });
  }
}

async function open(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(file)));
}

async function hoverAt(file: string, line: number, character: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uriOf(file),
    new vscode.Position(line, character),
  );
  return hovers.flatMap((hover) => hover.contents.map((c) => (typeof c === 'string' ? c : c.value))).join('\n');
}

async function applyFix(file: string, line: number, title: RegExp): Promise<void> {
  const diagnostic = findingsIn(file).find((d) => d.range.start.line === line);
  assert.ok(diagnostic, `a finding on line ${line} of ${file}`);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uriOf(file),
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const action = actions.find((candidate) => title.test(candidate.title));
  assert.ok(action?.edit, `${title} among ${actions.map((a) => a.title).join(' | ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('loopwise').update(name, value, vscode.ConfigurationTarget.Global);
}

test('the whole workspace is checked without a file being open', async () => {
  await until('all three findings', () => codesIn('main.py').length === 1 && codesIn('shop/orders.py').length === 2);
  assert.deepEqual(codesIn('main.py'), ['blocking-call@12']);
  assert.deepEqual(codesIn('shop/orders.py'), ['blocking-call@10', 'missing-await@20']);
  for (const file of ['shop/service.py', 'shop/mail.py', 'shop/__init__.py']) assert.deepEqual(codesIn(file), []);
});

test('a diagnostic has a severity, a link to the page of its rule and every step of its chain', async () => {
  const [finding, lost] = findingsIn('shop/orders.py');
  assert.ok(finding && lost);
  assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning);
  assert.equal(lost.severity, vscode.DiagnosticSeverity.Error);
  assert.match(typeof finding.code === 'object' ? finding.code.target.toString() : '', /blocking-call\.md$/);
  assert.deepEqual(
    finding.relatedInformation?.map((step) => [
      vscode.workspace.asRelativePath(step.location.uri),
      step.location.range.start.line,
    ]),
    [
      ['shop/orders.py', 10],
      ['shop/service.py', 5],
      ['shop/service.py', 8],
    ],
  );
});

test('a hover says where a function runs and why, with the card', async () => {
  await open('shop/orders.py');
  const onLoop = await hoverAt('shop/orders.py', 9, 12);
  assert.match(onLoop, /list_orders.*on the event loop.*because it is `async def`.*requests\.get/s);
  assert.match(onLoop, /🔴|🟡|🔵/);
  assert.match(await hoverAt('shop/orders.py', 14, 6), /read_order.*in the thread pool.*because it is `def`/s);
  assert.match(await hoverAt('shop/service.py', 11, 6), /dependency.*get_service.*in the thread pool/s);
  assert.match(await hoverAt('shop/service.py', 8, 26), /`requests\.get` blocks/);
  assert.equal(await hoverAt('shop/mail.py', 1, 6), '');
});

test('the preferred fix makes the path operation a def, and the finding goes away', async () => {
  const { document } = await open('main.py');
  await until('the finding', () => codesIn('main.py').length === 1);
  await applyFix('main.py', 12, /^Make grill a def/);
  assert.equal(document.lineAt(11).text, 'def grill():');
  await until('no finding', () => codesIn('main.py').length === 0);
  await vscode.commands.executeCommand('undo');
  await until('the finding again after undo', () => codesIn('main.py').length === 1);
});

test('a fix hands the call to a thread and imports what that needs', async () => {
  const { document } = await open('shop/orders.py');
  await until('the findings', () => codesIn('shop/orders.py').length === 2);
  await applyFix('shop/orders.py', 10, /in a thread with await run_in_threadpool/);
  assert.match(
    document.getText(),
    /from fastapi import APIRouter, Depends\nfrom fastapi\.concurrency import run_in_threadpool\n/,
  );
  assert.match(document.getText(), /return await run_in_threadpool\(service\.all\)/);
  await until('only the other finding', () => codesIn('shop/orders.py').join() === 'missing-await@21');
});

test('fixes add the await or silence the line', async () => {
  const { document } = await open('shop/orders.py');
  await until('the findings', () => codesIn('shop/orders.py').length === 2);
  await applyFix('shop/orders.py', 20, /^Add await/);
  assert.equal(document.lineAt(20).text, '    await send_receipt(order)');
  await until('one finding', () => codesIn('shop/orders.py').join() === 'blocking-call@10');
  await applyFix('shop/orders.py', 10, /^Ignore blocking-call/);
  assert.equal(document.lineAt(10).text, '    return service.all()  # loopwise: ignore[blocking-call]');
  await until('no finding', () => codesIn('shop/orders.py').length === 0);
});

test('findings follow what is typed and not yet saved, in other files too', async () => {
  const editor = await open('shop/service.py');
  const at = new vscode.Range(8, 15, 8, 75);
  assert.match(editor.document.getText(at), /^requests\.get\(.*\)\.json\(\)$/);
  await editor.edit((edit) => edit.replace(at, '[]'));
  await until('no chain', () => codesIn('shop/orders.py').join() === 'missing-await@20');
  await editor.edit((edit) => edit.insert(new vscode.Position(8, 0), '        open("orders.txt").read()\n'));
  await until('the chain again', () => codesIn('shop/orders.py').join() === 'blocking-call@10,missing-await@20');
});

test('half-typed code does not take the findings of other files away', async () => {
  const editor = await open('main.py');
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'class (\n'));
  await until('an answer to the edit', () => codesIn('main.py').join() !== 'blocking-call@12');
  assert.deepEqual(codesIn('shop/orders.py'), ['blocking-call@10', 'missing-await@20']);
});

test('settings turn everything off, change severities and leave files out', async () => {
  await until('the finding', () => codesIn('main.py').length === 1);
  await setting('enable', false);
  await until('nothing', () => codesIn('main.py').length + codesIn('shop/orders.py').length === 0);
  await setting('enable', undefined);
  await setting('severity', { 'blocking-call': 'hint', 'missing-await': 'off' });
  await until('a hint', () => findingsIn('main.py')[0]?.severity === vscode.DiagnosticSeverity.Hint);
  await until('no lost coroutine', () => codesIn('shop/orders.py').join() === 'blocking-call@10');
  await setting('severity', undefined);
  await setting('exclude', ['shop/orders.py']);
  await until('nothing there', () => codesIn('shop/orders.py').length === 0);
  await setting('exclude', undefined);
  await until('everything again', () => codesIn('shop/orders.py').length === 2);
});

test('messages and hovers speak Spanish', async () => {
  await setting('language', 'es');
  await until('Spanish', () => /bucle de eventos/.test(findingsIn('main.py')[0]?.message ?? ''));
  assert.match(await hoverAt('main.py', 17, 12), /se ejecuta \*\*en el bucle de eventos/);
  await setting('language', undefined);
  await until('English', () => /event loop/.test(findingsIn('main.py')[0]?.message ?? ''));
});

/** The items and their callers, level by level, as `name: detail`. */
async function callersFrom(file: string, line: number, character: number): Promise<string[]> {
  let level = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
    'vscode.prepareCallHierarchy',
    uriOf(file),
    new vscode.Position(line, character),
  );
  const seen: string[] = [];
  while (level.length > 0) {
    seen.push(level.map((item) => `${item.name}: ${item.detail}`).join(', '));
    const calls: vscode.CallHierarchyIncomingCall[] = [];
    for (const item of level) {
      calls.push(
        ...(await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
          'vscode.provideIncomingCalls',
          item,
        )),
      );
    }
    level = calls.map(({ from }) => from);
  }
  return seen;
}

test('the call hierarchy goes from a blocking call up to the path operations', async () => {
  await until('the findings', () => codesIn('shop/orders.py').length === 2);
  assert.deepEqual(await callersFrom('shop/service.py', 8, 26), [
    'requests.get: blocks',
    'OrderService.fetch: blocks: requests.get',
    'OrderService.all: blocks: requests.get',
    'list_orders: GET /orders · event loop · blocks: requests.get, read_order: GET /orders/{order} · thread pool · waits: requests.get',
  ]);
  const [operation] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
    'vscode.prepareCallHierarchy',
    uriOf('shop/orders.py'),
    new vscode.Position(9, 12),
  );
  const called = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>(
    'vscode.provideOutgoingCalls',
    operation,
  );
  assert.deepEqual(
    called.map(({ to }) => to.name),
    ['get_service', 'OrderService.all'],
  );
  assert.deepEqual(await callersFrom('shop/mail.py', 1, 6), []);
});

/** Where the cursor is, as `file:line` with the line counted from zero. */
function whereabouts(): string {
  const editor = vscode.window.activeTextEditor;
  return editor
    ? `${vscode.workspace.asRelativePath(editor.document.uri)}:${editor.selection.active.line}`
    : 'no editor';
}

test('the command shows each step of the blocking path in order, and goes to it or comes back', async () => {
  const editor = await open('shop/orders.py');
  await until('the findings', () => codesIn('shop/orders.py').length === 2);
  editor.selection = new vscode.Selection(9, 12, 9, 12);
  const shown = vscode.commands.executeCommand('loopwise.showBlockingPath');
  await until('the first step', () => whereabouts() === 'shop/orders.py:10');
  await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await until('the second step', () => whereabouts() === 'shop/service.py:5');
  await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await until('the third step', () => whereabouts() === 'shop/service.py:8');
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  await shown;
  assert.equal(whereabouts(), 'shop/orders.py:9');

  const again = vscode.commands.executeCommand('loopwise.showBlockingPath', uriOf('shop/orders.py').toString(), {
    line: 10,
    character: 12,
  });
  await until('the first step again', () => whereabouts() === 'shop/orders.py:10');
  await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await until('the second step again', () => whereabouts() === 'shop/service.py:5');
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await again;
  assert.equal(whereabouts(), 'shop/service.py:5');
});

test('the path is a link in the hover, and the fix menu ends with it and the burger restaurant', async () => {
  await open('shop/orders.py');
  await until('the findings', () => codesIn('shop/orders.py').length === 2);
  assert.match(
    await hoverAt('shop/orders.py', 9, 12),
    /2\. \[`OrderService\.all \(service\.py:6\)`\]\(.*\) calls `self\.fetch\(\)`.*\(command:loopwise\.showBlockingPath\?/s,
  );
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uriOf('shop/orders.py'),
    new vscode.Range(10, 12, 10, 12),
  );
  assert.deepEqual(
    actions.slice(-2).map(({ title, command }) => [title, command?.command]),
    [
      ['Show blocking path', 'loopwise.showBlockingPath'],
      ['Show in the burger restaurant', 'loopwise.openBurgers'],
    ],
  );
});

test('the card of a finding opens in the reader', async () => {
  await open('main.py');
  await until('the finding', () => codesIn('main.py').length === 1);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uriOf('main.py'),
    new vscode.Range(12, 6, 12, 6),
  );
  const action = actions.find(({ title }) => title === 'Open the card');
  assert.ok(action?.command);
  await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  const isReader = ({ input, label }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview &&
    /loopwise\.card$/.test(input.viewType) &&
    /Behind the scenes/.test(label);
  await until('the reader', () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isReader)));
});

test('a line is silenced with a reason', async () => {
  const { document } = await open('main.py');
  await until('the finding', () => codesIn('main.py').length === 1);
  const given = {
    uri: uriOf('main.py').toString(),
    line: 12,
    character: 17,
    comment: '  # loopwise: ignore[blocking-call]',
  };
  const asking = vscode.commands.executeCommand('loopwise.suppressWithReason', given);
  const accept = setInterval(
    () => void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
    200,
  );
  await asking;
  clearInterval(accept);
  assert.equal(document.lineAt(12).text, '    time.sleep(1)  # loopwise: ignore[blocking-call]');
  await until('silence', () => codesIn('main.py').length === 0);
  await vscode.commands.executeCommand('undo');
});

/** What a tool answers to a language model. */
async function invoke(tool: string, input: object, token?: vscode.CancellationToken): Promise<string> {
  const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined }, token);
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

test('language models have the tools, with names for people', async () => {
  const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('loopwise_'));
  assert.deepEqual(tools.map(({ name }) => name).sort(), ['loopwise_check', 'loopwise_explain', 'loopwise_routes']);
  for (const { description, inputSchema } of tools) assert.ok(description.length > 300 && inputSchema);
});

test('a language model checks the workspace with what is typed, and a draft', async () => {
  const editor = await open('main.py');
  assert.match(await invoke('loopwise_check', { path: 'main.py' }), /### main\.py:13:5 blocking-call/);
  await editor.edit((edit) => edit.replace(new vscode.Range(12, 4, 12, 17), 'print(1)'));
  assert.match(await invoke('loopwise_check', { path: 'main.py' }), /^No findings in main\.py\./);
  const code = editor.document.getText().replace('print(1)', 'time.sleep(2)');
  const draft = await invoke('loopwise_check', { path: uriOf('main.py').fsPath, code });
  assert.match(draft, /^1 finding in the draft of main\.py \(1 new\)\./);
  await vscode.commands.executeCommand('undo');
});

test('a language model lists routes and asks where a line runs', async () => {
  assert.match(
    await invoke('loopwise_routes', { blocking_only: true, route: '/orders' }),
    /- \*\*GET \/orders\*\*: `list_orders` \(shop\/orders\.py:10\).*\*\*blocks it\*\* in `requests\.get`/,
  );
  assert.match(
    await invoke('loopwise_explain', { path: 'shop/service.py', line: 9 }),
    /- \*\*in the thread pool\*\* for GET \/orders\/\{order\} `read_order`/,
  );
  assert.match(await invoke('loopwise_explain', { name: 'decision' }), /^# `async def` or `def`/);
});

test('a tool refuses what lies outside of the workspace, and a question that nobody waits for', async () => {
  await assert.rejects(invoke('loopwise_check', { path: '../secret.py' }), /is outside of/);
  const cancelled = new vscode.CancellationTokenSource();
  cancelled.cancel();
  await assert.rejects(invoke('loopwise_routes', {}, cancelled.token));
});

test('the restart command brings the findings back', async () => {
  await until('the finding', () => codesIn('main.py').length === 1);
  const cleared = new Promise<void>((resolve) => {
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (codesIn('main.py').length > 0) return;
      listener.dispose();
      resolve();
    });
  });
  await vscode.commands.executeCommand('loopwise.restart');
  await cleared;
  await until('the findings', () => codesIn('main.py').length === 1 && codesIn('shop/orders.py').length === 2);
});

test('files that are created, changed and deleted outside the editor are noticed', async () => {
  const file = uriOf('shop/late.py');
  const text =
    'import time\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get("/")\nasync def late():\n    time.sleep(1)\n';
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await until('the finding of the new file', () => codesIn('shop/late.py').join() === 'blocking-call@8');
  await vscode.workspace.fs.delete(file);
  await until('none once it is deleted', () => codesIn('shop/late.py').length === 0);
});

test('a configuration file decides what the user has not set, and shows its mistakes', async () => {
  const file = uriOf('loopwise.toml');
  const write = (text: string) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  const severity = () => findingsIn('main.py')[0]?.severity;
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  await until('a warning', () => severity() === warning);
  await write('preset = "strict"\n\n[rules]\nblocking-cal = "off"\n');
  await until('an error', () => severity() === error);
  await until('the mistake', () => findingsIn('loopwise.toml').length === 1);
  assert.match(findingsIn('loopwise.toml')[0]?.message ?? '', /^rules\.blocking-cal: .*did you mean "blocking-call"\?/);
  assert.equal(findingsIn('loopwise.toml')[0]?.range.start.line, 3);
  await setting('preset', 'recommended');
  await until('what the user has set', () => severity() === warning);
  await setting('preset', undefined);
  await until('the file again', () => severity() === error);
  await vscode.workspace.fs.delete(file);
  await until('the default', () => severity() === warning && findingsIn('loopwise.toml').length === 0);
});
