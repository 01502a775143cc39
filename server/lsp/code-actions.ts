import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver';
import { type Finding, type Fix, freezesLoop } from '../engine/finding.ts';
import { isNotebook } from '../engine/notebook-module.ts';
import { formatMessage, type Language, plainMessage } from '../messages/format-message.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { type ClientOptions, openBurgers, openCard, showBlockingPath, suppressWithReason } from './client-options.ts';
import { diagnosticOf } from './diagnostic-conversion.ts';
import type { DocumentPlace } from './document-place.ts';
import { type EditTarget, workspaceEdit } from './workspace-edit.ts';

/** What code actions are made for. */
export interface ActionContext {
  /** The document that they are asked for. */
  readonly place: DocumentPlace;
  readonly language: Language;
  /** Version of an open document, else null. */
  readonly versionOf: (uri: string) => number | null;
  readonly can: ClientAbilities;
  /** Findings of a rule in the workspace, as far as it has been checked. */
  readonly countOf: (rule: string) => number;
  readonly client: ClientOptions;
}

/** The source action that applies every fix of a file that is safe to apply unread. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.loopwise`;

/** What is kept with an action whose edit is made when it is chosen. */
interface FixEverywhere {
  readonly uri: string;
  readonly kind: string;
}

/** The quick fixes of every finding that a range touches, then the same for all of the file and of the workspace. */
export function quickFixesAt(context: ActionContext, range: Range): CodeAction[] {
  const { folder } = context.place;
  const touched = touchedBy(context, range);
  const offers = touched.flatMap((finding) =>
    folder.analysis
      .fixes(finding)
      .filter((fix) => fix.review === undefined || context.can.review)
      .map((fix) => ({ finding, fix })),
  );
  const isMending = ({ fix }: { fix: Fix }) => fix.kind !== 'suppress';
  const mending = offers.filter(isMending);
  const rules = new Map(mending.map(({ finding, fix }) => [fix.kind, finding.rule]));
  return [
    ...mending.map(({ finding, fix }) => quickFix(context, finding, fix)),
    ...[...rules].flatMap(([kind, rule]) => fixEverywhere(context, kind, rule)),
    ...offers
      .filter((offer) => !isMending(offer))
      .flatMap(({ finding, fix }) => [quickFix(context, finding, fix), ...withReason(context, fix)]),
  ];
}

function quickFix(context: ActionContext, finding: Finding, fix: Fix): CodeAction {
  const { language, can } = context;
  const { folder, path } = context.place;
  const title = plainMessage(language, fix.title, fix.params);
  const isElsewhere = [...fix.edits.keys()].some((file) => file !== path);
  const reason = fix.review === undefined ? title : plainMessage(language, fix.review, fix.params);
  const review = fix.review !== undefined || (isElsewhere && can.review) ? reason : undefined;
  const action: CodeAction = {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(finding, { language, folder, canRelate: can.relatedInformation })],
    edit: workspaceEdit(fix.edits, targetOf(context), review),
  };
  if (fix.preferred) action.isPreferred = true;
  return action;
}

/** The comment that silences, with a reason that the user is asked for. */
function withReason({ client, place, language }: ActionContext, fix: Fix): CodeAction[] {
  const { folder, path } = place;
  const [edit] = fix.edits.get(path) ?? [];
  if (!edit || !client.hasSuppressWithReason) return [];
  const title = plainMessage(language, 'fix.suppress.reason', fix.params);
  const { uri, range } = folder.locationOf(path, edit.range);
  const given = { uri, ...range.start, comment: edit.newText };
  const command = { title, command: suppressWithReason, arguments: [given] };
  return [{ title, kind: CodeActionKind.QuickFix, command }];
}

/** One kind of fix for all findings of the file, and of the folder where the rule finds more, that it is offered for. */
function fixEverywhere(context: ActionContext, kind: string, rule: string): CodeAction[] {
  const { language, place } = context;
  const { folder, path } = place;
  const what = plainMessage(language, `kind.${kind}`);
  const inFile = folder.analysis.fixesTogether(folder.analysis.findings(path), (fix) => fix.kind === kind);
  const actions: CodeAction[] = [];
  if (inFile.count > 1) {
    const title = plainMessage(language, 'fix-all.file', {
      what,
      count: String(inFile.count),
      ...(isNotebook(path) ? { notebook: 'yes' } : {}),
    });
    const isElsewhere = [...inFile.edits.keys()].some((file) => file !== path);
    const edit = workspaceEdit(inFile.edits, targetOf(context), isElsewhere && context.can.review ? title : undefined);
    actions.push({ title, kind: CodeActionKind.QuickFix, edit });
  }
  const own = folder.analysis.findings(path).filter((finding) => finding.rule === rule).length;
  if (context.can.resolve && context.can.review && context.countOf(rule) > own) {
    const title = plainMessage(language, 'fix-all.workspace', { what });
    const data: FixEverywhere = { uri: place.uri, kind };
    actions.push({ title, kind: CodeActionKind.QuickFix, data });
  }
  return actions;
}

/** Makes the edit of an action for the whole folder; the user confirms each part of it. */
export function resolveFixEverywhere(
  action: CodeAction,
  contextOf: (uri: string) => ActionContext | undefined,
): CodeAction {
  const { uri, kind } = (action.data ?? {}) as Partial<FixEverywhere>;
  const context = typeof uri === 'string' ? contextOf(uri) : undefined;
  if (!context) return action;
  const { analysis } = context.place.folder;
  const { edits } = analysis.fixesTogether(analysis.allFindings(), (fix) => fix.kind === kind);
  return { ...action, edit: workspaceEdit(edits, targetOf(context), action.title) };
}

/** `source.fixAll.loopwise`; nothing where no fix of the file is safe. */
export function fixAllAction(context: ActionContext): CodeAction[] {
  const { language, place } = context;
  const { folder, path, uri } = place;
  // Saving one file must not change others, and editors ask for each cell of a notebook.
  const isHere = (fix: Fix) => [...folder.editsByDocument(fix.edits).keys()].every((document) => document === uri);
  const findings = folder.analysis.findings(path).filter(({ range }) => place.rangeHere(range));
  const { count, edits } = folder.analysis.fixesTogether(findings, (fix) => fix.isSafe && isHere(fix));
  if (count === 0) return [];
  const title = plainMessage(language, 'fix-all.safe', {
    count: String(count),
    ...(count === 1 ? { one: 'yes' } : {}),
  });
  return [{ title, kind: fixAllKind, edit: workspaceEdit(edits, targetOf(context)) }];
}

function targetOf({ place: { folder }, versionOf, can }: ActionContext): EditTarget {
  return { folder, versionOf, hasVersions: can.documentChanges };
}

/** The kind of what explains a finding and changes nothing: of no known kind, so that editors list it after the fixes. */
export const explainKind = 'loopwise.explain';

/**
 * The card of the first finding that a range touches, "Show blocking path" for the first one with a path, and the burger
 * restaurant for the first one that freezes a path operation.
 */
export function explainActionsAt(context: ActionContext, range: Range): CodeAction[] {
  const { place, language, client } = context;
  const { folder, path, uri } = place;
  const touched = touchedBy(context, range);
  const startOf = (finding: Finding) => folder.locationOf(path, finding.range).range.start;
  const [first] = touched;
  const withPath = touched.find(({ chain }) => chain.length > 0);
  const frozen = client.hasOpenBurgers
    ? touched.find((finding) => freezesLoop(finding) && folder.analysis.isServed(path, finding.range.start))
    : undefined;
  const action = (title: string, command: string, ...given: unknown[]): CodeAction => ({
    title,
    kind: explainKind,
    command: { title, command, arguments: given },
  });
  return [
    ...(first && client.hasOpenCard ? [action(formatMessage(language, 'card.open'), openCard, first.card)] : []),
    ...(withPath && client.hasShowBlockingPath
      ? [action(formatMessage(language, 'path.show'), showBlockingPath, uri, startOf(withPath))]
      : []),
    ...(frozen ? [action(formatMessage(language, 'burgers.show'), openBurgers, uri, startOf(frozen))] : []),
  ];
}

/** Whether a kind is another one or below it; the empty kind holds all. */
export function isKindWithin(kind: string, outer: string): boolean {
  return outer === '' || kind === outer || kind.startsWith(`${outer}.`);
}

/** The findings of a document that a range of it touches. */
function touchedBy({ place }: ActionContext, range: Range): readonly Finding[] {
  const inFile = place.rangeInFile(range);
  return place.folder.analysis.findings(place.path).filter((finding) => touches(finding, inFile));
}

function touches(finding: Pick<Finding, 'range'>, range: Range): boolean {
  const { start, end } = finding.range;
  const isBefore =
    end.line < range.start.line || (end.line === range.start.line && end.character < range.start.character);
  const isAfter =
    start.line > range.end.line || (start.line === range.end.line && start.character > range.end.character);
  return !isBefore && !isAfter;
}
