import * as vscode from 'vscode';
import { escapeHtml } from './escape-html.ts';

export interface WebviewPage {
  readonly language: string;
  /** Plain text. */
  readonly title: string;
  /** Name of its folder and style sheet in `media`, after the palette that all pages share. */
  readonly style: string;
  /** Name of its script in `dist`. */
  readonly script: string;
  /** HTML; what is text in it has been escaped. */
  readonly body?: string;
  /** Of the body, for its script. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The folders that a page may load from. */
export function webviewRoots(extension: vscode.Uri): vscode.Uri[] {
  return ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extension, folder));
}

/** A page that runs its own script and nothing else, and loads nothing from elsewhere. */
export function webviewHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { language, title, style, script, body = '', data = {} }: WebviewPage,
): string {
  const nonce = crypto.randomUUID();
  const at = (...parts: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  const sheets = [at('media', 'cards', 'palette.css'), at('media', style, `${style}.css`)];
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`);
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${sheets.map((sheet) => `<link rel="stylesheet" href="${sheet}">`).join('\n')}
</head>
<body${attributes.join('')}>
${body}
<script nonce="${nonce}" src="${at('dist', script)}"></script>
</body>
</html>`;
}
