import { isNotebook } from './notebook-module.ts';
import type { FunctionNode } from './value.ts';

/**
 * Whether `await` may stand in the code of a function, or in that of a notebook outside of functions, which Jupyter runs as a
 * coroutine: IPython, core/async_helpers.py, `_should_be_async`.
 */
export function mayAwait({ facts, module }: FunctionNode): boolean {
  return facts.kind === 'async def' || (facts.kind === 'module' && isNotebook(module.path));
}

/** Whether `await` may stand at a place in the code of a function: not in the body of a class, which is a scope of its own. */
export function mayAwaitAt(node: FunctionNode, position: number): boolean {
  const isInClass = node.module.classes.some(
    ({ facts }) => facts.function === node.index && facts.span.start <= position && position < facts.span.end,
  );
  return mayAwait(node) && !isInClass;
}
