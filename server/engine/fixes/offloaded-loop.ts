import type { PathStep } from '../blocking-summary.ts';
import type { TextEdit } from '../finding.ts';
import { importName } from './add-import.ts';
import type { SourceFile } from './fix-sources.ts';
import { replaceSpan } from './line-edits.ts';
import { nodeAt } from './syntax-nodes.ts';

const expressions = ['call', 'identifier', 'attribute', 'subscript'];

/**
 * Edits that ask an iterator for each of its items in a thread: `for x in rows():` becomes
 * `async for x in iterate_in_threadpool(rows()):` (starlette/concurrency.py, `iterate_in_threadpool`). Undefined where the
 * step is not the iterable of a `for`.
 */
export function offloadedLoop(file: SourceFile, { edge }: PathStep): readonly TextEdit[] | undefined {
  const iterable = nodeAt(file.root, edge.call ?? edge.expression, expressions);
  const loop = iterable?.parent;
  if (!iterable || !loop || loop.childForFieldName('right')?.id !== iterable.id) return undefined;
  const isStatement = loop.type === 'for_statement';
  const isInList = loop.type === 'for_in_clause' && loop.parent?.type !== 'generator_expression';
  if (!(isStatement || isInList) || loop.child(0)?.type === 'async') return undefined;
  const imported = importName(file, 'fastapi.concurrency', 'iterate_in_threadpool', ['starlette.concurrency']);
  if (!imported) return undefined;
  const { facts } = file.module;
  return [
    replaceSpan(facts, loop.startIndex, loop.startIndex, 'async '),
    replaceSpan(facts, iterable.startIndex, iterable.startIndex, `${imported.name}(`),
    replaceSpan(facts, iterable.endIndex, iterable.endIndex, ')'),
    ...(imported.edit ? [imported.edit] : []),
  ];
}
