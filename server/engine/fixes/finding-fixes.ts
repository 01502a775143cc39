import { blocksWhenUsed } from '../call-edge.ts';
import type { Finding, Fix, TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isLoopBound } from '../loop-bound.ts';
import type { CallFacts } from '../module-facts.ts';
import type { FixKind, RuleFinding } from '../rules/rule.ts';
import { importName } from './add-import.ts';
import { canBeDef, isCalledByProject } from './can-be-def.ts';
import { replaceSpan } from './line-edits.ts';

/** What the fixes of one finding are made from. */
export interface FixContext {
  readonly project: LinkedProject;
  readonly finding: Finding;
  readonly source: RuleFinding;
  /** Text of the finding's file. */
  readonly text: string;
}

/**
 * The fixes that are certain to be right for a finding, best first; the last is always to silence the rule on that line,
 * where a comment can stand.
 */
export function fixesFor(context: FixContext): Fix[] {
  const fixes = context.source.fixes.map((kind) => makers[kind](context)).filter((fix) => fix !== undefined);
  const first = fixes[0];
  if (first) fixes[0] = { ...first, preferred: true };
  const suppression = suppress(context);
  if (suppression) fixes.push(suppression);
  return fixes;
}

const makers: Readonly<Record<FixKind, (context: FixContext) => Fix | undefined>> = {
  'make-def': makeDef,
  'make-async-def': makeAsyncDef,
  offload,
  'add-await': addAwait,
};

function fix(context: FixContext, title: string, params: Record<string, string>, edits: TextEdit[]): Fix {
  return { title, params, preferred: false, edits: new Map([[context.finding.path, edits]]) };
}

/** `async def` becomes `def`. */
function makeDef(context: FixContext): Fix | undefined {
  const { node } = context.source;
  if (!canBeDef(context.project, node)) return undefined;
  const start = node.facts.span.start;
  const keyword = /^async\s+/.exec(context.text.slice(start, node.facts.nameSpan.start))?.[0];
  if (keyword === undefined) return undefined;
  const edit = replaceSpan(node.module.facts, start, start + keyword.length, '');
  return fix(context, 'fix.make-def', { function: node.facts.name }, [edit]);
}

function makeAsyncDef(context: FixContext): Fix | undefined {
  const { node } = context.source;
  if (node.facts.kind !== 'def' || isCalledByProject(context.project, node)) return undefined;
  const edit = replaceSpan(node.module.facts, node.facts.span.start, node.facts.span.start, 'async ');
  return fix(context, 'fix.make-async-def', { function: node.facts.name }, [edit]);
}

/** `f(a, k=v)` becomes `await run_in_threadpool(f, a, k=v)`, with the import. */
function offload(context: FixContext): Fix | undefined {
  const { node, edge } = context.source;
  const call = edge?.call;
  if (!call || node.facts.kind !== 'async def') return undefined;
  if (call.usage === 'awaited' || call.usage.startsWith('entered') || call.usage.startsWith('iterated'))
    return undefined;
  if (blocksWhenUsed(edge)) return undefined;
  if (edge.targets.some((target) => target.facts.kind === 'async def' || isLoopBound(context.project, target))) {
    return undefined;
  }
  const { text } = context;
  const callee = text.slice(call.callee.start, call.callee.end);
  const open = text.indexOf('(', call.callee.end);
  if (open < 0 || open >= call.end) return undefined;
  const inner = text.slice(open + 1, call.end - 1);
  const imported = importName(node.module, text, 'fastapi.concurrency', 'run_in_threadpool', ['starlette.concurrency']);
  if (!imported) return undefined;
  const separator = call.arguments.length > 0 ? (/^\s/.test(inner) ? ',' : ', ') : '';
  const needsParentheses = isOperand(call);
  const before = `${needsParentheses ? '(' : ''}await ${imported.name}(${callee}${separator}`;
  const facts = node.module.facts;
  const edits = [
    replaceSpan(facts, call.start, open + 1, before),
    ...(needsParentheses ? [replaceSpan(facts, call.end, call.end, ')')] : []),
    ...(imported.edit ? [imported.edit] : []),
  ];
  return fix(context, 'fix.offload', { call: context.finding.params.call ?? callee }, edits);
}

/** Whether `await` in front of the call would bind to more than the call. */
function isOperand(call: CallFacts): boolean {
  return ['object of attribute', 'object of subscript', 'called', 'operand'].includes(call.usage);
}

function addAwait(context: FixContext): Fix | undefined {
  const { node, call: index } = context.source;
  const call = index === undefined ? undefined : node.module.facts.calls[index];
  if (!call || node.facts.kind !== 'async def') return undefined;
  const facts = node.module.facts;
  const edits = isOperand(call)
    ? [replaceSpan(facts, call.start, call.start, '(await '), replaceSpan(facts, call.end, call.end, ')')]
    : [replaceSpan(facts, call.start, call.start, 'await ')];
  return fix(context, 'fix.add-await', { call: context.finding.params.call ?? '' }, edits);
}

function suppress(context: FixContext): Fix | undefined {
  const { finding, text } = context;
  const facts = context.source.node.module.facts;
  const start = facts.lineStarts[finding.range.start.line] ?? 0;
  const next = facts.lineStarts[finding.range.start.line + 1] ?? text.length;
  const line = text.slice(start, next).replace(/[\r\n]+$/, '');
  // A comment cannot follow a continued line or stand inside a string that goes on.
  if (line.endsWith('\\') || (line.match(/"""|'''/g)?.length ?? 0) % 2 === 1) return undefined;
  const end = start + line.trimEnd().length;
  const edit = replaceSpan(facts, end, end, `  # loopwise: ignore[${finding.rule}]`);
  return fix(context, 'fix.suppress', { rule: finding.rule }, [edit]);
}
