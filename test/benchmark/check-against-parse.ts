import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { everyFile } from '../../server/config/file-selection.ts';
import { Analysis, defaultSettings } from '../../server/engine/analysis.ts';
import type { ModuleFacts } from '../../server/engine/module-facts.ts';
import { decodeSource } from '../../server/host/decode-source.ts';
import { InstalledLibraries } from '../../server/host/installed-libraries.ts';
import { libraryFolders } from '../../server/host/python-environment.ts';
import { listSourceFiles } from '../../server/host/python-files.ts';
import { testSyntax } from '../engine-host.ts';

const usage = `Usage: npm run benchmark -- DIR [ROUNDS] [--python ENV]

Checks the Python files of DIR from scratch and parses them, in turns, in one process, and compares the times. Then says
how much memory a checked project keeps.
--python ENV  follow calls into the libraries of this environment; the files that are opened there are parsed too
`;

interface Options {
  readonly folder: string;
  readonly rounds: number;
  readonly libraries: readonly string[];
}

function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { python: { type: 'string' } },
    });
    const [folder, rounds = '9'] = positionals;
    const libraries = values.python === undefined ? [] : libraryFolders(values.python);
    return folder === undefined || !(Number(rounds) >= 1) ? undefined : { folder, rounds: Number(rounds), libraries };
  } catch {
    return undefined;
  }
}

const options = optionsOf(process.argv.slice(2));
if (!options) {
  process.stderr.write(usage);
  process.exit(2);
}
const { folder, rounds, libraries } = options;

const syntax = await testSyntax();
const files = new Map<string, string>();
for (const file of (await listSourceFiles(folder, everyFile, () => {})).paths) {
  const source = decodeSource(readFileSync(path.join(folder, file)));
  if ('text' in source && file.endsWith('.py')) files.set(file, source.text);
}

/** Library files that a check opens. */
const opened = new Map<string, string>();

/** The installed libraries, without a cache, noting what is opened. */
class NotedLibraries extends InstalledLibraries {
  override load(module: string, factsOf: (text: string) => ModuleFacts) {
    return super.load(module, (text) => {
      opened.set(module, text);
      return factsOf(text);
    });
  }
}

function parseAll(): void {
  for (const text of [...files.values(), ...opened.values()]) syntax.parse(text).tree.delete();
}

function checkAll(): Analysis {
  const analysis = new Analysis(syntax, defaultSettings);
  for (const [file, text] of files) analysis.update(file, text);
  if (libraries.length > 0) analysis.useLibraries(new NotedLibraries(libraries, folder, undefined));
  analysis.allFindings();
  return analysis;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Megabytes of the heap that are in use when everything else has been collected. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const firstCheck = milliseconds(checkAll);
const first = firstCheck / milliseconds(parseAll);
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
const megabytes = [...files.values(), ...opened.values()].reduce((sum, text) => sum + text.length, 0) / 2 ** 20;
const before = usedHeap();
const kept = checkAll();
const heap = usedHeap() - before;
console.log(`${files.size} files, ${opened.size} of libraries, ${megabytes.toFixed(1)} MB, ${rounds} rounds`);
console.log(`parse ${median(parses).toFixed(0)} ms, check ${median(checks).toFixed(0)} ms (medians)`);
console.log(`check / parse: ${median(ratios).toFixed(2)} (first round, not warmed up: ${first.toFixed(2)})`);
console.log(`kept: ${heap.toFixed(0)} MB for ${kept.paths().length} files`);
