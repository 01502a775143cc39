// Writes the tools into package.json, from which VS Code takes them: `npm run agent-tools`.
import { readFileSync, writeFileSync } from 'node:fs';
import { contributedTools } from './contributed-tools.ts';

const file = new URL('../../package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8'));
manifest.contributes.languageModelTools = contributedTools();
writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
