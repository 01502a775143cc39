// Runs inside VS Code's extension host, beside an extension with the name and the interface of the Python extension.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { runBeside, until } from './beside-suite.ts';

export const run = () => runBeside(check);

interface Environments {
  updateActiveEnvironmentPath(environment: string): Promise<void>;
}

async function check(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder && vscode.workspace.isTrusted);
  const root = folder.uri.fsPath;
  const blocking = environment(root, 'blocking', 'import time\n\n\ndef load():\n    time.sleep(1)\n');
  const harmless = environment(root, 'harmless', 'def load():\n    return []\n');
  const file = path.join(root, 'orders.py');
  writeFileSync(
    file,
    `import acme
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def list_orders():
    return acme.load()
`,
  );
  const python = vscode.extensions.getExtension<{ environments: Environments }>('ms-python.python');
  assert.ok(python);
  const { environments } = await python.activate();
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  for (const [chosen, lines] of [
    [blocking, [8]],
    [harmless, []],
    [blocking, [8]],
  ] as const) {
    await environments.updateActiveEnvironmentPath(chosen);
    await until(`lines ${lines.join()} with ${path.basename(chosen)}`, () => linesIn(file).join() === lines.join());
  }
}

/** Makes an environment with the library `acme` and gives its interpreter. */
function environment(root: string, name: string, library: string): string {
  const folder = path.join(root, name);
  const packages = path.join(folder, 'lib', 'python3.12', 'site-packages');
  mkdirSync(packages, { recursive: true });
  mkdirSync(path.join(folder, 'bin'));
  writeFileSync(path.join(folder, 'pyvenv.cfg'), '');
  writeFileSync(path.join(folder, 'bin', 'python'), '');
  writeFileSync(path.join(packages, 'acme.py'), library);
  return path.join(folder, 'bin', 'python');
}

function linesIn(file: string): number[] {
  const diagnostics = vscode.languages.getDiagnostics(vscode.Uri.file(file));
  return diagnostics.filter(({ source }) => source === 'loopwise').map(({ range }) => range.start.line);
}
