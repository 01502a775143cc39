import { blockerAt } from './blocking-condition.ts';
import type { Blocker } from './call-edge.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { returnsLittle } from './response-field.ts';
import { standardLibrary } from './standard-library.ts';
import type { FunctionNode, Value } from './value.ts';

/** Replacements that are threads, under whatever name: they wait in the same pool. */
const isThread = /(^|\.)(to_thread|run_in_executor|run_in_threadpool|open_file)$|^anyio\.Path|^aiofiles\./;

/** Sessions whose objects load more when their attributes are read: that blocks too, and has no twin. */
const isOfMapper = /^(sqlalchemy\.orm|sqlmodel)\./;

/**
 * All calls that block in a function and in what it calls, if each of them has an asynchronous twin and nothing else in it
 * is unknown or computes for long; undefined otherwise, and where none is certain to block.
 */
export function blockersWithTwins(project: LinkedProject, node: FunctionNode): readonly Blocker[] | undefined {
  if (!project.pathOf(node)) return undefined;
  const blockers = new Map<string, Blocker>();
  let readsObjects = !returnsLittle(project, node);
  for (const reached of project.graph.reachedFrom(project.entriesOf(node))) {
    if (reached.module.isLibrary || reached.facts.kind === 'async def' || reached.facts.firstWhile >= 0)
      return undefined;
    for (const edge of project.graph.edgesOf(reached)) {
      for (const blocker of edge.blockers) {
        if (!hasTwin(blocker)) return undefined;
        blockers.set(blocker.name, blocker);
      }
    }
    if (!isKnown(project, reached)) return undefined;
    readsObjects ||= reached.facts.attributes.some(({ object }) => mayBeObject(project, reached, object));
  }
  if (readsObjects && [...blockers.keys()].some((name) => isOfMapper.test(name))) return undefined;
  return blockers.size > 0 ? [...blockers.values()] : undefined;
}

function hasTwin({ entry }: Blocker): boolean {
  const { replacement, category } = entry;
  // What waits for another thread or holds it up has to be thought of anew.
  if (category === 'cpu' || category === 'lock' || category === 'queue') return false;
  return replacement !== undefined && !isThread.test(replacement);
}

/** Whether an expression may give an object, and not a module or a class. */
function mayBeObject(project: LinkedProject, node: FunctionNode, expression: Expression): boolean {
  const values = project.inference.evaluate(node, expression);
  return (
    values.length === 0 || !values.every(({ kind }) => kind === 'module' || kind === 'class' || kind === 'external')
  );
}

/** Whether it is known what each call of a function calls, and what each `with` enters. */
function isKnown(project: LinkedProject, node: FunctionNode): boolean {
  const { facts, module } = node;
  const { inference } = project;
  const isImporting = module.facts.imports.some((statement) => statement.function === node.index && node.index > 0);
  const isOpen = (value: Value) =>
    (value.kind === 'external' || value.kind === 'external instance') && inference.knowledge.isOpen(value.name);
  const entered = facts.contexts.map(({ value }) => inference.evaluate(node, value));
  if (isImporting || entered.some((values) => values.length === 0 || values.some(isOpen))) return false;
  return facts.calls.every((index) => {
    const call = module.facts.calls[index];
    if (!call || call.usage === 'default' || call.usage === 'decorator') return true;
    const callees = inference.evaluate(node, call.callee);
    return callees.length > 0 && callees.every((callee) => isKnownCallee(project, node, call, callee));
  });
}

function isKnownCallee(project: LinkedProject, node: FunctionNode, call: CallFacts, callee: Value): boolean {
  const { inference } = project;
  const { knowledge, classes } = inference;
  switch (callee.kind) {
    case 'function':
      return callee.node.facts.kind === 'def' && !project.graph.isDoubtful(callee.node);
    case 'class':
      return classes.lineage(callee.node).external.every((name) => !knowledge.isOpen(name));
    case 'external': {
      const { name } = callee;
      const fact = knowledge.find(name);
      if (fact) {
        const isBlocking = blockerAt(fact, call, { inference, node }) !== undefined;
        return fact.entry.async !== true && (isBlocking || fact.entry.minor !== true);
      }
      if (knowledge.harmless.call(name)) return true;
      return standardLibrary.has(name.split('.', 1)[0] ?? '') || knowledge.describes(name);
    }
    default:
      return false;
  }
}
