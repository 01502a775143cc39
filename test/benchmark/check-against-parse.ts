import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Analysis, defaultSettings } from '../../server/engine/analysis.ts';
import { decodeSource } from '../../server/host/decode-source.ts';
import { listPythonFiles } from '../../server/host/python-files.ts';
import { testSyntax } from '../engine-host.ts';

const usage = `Usage: npm run benchmark -- DIR [ROUNDS]

Checks the Python files of DIR from scratch and parses them, in turns, in one process, and compares the times.
`;

const [folder, roundsGiven = '9'] = process.argv.slice(2);
const rounds = Number(roundsGiven);
if (folder === undefined || folder.startsWith('-') || !(rounds >= 1)) {
  process.stderr.write(usage);
  process.exit(2);
}

const syntax = await testSyntax();
const files = new Map<string, string>();
let bytes = 0;
for (const file of await listPythonFiles(folder, [], () => {})) {
  const content = readFileSync(path.join(folder, file));
  const source = decodeSource(content);
  if (!('text' in source)) continue;
  files.set(file, source.text);
  bytes += content.length;
}

function parseAll(): void {
  for (const text of files.values()) syntax.parse(text).tree.delete();
}

function checkAll(): number {
  const analysis = new Analysis(syntax, defaultSettings);
  for (const [file, text] of files) analysis.update(file, text);
  return analysis.allFindings().length;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const first = milliseconds(checkAll) / milliseconds(parseAll);
const parses: number[] = [];
const checks: number[] = [];
const ratios: number[] = [];
for (let round = 0; round < rounds; round++) {
  const parse = milliseconds(parseAll);
  const check = milliseconds(checkAll);
  parses.push(parse);
  checks.push(check);
  ratios.push(check / parse);
}
console.log(`${files.size} files, ${(bytes / 2 ** 20).toFixed(1)} MB, ${rounds} rounds`);
console.log(`parse ${median(parses).toFixed(0)} ms, check ${median(checks).toFixed(0)} ms (medians)`);
console.log(`check / parse: ${median(ratios).toFixed(2)} (first round, not warmed up: ${first.toFixed(2)})`);
