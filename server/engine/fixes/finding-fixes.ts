import type { Finding, Fix, TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { CallFacts } from '../module-facts.ts';
import type { FixKind, RuleFinding } from '../rules/rule.ts';
import type { FunctionNode } from '../value.ts';
import { importName } from './add-import.ts';
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

/** `async def` becomes `def`: only where FastAPI alone calls the function and nothing in it needs a coroutine. */
function makeDef(context: FixContext): Fix | undefined {
  const { node } = context.source;
  const { facts } = node;
  if (facts.kind !== 'async def' || facts.awaits.length > 0) return undefined;
  const roles = context.project.model.rolesOf(node);
  const runsInThread = roles.every(({ role }) =>
    /^(path operation|dependency|background task|exception handler)$/.test(role),
  );
  if (roles.length === 0 || !runsInThread || context.project.inference.isContextManager(node)) return undefined;
  if (isCalledByProject(context.project, node) || makesTasks(context.project, node)) return undefined;
  const start = facts.span.start;
  const keyword = /^async\s+/.exec(context.text.slice(start, facts.nameSpan.start))?.[0];
  if (keyword === undefined) return undefined;
  const edit = replaceSpan(node.module.facts, start, start + keyword.length, '');
  return fix(context, 'fix.make-def', { function: facts.name }, [edit]);
}

/** A function that makes tasks needs the running loop, which a thread of the pool does not have. */
function makesTasks(project: LinkedProject, node: FunctionNode): boolean {
  return node.facts.calls.some((index) => {
    const call = node.module.facts.calls[index];
    if (!call) return false;
    if (
      call.callee.kind === 'attribute' &&
      /^(create_task|ensure_future|get_running_loop|get_event_loop)$/.test(call.callee.name)
    )
      return true;
    return project.inference
      .evaluate(node, call.callee)
      .some(
        (value) => value.kind === 'coroutine' || (value.kind === 'function' && value.node.facts.kind === 'async def'),
      );
  });
}

function makeAsyncDef(context: FixContext): Fix | undefined {
  const { node } = context.source;
  if (node.facts.kind !== 'def' || isCalledByProject(context.project, node)) return undefined;
  const edit = replaceSpan(node.module.facts, node.facts.span.start, node.facts.span.start, 'async ');
  return fix(context, 'fix.make-async-def', { function: node.facts.name }, [edit]);
}

/** Whether code of the project calls the function itself, so that its callers would have to change too. */
function isCalledByProject(project: LinkedProject, node: FunctionNode): boolean {
  for (const module of project.modules.values()) {
    for (const call of module.facts.calls) {
      const { callee } = call;
      if ((callee.kind !== 'name' && callee.kind !== 'attribute') || callee.name !== node.facts.name) continue;
      const scope = module.functions[call.function];
      if (!scope) continue;
      const values = project.inference.evaluate(scope, callee);
      if (values.length === 0 && callee.kind === 'attribute' && node.facts.class >= 0) return true;
      if (values.some((value) => value.kind === 'function' && value.node === node)) return true;
    }
  }
  return false;
}

/** `f(a, k=v)` becomes `await run_in_threadpool(f, a, k=v)`, with the import. */
function offload(context: FixContext): Fix | undefined {
  const { node, edge } = context.source;
  const call = edge?.call;
  if (!call || node.facts.kind !== 'async def') return undefined;
  if (call.usage === 'awaited' || call.usage.startsWith('entered') || call.usage.startsWith('iterated'))
    return undefined;
  if (edge.targets.some((target) => target.facts.kind === 'async def' || target.facts.isGenerator)) return undefined;
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
