import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { IgnoreRules } from '../config/ignore-rules.ts';
import { Analysis } from '../engine/analysis.ts';
import { isNotebook, NotebookModule } from '../engine/notebook-module.ts';
import { loadSyntax } from '../engine/syntax.ts';
import { decodeSource } from '../host/decode-source.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { NotebookFile, type NotebookLines } from '../host/notebook-file.ts';
import { isFolder } from '../host/project-configuration.ts';
import { readAhead } from '../host/read-ahead.ts';
import { isCode } from '../host/source-walk.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { unreadableText } from '../messages/unreadable-text.ts';
import { librariesFrom, settingsFrom } from './analysis-options.ts';
import type { CommandOptions } from './command-options.ts';
import {
  FactsDocument,
  FactsDocumentError,
  type FactsEntry,
  type PythonEntry,
  type UnreadableEntry,
} from './facts-document.ts';
import { factsMaker } from './facts-maker.ts';
import { folderAtPlace, openFactsRoot } from './facts-root.ts';
import {
  InputError,
  isIncomplete,
  isWithin,
  librariesOf,
  libraryText,
  type OpenedAnalysis,
  openSettings,
  relativeTo,
} from './open-analysis.ts';
import type { ProgressBar } from './progress-bar.ts';

/** An analysis of which the files come from documents of facts. */
export interface OpenedFacts extends OpenedAnalysis {
  /** Python files that are not below the root as they were when their facts were made; 0 where no source was looked for. */
  readonly missing: number;
}

/** The entries of some documents, in the order of their paths, and what the documents say of them. */
interface JoinedFacts {
  readonly entries: ReadonlyMap<string, FactsEntry>;
  readonly paths: readonly string[];
  /** As in `FactsHeader`. */
  readonly root: string | null;
}

/**
 * Puts the documents of facts together that a command line names. Throws `InputError` where one of them cannot be used, or two of
 * them do not belong together.
 *
 * @param withSources Whether the texts of the files are wanted, as far as they are there as they were.
 */
export async function openFacts(
  options: CommandOptions,
  progress: ProgressBar,
  withSources: boolean,
): Promise<OpenedFacts> {
  const spoken = options.language;
  const { entries, paths, root: place } = await joinedFacts(options.positionals, spoken, progress);
  const named = options.value('root');
  const placed = named === undefined && place !== null ? folderAtPlace(place) : undefined;
  const root = placed ?? (await openFactsRoot(named ?? '.', spoken));
  const python = [...entries.values()].filter((entry): entry is PythonEntry => 'facts' in entry);
  const hasFolder = (folder: string) => {
    const named = [relativeTo(root, folder)];
    return isFolder(folder) || python.some((entry) => isWithin(entry.path, named));
  };
  const { settings, language } = openSettings(root, settingsFrom(options), hasFolder);
  const analysis = new Analysis(await loadSyntax(await loadGrammar(import.meta.dirname)), settings.analysis);
  const sources = withSources ? await sourcesOf(python, root) : new Map<string, string>();
  const notebooks = new Map<string, NotebookLines>();
  const unreadable: UnreadableEntry[] = [];
  let files = 0;
  let bytes = 0;
  for (const entry of entries.values()) {
    if ('says' in entry) analysis.takeStatements(entry.path, entry.says);
    else {
      bytes += entry.bytes;
      if ('facts' in entry) {
        const { notebook } = entry;
        const module = notebook && new NotebookModule(notebook.cells, new Set(notebook.broken));
        const source = sources.get(entry.path);
        const text = source === undefined ? undefined : (module?.text ?? source);
        analysis.takeFacts(entry.path, entry.facts, { text, notebook: module });
        if (notebook) notebooks.set(entry.path, { lineInFile: (line) => notebook.fileLines[line] ?? 0 });
      } else unreadable.push(entry);
      if ('facts' in entry || (!entry.isFolder && isCode(entry.path))) files++;
    }
  }
  const installed = librariesOf(root, settings.python, librariesFrom(options), language);
  analysis.useLibraries(installed?.host, installed?.fastApi);
  return {
    analysis,
    notebooks,
    root,
    settings,
    language,
    ignored: new IgnoreRules(),
    isAsked: (file) => isWithin(file, paths),
    files,
    textOf: (file) => analysis.text(file) ?? (entries.has(file) ? undefined : libraryText(path.resolve(root, file))),
    lineOf: (file, line) => {
      const entry = entries.get(file);
      return (entry && 'lines' in entry ? entry.lines[line] : undefined) ?? '';
    },
    bytes,
    unreadable: unreadable.map((entry) => unreadableText(entry.path, entry, language)),
    isIncomplete: isIncomplete(paths, new Set(unreadable.map((entry) => entry.path)), files),
    keep: async () => installed?.keep(),
    missing: withSources ? python.length - sources.size : 0,
  };
}

async function joinedFacts(files: readonly string[], language: Language, progress: ProgressBar): Promise<JoinedFacts> {
  const maker = factsMaker();
  const label = formatMessage(language, 'progress.reading');
  const entries = new Map<string, FactsEntry>();
  const origins = new Map<string, string>();
  const paths: string[] = [];
  let root: { readonly place: string; readonly file: string } | undefined;
  const apart = (key: string, params: Record<string, string>) => new InputError(formatMessage(language, key, params));
  for (const [index, file] of files.entries()) {
    const document = await openDocument(file, maker, language);
    const { root: place, paths: named } = document.header;
    if (place !== null && root && root.place !== place)
      throw apart('link.other root', { first: root.file, place: root.place || '.', second: file, other: place || '.' });
    if (place !== null) root ??= { place, file };
    paths.push(...named);
    for (const json of document.entries()) {
      progress.show(label, index, files.length);
      const entry: FactsEntry = JSON.parse(json);
      const known = entries.get(entry.path);
      if (known && stateOf(known) !== stateOf(entry))
        throw apart('link.other content', { path: entry.path, first: origins.get(entry.path) ?? '', second: file });
      if (known) continue;
      entries.set(entry.path, entry);
      origins.set(entry.path, file);
    }
  }
  return { entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))), paths, root: root?.place ?? null };
}

async function openDocument(file: string, maker: string, language: Language): Promise<FactsDocument> {
  try {
    return await FactsDocument.read(file, maker);
  } catch (error) {
    if (!(error instanceof FactsDocumentError)) throw error;
    throw new InputError(`${file}: ${formatMessage(language, error.key, error.params)}`);
  }
}

function stateOf(entry: FactsEntry): string {
  return 'sha256' in entry ? entry.sha256 : `${entry.reason} ${JSON.stringify(entry.params)}`;
}

/** The texts of the files that are below the root as they were when their facts were made. */
async function sourcesOf(python: readonly PythonEntry[], root: string): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const read = (entry: PythonEntry) => readFile(path.join(root, entry.path)).catch(() => undefined);
  for await (const [entry, content] of readAhead(python, read)) {
    if (!content || createHash('sha256').update(content).digest('hex') !== entry.sha256) continue;
    const decoded = isNotebook(entry.path) ? NotebookFile.decode(content) : decodeSource(content);
    if ('text' in decoded)
      sources.set(entry.path, decoded instanceof NotebookFile ? decoded.module.text : decoded.text);
  }
  return sources;
}
