import * as vscode from 'vscode';
import type { HandleDiagnosticsSignature } from 'vscode-languageclient';
import { withoutRepeated } from './neighbour-diagnostics.ts';

/**
 * Shows the server's diagnostics, but for those that another extension reports at the same line (`loopwise.defer`). When the other
 * one takes its own away, ours come back. Hovers and fixes stay as they are.
 */
export class DeferringDiagnostics {
  /** What the server has sent, by file, and how it is shown. */
  private readonly files = new Map<string, { diagnostics: vscode.Diagnostic[]; show: HandleDiagnosticsSignature }>();
  /** Which of them are shown, as text. */
  private readonly shown = new Map<string, string>();

  /** Middleware of the language client. */
  readonly handleDiagnostics = (
    uri: vscode.Uri,
    diagnostics: vscode.Diagnostic[],
    show: HandleDiagnosticsSignature,
  ): void => {
    const key = uri.toString();
    if (diagnostics.length > 0) this.files.set(key, { diagnostics, show });
    else this.files.delete(key);
    const left = this.left(uri, diagnostics);
    this.shown.set(key, choiceOf(diagnostics, left));
    show(uri, left);
  };

  /** Follows what other extensions report, and the setting. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        for (const uri of uris) this.renew(uri);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('loopwise.defer')) return;
        for (const key of this.files.keys()) this.renew(vscode.Uri.parse(key));
      }),
    );
  }

  private renew(uri: vscode.Uri): void {
    const file = this.files.get(uri.toString());
    if (!file) return;
    const left = this.left(uri, file.diagnostics);
    // Showing them tells of changed diagnostics again.
    const choice = choiceOf(file.diagnostics, left);
    if (choice === this.shown.get(uri.toString())) return;
    this.shown.set(uri.toString(), choice);
    file.show(uri, left);
  }

  private left(uri: vscode.Uri, diagnostics: vscode.Diagnostic[]): vscode.Diagnostic[] {
    if (!vscode.workspace.getConfiguration('loopwise', uri).get<boolean>('defer', true)) return diagnostics;
    const others = vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== 'loopwise');
    return others.length === 0 ? diagnostics : withoutRepeated(diagnostics, others);
  }
}

function choiceOf(all: readonly vscode.Diagnostic[], left: readonly vscode.Diagnostic[]): string {
  return left.map((diagnostic) => all.indexOf(diagnostic)).join();
}
