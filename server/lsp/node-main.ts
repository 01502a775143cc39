import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadSyntax } from '../engine/syntax.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { packageVersion } from '../host/package-version.ts';
import { readCards } from '../host/read-cards.ts';
import { systemLocale } from '../host/system-locale.ts';
import { formatMessage } from '../messages/format-message.ts';
import { clientFiles } from './client-files.ts';
import { hostByScheme } from './host-by-scheme.ts';
import { startLanguageServer } from './language-server.ts';
import { readServerCommandLine } from './server-command-line.ts';
import { fileSystemHost } from './source-host.ts';

async function serve(version: string, locale: string | undefined): Promise<void> {
  const connection = createConnection(ProposedFeatures.all);
  const [syntax, cards] = await Promise.all([
    loadGrammar(import.meta.dirname).then(loadSyntax),
    readCards(import.meta.dirname),
  ]);
  const host = hostByScheme(fileSystemHost, clientFiles(connection));
  startLanguageServer(connection, { syntax, host, cards, version, locale });
}

const version = await packageVersion(import.meta.dirname);
const locale = systemLocale(process.env);
const language = locale?.startsWith('es') ? 'es' : 'en';
const command = readServerCommandLine(process.argv.slice(2), { language, version });
if (command.kind === 'print') process.stdout.write(command.text);
else if (command.kind === 'mistake') {
  process.stderr.write(command.text);
  process.exitCode = 2;
} else {
  if (command.isStdioImplied) {
    if (process.stdin.isTTY) process.stderr.write(`${formatMessage(language, 'server.terminal')}\n`);
    // The connection reads the command line itself.
    process.argv.push('--stdio');
  }
  await serve(version, locale);
}
