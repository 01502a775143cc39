import type { PathStep } from '../blocking-summary.ts';
import type { TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isThreadBound } from '../thread-bound.ts';
import { importName } from './add-import.ts';
import type { SourceFile } from './fix-sources.ts';
import { callAt, isLazy } from './iterator-consumer.ts';
import { replaceSpan } from './line-edits.ts';
import type { OffloadFunction } from './offload-function.ts';
import { canAwaitAt, nodeAt } from './syntax-nodes.ts';

const expressions = ['call', 'identifier', 'attribute', 'subscript'];

/**
 * Edits that take the items of a `for` from a thread. A generator is asked for each item there: `for x in rows():` becomes
 * `async for x in iterate_in_threadpool(rows()):` (starlette/concurrency.py, `iterate_in_threadpool`). What a library answers to
 * `__iter__`, such as a query, becomes a list there. Undefined where the step is not the iterable of a `for`.
 */
export function offloadedLoop(
  project: LinkedProject,
  file: SourceFile,
  { node, edge }: PathStep,
  thread: OffloadFunction,
): readonly TextEdit[] | undefined {
  const iterable = nodeAt(file.root, callAt(node, edge) ?? edge.expression, expressions);
  const loop = iterable?.parent;
  if (!iterable || !loop || loop.childForFieldName('right')?.id !== iterable.id) return undefined;
  const isStatement = loop.type === 'for_statement';
  const isInList = loop.type === 'for_in_clause' && loop.parent?.type !== 'generator_expression';
  if (!(isStatement || isInList) || loop.child(0)?.type === 'async' || !canAwaitAt(loop)) return undefined;
  const { facts } = file.module;
  const at = (offset: number, text: string) => replaceSpan(facts, offset, offset, text);
  const around = (before: string) => [at(iterable.startIndex, before), at(iterable.endIndex, ')')];
  const isGenerator = edge.targets.length > 0 && edge.targets.every((target) => target.facts.isGenerator);
  if (edge.targets.length > 0 && !isGenerator && !isLazy(project, node, edge)) return undefined;
  if (edge.targets.length === 0 && !edge.blockers.some(({ entry }) => entry.iterator)) {
    if (edge.blockers.some(({ name }) => isThreadBound(node.module, name))) return undefined;
    return [...around(`await ${thread.name}(list, `), ...(thread.edit ? [thread.edit] : [])];
  }
  const imported = importName(file, 'fastapi.concurrency', 'iterate_in_threadpool', ['starlette.concurrency']);
  if (!imported) return undefined;
  // Before Starlette 0.29 it took iterators only.
  const isIterator = edge.targets.every((target) => target.facts.name !== '__iter__');
  const [before, after] = around(`${imported.name}(${isIterator ? '' : 'iter('}`);
  if (!before || !after) return undefined;
  return [
    at(loop.startIndex, 'async '),
    before,
    isIterator ? after : { ...after, newText: '))' },
    ...(imported.edit ? [imported.edit] : []),
  ];
}
