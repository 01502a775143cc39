import * as vscode from 'vscode';

/** The entry in the language status of Python files: what Loopwise is doing and how much it found. */
export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor() {
    this.item = vscode.languages.createLanguageStatusItem('loopwise', { language: 'python' });
    this.item.name = 'Loopwise';
    this.item.command = { command: 'loopwise.showOutput', title: vscode.l10n.t('Show output') };
    this.starting();
  }

  starting(): void {
    this.item.busy = true;
    this.item.severity = vscode.LanguageStatusSeverity.Information;
    this.item.text = vscode.l10n.t('Loopwise: starting');
    this.item.detail = '';
  }

  failed(): void {
    this.item.busy = false;
    this.item.severity = vscode.LanguageStatusSeverity.Error;
    this.item.text = vscode.l10n.t('Loopwise: not running');
    this.item.command = { command: 'loopwise.restart', title: vscode.l10n.t('Restart') };
  }

  /** Shows a `loopwise/status` notification; what does not have its shape is ignored. */
  show(report: unknown): void {
    if (typeof report !== 'object' || report === null) return;
    const { state, files, libraryFiles, findings } = report as Record<string, unknown>;
    if (typeof files !== 'number' || typeof findings !== 'number') return;
    this.item.busy = state === 'indexing';
    this.item.severity = vscode.LanguageStatusSeverity.Information;
    this.item.text =
      state === 'indexing'
        ? vscode.l10n.t('Loopwise: reading the workspace')
        : findings === 1
          ? vscode.l10n.t('Loopwise: 1 finding')
          : vscode.l10n.t('Loopwise: {0} findings', findings);
    this.item.detail =
      typeof libraryFiles === 'number' && libraryFiles > 0
        ? vscode.l10n.t('{0} Python files, and {1} of libraries', files, libraryFiles)
        : vscode.l10n.t('{0} Python files', files);
  }

  dispose(): void {
    this.item.dispose();
  }
}
