import type { Connection, Diagnostic } from 'vscode-languageserver';

/** The diagnostics that the editor has, by document, so that nothing stale stays and nothing is sent twice. */
export class PublishedDiagnostics {
  private readonly connection: Connection;
  /** As text. */
  private readonly shown = new Map<string, string>();

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Shows these at a document, and no others. */
  show(uri: string, diagnostics: Diagnostic[]): void {
    const text = diagnostics.length === 0 ? '' : JSON.stringify(diagnostics);
    if ((this.shown.get(uri) ?? '') === text) return;
    if (text === '') this.shown.delete(uri);
    else this.shown.set(uri, text);
    void this.connection.sendDiagnostics({ uri, diagnostics });
  }

  /** Takes away what other documents have. */
  clearAllBut(uris: ReadonlySet<string>): void {
    for (const uri of [...this.shown.keys()]) if (!uris.has(uri)) this.show(uri, []);
  }

  /** All of them; another text when something has changed. */
  asText(): string {
    return [...this.shown.values()].join('\n');
  }
}
