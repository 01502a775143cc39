import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModuleFacts } from '../../server/engine/module-facts.ts';
import { withoutComments } from '../../server/engine/without-comments.ts';
import { analysisOf } from '../engine-host.ts';
import { changesOf, concerns, type Label, labelsFileOf, type Remedy, readLabels } from './labelled-functions.ts';
import { findRepository, pythonFilesAt } from './repository-snapshot.ts';
import { silence } from './silence-function.ts';

const usage = `Usage: npm run corpus-compare -- DIR [--labels FILE] [--only REPOSITORY] [--function NAME] [--every N] [--diffs]

Sets the function as our first fixes leave it beside the one that its maintainers wrote.

DIR holds the repositories (owner+name/repo, owner+name, owner/name or name).
--labels FILE      labelled functions; default ../shared/corpus/fixed-by-maintainers.tsv beside the project
--only REPOSITORY  functions of one repository only
--function NAME    functions of that name only
--every N          every Nth function of each repository and kind only (default 1)
--diffs            print both changes
`;

/** What was done to a function, by the kinds of our fixes. */
const remedies: Readonly<Record<string, Remedy>> = {
  'make-def': 'sync',
  offload: 'offload',
  'async-sleep': 'client',
  'async-file': 'client',
  'async-path': 'client',
  'async-process': 'client',
  'async-requests': 'client',
};

interface Source {
  readonly text: string;
  readonly facts: ModuleFacts;
}

/** The text of a function with its decorators; of several of that name the one nearest to a line. */
function functionIn({ text, facts }: Source, name: string, line: number): string | undefined {
  const lineOf = (offset: number) => facts.lineStarts.findLastIndex((start) => start <= offset) + 1;
  const [found] = facts.functions
    .filter(({ qualifiedName }) => qualifiedName === name || qualifiedName.endsWith(`.${name}`))
    .sort((a, b) => Math.abs(lineOf(a.span.start) - line) - Math.abs(lineOf(b.span.start) - line));
  if (!found) return undefined;
  const first = Math.min(found.span.start, ...found.decorators.map(({ start }) => start));
  return text.slice(facts.lineStarts[lineOf(first) - 1], found.span.end);
}

/** A function without what a formatter or the name of the function that starts a thread decides. */
function normalised(text: string): string {
  return withoutComments(text)
    .replace(/\b(asyncio\.to_thread|anyio\.to_thread\.run_sync|to_thread\.run_sync)\b/g, 'run_in_threadpool')
    .replace(/,(\s*[)\]}])/g, '$1')
    .replace(/'/g, '"')
    .replace(/\s+/g, '');
}

const folder = mkdtempSync(path.join(tmpdir(), 'loopwise-compare-'));

function diff(before: string, after: string): string {
  const files = ['before', 'after'].map((name) => path.join(folder, name));
  writeFileSync(files[0] ?? '', `${before}\n`);
  writeFileSync(files[1] ?? '', `${after}\n`);
  const { stdout, error } = spawnSync('git', ['diff', '--no-index', '--no-color', '-U1', ...files], {
    encoding: 'utf8',
  });
  if (error) throw error;
  return stdout.split('\n').slice(4).join('\n').trimEnd();
}

const [corpus, ...options] = process.argv.slice(2);
if (corpus === undefined || corpus.startsWith('-')) {
  process.stderr.write(usage);
  process.exit(2);
}
const optionValue = (option: string) => {
  const at = options.indexOf(option);
  return at >= 0 ? options[at + 1] : undefined;
};
const only = optionValue('--only');
const wantedName = optionValue('--function');
const every = Number(optionValue('--every') ?? 1);
const showDiffs = options.includes('--diffs');

const all = readLabels(labelsFileOf(options)).filter(
  (label) => wantedName === undefined || label.function === wantedName,
);
const chosen = [...Map.groupBy(all, ({ repository, kind }) => `${repository} ${kind}`).values()].flatMap((labels) =>
  labels.filter((_, index) => index % every === 0),
);

/** What our fixes do of what the maintainers did, in the order of the table. */
const verdicts = ['equal', 'same kind', 'other kind', 'function is elsewhere', 'finding stays', 'no finding'] as const;
const table = new Map<string, Map<(typeof verdicts)[number], number>>();

function verdictOf(label: Label, ours: readonly string[], own: string, theirs: string | undefined) {
  const kinds = new Set(ours.map((kind) => remedies[kind] ?? kind));
  if (theirs === undefined) return 'function is elsewhere';
  if (normalised(own) === normalised(theirs)) return 'equal';
  return kinds.size === 1 && kinds.has(label.kind) ? 'same kind' : 'other kind';
}

for (const [change, labels] of changesOf(chosen)) {
  const [repository = '', parent = '', fix = ''] = change.split(' ');
  if (only !== undefined && repository !== only) continue;
  const gitFolder = findRepository(corpus, repository);
  const before = pythonFilesAt(gitFolder, parent);
  const after = pythonFilesAt(gitFolder, fix);
  const analysis = await analysisOf(before);
  const source = (file: string, text: string): Source => ({
    text,
    facts: analysis.project().modules.get(file)?.facts as ModuleFacts,
  });
  const texts = new Map(before);
  for (const label of labels) {
    const original = functionIn(source(label.path, before.get(label.path) ?? ''), label.function, label.line) ?? '';
    const isFound = analysis.findings(label.path).some((finding) => concerns(finding, label));
    const { kinds, left } = silence(analysis, texts, label);
    const ours = functionIn(source(label.path, texts.get(label.path) ?? ''), label.function, label.line) ?? '';
    const edited = [...texts].filter(([file, text]) => text !== before.get(file)).map(([file]) => file);
    const maintained = after.get(label.path);
    if (maintained !== undefined) analysis.update(label.path, maintained);
    const theirs = maintained && functionIn(source(label.path, maintained), label.function, label.line);
    for (const file of new Set([...edited, label.path])) {
      const text = before.get(file) ?? '';
      texts.set(file, text);
      analysis.update(file, text);
    }
    const verdict = !isFound
      ? 'no finding'
      : left
        ? 'finding stays'
        : verdictOf(label, kinds, ours, theirs || undefined);
    const row = `${repository} ${label.kind}`;
    const counts = table.get(row) ?? new Map();
    table.set(row, counts.set(verdict, (counts.get(verdict) ?? 0) + 1));
    console.log(
      `${repository} ${label.path}:${label.line} ${label.function}: ${verdict} (${label.kind}; ours: ${kinds.join(', ') || 'none'})`,
    );
    if (!showDiffs) continue;
    const others = edited.filter((file) => file !== label.path);
    console.log(`--- ours${others.length > 0 ? ` (edits ${others.join(', ')} too)` : ''}\n${diff(original, ours)}`);
    console.log(`--- maintainers'\n${theirs ? diff(original, theirs) : ''}\n`);
  }
}
rmSync(folder, { recursive: true });
for (const [row, counts] of table) {
  const numbers = verdicts
    .filter((verdict) => counts.has(verdict))
    .map((verdict) => `${verdict} ${counts.get(verdict)}`);
  console.log(`${row}: ${numbers.join(', ')}`);
}
