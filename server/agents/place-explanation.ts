import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { Analysis } from '../engine/analysis.ts';
import type { ChainStep, Finding, Place } from '../engine/finding.ts';
import { runsAsDeclared } from '../engine/framework-callable.ts';
import { definitionOf } from '../engine/function-code.ts';
import type { CallableRole, CallableSubject, HoverSubject } from '../engine/hover-subject.ts';
import { positionAt, rangeOf } from '../engine/line-index.ts';
import type { FunctionNode, Module } from '../engine/value.ts';
import { textOfCode } from '../lsp/hover-text.ts';
import { lineText } from '../messages/line-text.ts';
import { ToolError } from './agent-workspace.ts';
import { AnswerText } from './answer-text.ts';
import { type ServedBy, servedBy } from './callers-of-function.ts';
import { syntaxNote } from './draft-file.ts';
import { chainText, findingText, placeText } from './finding-text.ts';

/** What an explanation is made from. */
export interface ExplanationContext {
  readonly analysis: Analysis;
  readonly cards: CardCatalogue;
  /** Names a file. */
  readonly show: (path: string) => string;
}

/** Callers and path operations that are named. */
const mostNamed = 5;

/**
 * Explains the function at a line, and what stands on that line: where it runs, why, what blocks, and which declaration is right.
 *
 * @param line From 1. Throws `ToolError` where the file has no such line.
 */
export function explainPlace(context: ExplanationContext, path: string, line: number): string {
  const { analysis, show } = context;
  const module = analysis.project().modules.get(path);
  const text = analysis.text(path);
  if (!module || text === undefined) throw new ToolError(`${show(path)} is not analysed.`);
  const { lineStarts } = module.facts;
  if (line > lineStarts.length) throw new ToolError(`${show(path)} has only ${lineStarts.length} lines.`);
  const note = syntaxNote(analysis, path);
  const node = functionAt(module, line - 1);
  if (!node) {
    const where = `Line ${line} of ${show(path)}`;
    if (note !== undefined) return `${where} is in no function that can be made out. ${note}`;
    return `${where} is outside of every function: it runs once, when Python imports the file, and no request waits for it.`;
  }
  const { facts } = node;
  const name = positionAt(lineStarts, facts.nameSpan.start);
  const answer = new AnswerText(`# \`${facts.kind} ${facts.qualifiedName}\` (${show(path)}:${name.line + 1})`);
  if (note !== undefined) answer.add(note);
  const subject = analysis.hover(path, name);
  if (subject?.kind === 'callable' || subject?.kind === 'not run') {
    answer.add(aboutCode(context, subject));
    if (subject.kind === 'callable') {
      const isNeedless = findingsIn(context, node).some(({ rule }) => rule === 'needless-thread');
      answer.add(`**Which is right:** ${verdictOf(subject, isNeedless)}`);
    }
  } else explainHelper(context, node, answer);
  const here = onLine(context, module, line - 1, name.line);
  if (here.length > 0) answer.add(`## On line ${line}\n\n${here.join('\n\n')}`);
  addFindings(context, node, answer);
  const card = subject && context.cards.cardFor(subject.trigger);
  if (card !== undefined) answer.note(`More: loopwise_explain with the name \`${card}\`.`);
  return answer.toString();
}

/** The innermost function with a name that a line (from 0) belongs to, with its decorators. */
function functionAt({ functions, facts: { lineStarts } }: Module, line: number): FunctionNode | undefined {
  return functions
    .filter(({ facts }) => facts.kind === 'def' || facts.kind === 'async def')
    .filter(({ facts }) => {
      const { start, end } = rangeOf(lineStarts, definitionOf(facts));
      return start.line <= line && line <= end.line;
    })
    .toSorted((a, b) => a.facts.span.start - b.facts.span.start)
    .at(-1);
}

function aboutCode({ analysis, show }: ExplanationContext, subject: HoverSubject): string {
  const links = {
    toStep: ({ path, range }: { path: string; range: { start: { line: number } } }) =>
      `${show(path)}#L${range.start.line + 1}`,
    lineOf: (step: ChainStep) => lineText(analysis, step, 'en'),
  };
  return textOfCode(subject, 'en', links).join('\n\n');
}

/** Roles whose functions are awaited, so that a `def` fails. */
const alwaysAwaited: ReadonlySet<CallableRole> = new Set([
  'websocket',
  'middleware',
  'ASGI application',
  'lifespan',
  'stream',
  'task',
]);

/**
 * Which declaration is right for a function that FastAPI calls.
 *
 * @param isNeedless A thread is pure cost for it, as the rule `needless-thread` says.
 */
function verdictOf({ role, isAsync, blocker, obstacle, place }: CallableSubject, isNeedless: boolean): string {
  if (role === 'thread function')
    return '`def`: it is handed to a thread, where the code of an `async def` would not run.';
  if (!runsAsDeclared.test(role)) {
    const declared = alwaysAwaited.has(role)
      ? '`async def`, since it is awaited'
      : 'either: it runs on the event loop in any case';
    return blocker === undefined
      ? `${declared}.`
      : `${declared}. But it must not block: run the call in a thread, or await a counterpart of it.`;
  }
  if (!isAsync) {
    if (blocker !== undefined) return '`def`: it may block, since it has a thread.';
    return isNeedless
      ? '`async def`: nothing in it waits, so the thread is pure cost.'
      : '`def`: nothing in it needs the event loop, and what it calls may block in its thread.';
  }
  if (blocker === undefined || place !== 'event loop') return '`async def`: nothing is known to block in it.';
  return obstacle === undefined
    ? '`def`, which gives it a thread; or `async def` that does not block any more.'
    : '`async def`, but what blocks must run in a thread or be awaited.';
}

/** A function that FastAPI does not call itself. */
function explainHelper(context: ExplanationContext, node: FunctionNode, answer: AnswerText): void {
  const { analysis, show } = context;
  const { module, facts } = node;
  const name = positionAt(module.facts.lineStarts, facts.nameSpan.start);
  const by = servedBy(analysis, module.path, name);
  answer.add(`FastAPI does not call it itself, so it runs wherever its caller does.\n\n${servedText(by, show)}`);
  const chain = analysis.blockingPath(module.path, name);
  const blocks = chain.length > 0;
  answer.add(blocks ? `It blocks: ${chainText(analysis, chain, show)}` : 'Nothing that it calls is known to block.');
  answer.add(`**Which is right:** ${helperVerdict(node, blocks)}`);
}

function helperVerdict({ facts }: FunctionNode, blocks: boolean): string {
  const { kind, awaits } = facts;
  if (kind === 'async def')
    return blocks
      ? '`async def` only if it does not block: every caller awaits it on the event loop. Make it `def` and have callers on the loop run it in a thread, or await in it what does not block.'
      : awaits.length > 0
        ? '`async def`: it awaits, and nothing in it is known to block.'
        : '`def` would do, since it awaits nothing; `async def` does no harm.';
  return blocks
    ? '`def`: it waits without giving anything back. Call it from `def` functions, and from `async def` only in a thread: `await run_in_threadpool(f, …)`.'
    : '`def`: it awaits nothing.';
}

function servedText({ callables, callers }: ServedBy, show: (path: string) => string): string {
  if (callables.length === 0) {
    const named = callers.slice(0, mostNamed).map(({ name, path, line }) => `\`${name}\` (${show(path)}:${line})`);
    const rest = callers.length > mostNamed ? ` and ${callers.length - mostNamed} more` : '';
    const calledBy = named.length > 0 ? ` It is called by ${named.join(', ')}${rest}.` : '';
    return `No function that FastAPI calls is known to reach it.${calledBy}`;
  }
  const places = new Map<Place, string[]>();
  for (const { title, name, path, line, place } of callables) {
    const list = places.get(place) ?? [];
    list.push(`${title} \`${name}\` (${show(path)}:${line})`);
    places.set(place, list);
  }
  return [...places]
    .map(([place, list]) => {
      const rest = list.length > mostNamed ? ` and ${list.length - mostNamed} more` : '';
      return `- **${placeText(place)}** for ${list.slice(0, mostNamed).join(', ')}${rest}`;
    })
    .join('\n');
}

/** What the calls and the `await` on a line mean. */
function onLine(context: ExplanationContext, module: Module, line: number, header: number): string[] {
  if (line === header) return [];
  const { lineStarts } = module.facts;
  const isHere = (offset: number) => positionAt(lineStarts, offset).line === line;
  const offsets = [
    ...module.facts.calls.map(({ callee }) => callee.end),
    ...module.functions.flatMap(({ facts }) => facts.awaits.map(({ start }) => start)),
  ].filter(isHere);
  const seen = new Set<string>();
  return offsets
    .toSorted((a, b) => a - b)
    .flatMap((offset) => {
      const subject = context.analysis.hover(module.path, positionAt(lineStarts, offset));
      if (!subject || subject.kind === 'callable' || subject.kind === 'not run') return [];
      const text = aboutCode(context, subject);
      if (seen.has(text)) return [];
      seen.add(text);
      return [text];
    });
}

function findingsIn({ analysis }: ExplanationContext, { module, facts }: FunctionNode): readonly Finding[] {
  const { start, end } = rangeOf(module.facts.lineStarts, definitionOf(facts));
  return analysis
    .findings(module.path)
    .filter(({ range }) => range.start.line >= start.line && range.start.line <= end.line);
}

function addFindings(context: ExplanationContext, node: FunctionNode, answer: AnswerText): void {
  const findings = findingsIn(context, node);
  if (findings.length === 0) return;
  answer.add('## Findings');
  const shown = answer.addAll(findings, (finding) => findingText(context.analysis, finding, context.show));
  if (shown < findings.length) answer.note(`${findings.length - shown} more findings: loopwise_check with this path.`);
}
