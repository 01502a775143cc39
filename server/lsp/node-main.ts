import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { CardCatalogue } from '../cards/card-catalogue.ts';
import { loadSyntax } from '../engine/syntax.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { clientFiles } from './client-files.ts';
import { hostByScheme } from './host-by-scheme.ts';
import { startLanguageServer } from './language-server.ts';
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

const connection = createConnection(ProposedFeatures.all);
const [syntax, cards] = await Promise.all([loadGrammar(import.meta.dirname).then(loadSyntax), readCards()]);
startLanguageServer(connection, { syntax, host: hostByScheme(fileSystemHost, clientFiles(connection)), cards });
