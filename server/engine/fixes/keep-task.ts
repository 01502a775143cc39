import { nameOf } from '../expression-name.ts';
import type { Fix, TextEdit } from '../finding.ts';
import type { BindingFacts, CallFacts, Span } from '../module-facts.ts';
import type { FixContext } from '../rules/rule.ts';
import { enclosingFunction, type FunctionNode, type Module } from '../value.ts';
import { endOfImports, endOfLine, importModule } from './add-import.ts';
import { fixInFile } from './fix-in-file.ts';
import type { SourceFile } from './fix-sources.ts';
import { lineEndingOf, replaceSpan } from './line-edits.ts';

const setNames = ['background_tasks', 'running_tasks', 'kept_tasks'];
const taskNames = ['task', 'background_task', 'kept_task'];

/** The set that keeps the tasks of a file, and the edits that make it. */
interface TaskSet {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/**
 * `asyncio.create_task(f())` becomes a task that a set of the module keeps until it is done, as the documentation of
 * `asyncio.create_task` has it.
 */
export function keepTask(context: FixContext): Fix | undefined {
  const { text } = context;
  const { node, call: index } = context.source;
  const { module } = node;
  const call = index === undefined ? undefined : module.facts.calls[index];
  if (!call || index === undefined || node.facts.kind === 'lambda' || isInClassBody(node, call)) return undefined;
  const binding = node.facts.bindings.find(({ value }) => value?.kind === 'call' && value.call === index);
  const told = call.usage === 'object of attribute' ? tellingCall(node, index) : undefined;
  if (call.usage !== 'discarded' && !told && !binding) return undefined;
  const statement = { start: binding?.start ?? call.start, end: told?.end ?? call.end };
  const indent = indentOf(text, statement);
  const file = context.sources.file(module);
  const set = indent === undefined || !file ? undefined : taskSet(node, file, statement);
  const task = binding && binding.target !== '_' ? binding.target : freeName(taskNames, scopeText(node, text));
  if (indent === undefined || !set || task === undefined) return undefined;
  const ending = lineEndingOf(text);
  const line = (code: string) => `${indent}${code}${ending}`;
  const keep = `${set.name}.add(${task})`;
  const forget = line(`${task}.add_done_callback(${set.name}.discard)`);
  const at = endOfLine(text, statement.end);
  const isLast = !/[\r\n]$/.test(text.slice(0, at));
  const edits: TextEdit[] = [...set.edits, ...nameEdits(module, statement, binding, task)];
  if (told) {
    const telling = `${ending}${line(keep)}${indent}${task}${text.slice(call.end, told.end).trimStart()}`;
    edits.push(replaceSpan(module.facts, call.end, told.end, telling));
    edits.push(replaceSpan(module.facts, at, at, (isLast ? ending : '') + forget));
  } else {
    edits.push(replaceSpan(module.facts, at, at, (isLast ? ending : '') + line(keep) + forget));
  }
  return fixInFile(context, { kind: 'keep-task', params: { set: set.name }, isSafe: true }, edits);
}

/** The edit that gives the task its name, where it has none that can be read. */
function nameEdits(
  { facts }: Module,
  { start }: Span,
  binding: BindingFacts | undefined,
  task: string,
): readonly TextEdit[] {
  if (!binding) return [replaceSpan(facts, start, start, `${task} = `)];
  return binding.target === task ? [] : [replaceSpan(facts, start, start + binding.target.length, task)];
}

function isInClassBody(node: FunctionNode, { start }: Span): boolean {
  return node.module.facts.classes.some(
    (cls) => cls.function === node.index && cls.span.start < start && start < cls.span.end,
  );
}

/** The call of `add_done_callback` on the task that a call makes. */
function tellingCall(node: FunctionNode, index: number): CallFacts | undefined {
  const calls = node.facts.calls.map((other) => node.module.facts.calls[other]);
  return calls.find(
    (call) =>
      call?.callee.kind === 'attribute' && call.callee.object.kind === 'call' && call.callee.object.call === index,
  );
}

/** The space before a statement that has its lines for itself; undefined where it has not. */
function indentOf(text: string, { start, end }: Span): string | undefined {
  const before = /[^\r\n]*$/.exec(text.slice(0, start))?.[0] ?? '';
  const behind = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  return /^\s*$/.test(before) && /^\s*(#.*)?$/.test(behind) ? before : undefined;
}

/** The text in which a name of a function must be free: that of the function, of a module's the whole. */
function scopeText({ facts }: FunctionNode, text: string): string {
  return text.slice(facts.span.start, facts.span.end);
}

function freeName(candidates: readonly string[], text: string): string | undefined {
  return candidates.find((name) => !new RegExp(String.raw`\b${name}\b`).test(text));
}

function taskSet(node: FunctionNode, file: SourceFile, statement: Span): TaskSet | undefined {
  const known = existingSet(node, file.text, statement);
  return known === undefined ? newSet(file, statement) : { name: known, edits: [] };
}

/** A set of the module that is there for tasks: it is declared so, or tasks take themselves out of it. */
function existingSet(node: FunctionNode, text: string, statement: Span): string | undefined {
  const { facts, functions } = node.module;
  const top = functions[0];
  const isUsedForTasks = (name: string) =>
    facts.calls.some(({ callee, arguments: [given] }) => {
      const value = given?.value;
      if (nameOf(callee) !== 'add_done_callback' || value?.kind !== 'attribute' || value.name !== 'discard')
        return false;
      return value.object.kind === 'name' && value.object.name === name;
    });
  return top?.facts.bindings.find(({ target, value, annotation, start }) => {
    const made = value?.kind === 'call' ? facts.calls[value.call] : undefined;
    if (made?.callee.kind !== 'name' || made.callee.name !== 'set' || made.arguments.length > 0) return false;
    if (indentOf(text, { start, end: made.end }) !== '' || !isOnlyNamed(node, target)) return false;
    if (node.facts.kind === 'module' && start > statement.start) return false;
    const declared = annotation ? text.slice(annotation.start, annotation.end) : '';
    return /^(\w+\.)?[sS]et\[.*\bTask\b/.test(declared) || isUsedForTasks(target);
  })?.target;
}

/** Whether a name means the same in a function as in its module, which binds it once. */
function isOnlyNamed(node: FunctionNode, name: string): boolean {
  const { facts } = node.module;
  const isBound = facts.functions.flatMap(({ bindings }) => bindings).filter(({ target }) => target === name).length;
  const isImported = facts.imports.some(({ binds }) => binds === name);
  const isDefined = facts.functions.some((fn) => fn.name === name) || facts.classes.some((cls) => cls.name === name);
  if (isBound !== 1 || isImported || isDefined) return false;
  for (let at: FunctionNode | undefined = node; at; at = enclosingFunction(at)) {
    if (at.facts.parameters.some((parameter) => parameter.name === name)) return false;
  }
  return true;
}

/** A new set below the imports at the top of the file. */
function newSet(file: SourceFile, statement: Span): TaskSet | undefined {
  const { module, text } = file;
  const name = freeName(setNames, text);
  const asyncio = importModule(file, 'asyncio');
  const last = endOfImports(file);
  if (name === undefined || !asyncio || last === undefined) return undefined;
  const ending = lineEndingOf(text);
  const at = endOfLine(text, last);
  if (at > statement.start) return undefined;
  const separator = /^[\r\n]/.test(text.slice(at)) ? '' : ending;
  const made = `${ending}${name}: set[${asyncio.name}.Task] = set()${ending}${separator}`;
  return { name, edits: [...(asyncio.edit ? [asyncio.edit] : []), replaceSpan(module.facts, at, at, made)] };
}
