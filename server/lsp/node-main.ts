import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { loadSyntax } from '../engine/syntax.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { readCards } from '../host/read-cards.ts';
import { startLanguageServer } from './language-server.ts';
import { fileSystemHost } from './source-host.ts';

const connection = createConnection(ProposedFeatures.all);
const [syntax, cards] = await Promise.all([
  loadGrammar(import.meta.dirname).then(loadSyntax),
  readCards(import.meta.dirname),
]);
startLanguageServer(connection, { syntax, host: fileSystemHost, cards });
