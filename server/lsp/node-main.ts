import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { CardCatalogue } from '../cards/card-catalogue.ts';
import { loadSyntax } from '../engine/syntax.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { packageVersion } from '../host/package-version.ts';
import { systemLocale } from '../host/system-locale.ts';
import { formatMessage } from '../messages/format-message.ts';
import { startLanguageServer } from './language-server.ts';
import { readServerCommandLine } from './server-command-line.ts';
import { fileSystemHost } from './source-host.ts';

/** Cards lie beside the bundle in `cards`, or, unbundled, in the sources. */
async function readCards(): Promise<CardCatalogue> {
  const sources = new Map<string, string>();
  for (const base of [path.join(import.meta.dirname, 'cards'), path.join(import.meta.dirname, '..', 'cards')]) {
    for (const language of ['en', 'es']) {
      const folder = path.join(base, language);
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        if (!name.endsWith('.md')) continue;
        sources.set(`${language}/${name.slice(0, -3)}`, await readFile(path.join(folder, name), 'utf8'));
      }
    }
    if (sources.size > 0) break;
  }
  return new CardCatalogue(sources);
}

async function serve(version: string, locale: string | undefined): Promise<void> {
  const connection = createConnection(ProposedFeatures.all);
  const [syntax, cards] = await Promise.all([loadGrammar(import.meta.dirname).then(loadSyntax), readCards()]);
  startLanguageServer(connection, { syntax, host: fileSystemHost, cards, version, locale });
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
