import type { Node } from 'web-tree-sitter';
import type { PathStep } from '../blocking-summary.ts';
import type { CallEdge } from '../call-edge.ts';
import type { TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isSpanLoopBound } from '../loop-bound.ts';
import type { Span } from '../module-facts.ts';
import { isThreadBound } from '../thread-bound.ts';
import type { SourceFile } from './fix-sources.ts';
import { replaceSpan } from './line-edits.ts';
import type { OffloadFunction } from './offload-function.ts';
import { isMovable } from './offload-sites.ts';
import { allNodes, bindsTighter, canAwaitAt, isField, nodeAt } from './syntax-nodes.ts';

/** What cannot stand in a lambda, or means something else there. */
const boundToFunction: ReadonlySet<string> = new Set(['await', 'yield', 'named_expression']);

/**
 * Edits that run a call in a thread: `f(a, k=v)` becomes `await run_in_threadpool(f, a, k=v)`. A chain such as
 * `requests.get(u).json()` is left to the thread as a whole, in a lambda, where its other calls are of the same library or block
 * too; so is the `consumer` that runs an iterator to its end. Undefined where that cannot be written as an expression.
 */
export function offloadedCall(
  project: LinkedProject,
  file: SourceFile,
  step: PathStep,
  thread: OffloadFunction,
  consumer?: Span,
): readonly TextEdit[] | undefined {
  const { node, edge } = step;
  if (edge.blockers.some(({ name }) => isThreadBound(node.module, name))) return undefined;
  const found = nodeAt(file.root, consumer ?? edge.span, ['call', 'attribute']);
  if (!found || !canAwaitAt(found) || isWrittenTo(found)) return undefined;
  const chain = consumer ? found : wholeChain(found);
  const isOne = edge.targets.length === 0 || goesOnBlocking(project, step, found, chain);
  const whole = isOne ? chain : found;
  const isChain = whole.id !== found.id;
  if (whole.parent?.type === 'await') return undefined;
  const needsLambda =
    consumer !== undefined || found.type !== 'call' || isChain || blocksInCallee(project, step, found);
  const facts = node.module.facts;
  const name = `await ${thread.name}`;
  if (!needsLambda) {
    const edits = withCallable(file, found, thread, name);
    if (edits) return inParentheses(whole, edits);
  }
  for (const inner of allNodes(whole)) {
    const isSuper = inner.type === 'call' && inner.childForFieldName('function')?.text === 'super';
    if (boundToFunction.has(inner.type) || isSuper) return undefined;
  }
  return inParentheses(whole, [
    replaceSpan(facts, whole.startIndex, whole.startIndex, `${name}(lambda: `),
    replaceSpan(facts, whole.endIndex, whole.endIndex, ')'),
  ]);

  function inParentheses(at: Node, edits: readonly TextEdit[]): readonly TextEdit[] {
    if (!bindsTighter(at)) return edits;
    const [first, ...rest] = edits;
    if (!first) return edits;
    return [{ ...first, newText: `(${first.newText}` }, ...rest, replaceSpan(facts, at.endIndex, at.endIndex, ')')];
  }
}

/** Edits that make `name(f, a)` of `f(a)`; undefined where the arguments would not reach the function. */
export function withCallable(
  file: SourceFile,
  call: Node,
  thread: OffloadFunction,
  name: string,
): readonly TextEdit[] | undefined {
  const callee = call.childForFieldName('function');
  const given = call.childForFieldName('arguments');
  if (!callee || !given) return undefined;
  const facts = file.module.facts;
  const calleeText = file.text.slice(callee.startIndex, callee.endIndex);
  if (given.type === 'generator_expression') {
    return [
      replaceSpan(facts, call.startIndex, given.startIndex, `${name}(${calleeText}, `),
      replaceSpan(facts, given.endIndex, given.endIndex, ')'),
    ];
  }
  const values = given.namedChildren.filter((child) => child && child.type !== 'comment');
  const { ownKeywords } = thread;
  for (const value of values) {
    if (value?.type === 'dictionary_splat' && ownKeywords === undefined) return undefined;
    if (value?.type !== 'keyword_argument') continue;
    const keyword = value.childForFieldName('name')?.text ?? '';
    if (ownKeywords === undefined || ownKeywords.includes(keyword)) return undefined;
  }
  const open = given.startIndex + 1;
  const inside = file.text.slice(open, given.endIndex);
  // Where each argument has a line, the function has one too; behind a comment it cannot.
  const gap = values.length === 0 ? '' : (/^[ \t]*\r?\n\s*(?![\s#])/.exec(inside)?.[0] ?? '');
  const separator = values.length === 0 ? '' : gap !== '' || /^\s*[\r\n#]/.test(inside) ? ',' : ', ';
  return [replaceSpan(facts, call.startIndex, open, `${name}(${gap}${calleeText}${separator}`)];
}

/** The longest chain of calls that begins with a node: `f(x).g()` for `f(x)`; what follows the last call is not of it. */
function wholeChain(node: Node): Node {
  let whole = node;
  let at = node;
  for (let parent = at.parent; parent; parent = at.parent) {
    const isChained =
      (parent.type === 'attribute' && isField(parent, 'object', at)) ||
      (parent.type === 'subscript' && isField(parent, 'value', at)) ||
      (parent.type === 'call' && isField(parent, 'function', at));
    if (!isChained) break;
    at = parent;
    if (parent.type === 'call') whole = parent;
  }
  // What is awaited runs on the loop.
  return whole.parent?.type === 'await' ? node : whole;
}

/** Whether a later call of a chain blocks too, and all of the chain can run in a thread. */
function goesOnBlocking(project: LinkedProject, { node }: PathStep, found: Node, chain: Node): boolean {
  const { blocking } = project;
  const isLater = ({ span }: CallEdge) =>
    span.start === found.startIndex && span.end > found.endIndex && span.end <= chain.endIndex;
  const later = project.graph
    .edgesOf(node)
    .filter(
      (edge) =>
        isLater(edge) &&
        (blocking.pathFrom(node, edge) !== undefined || blocking.likelyPathFrom(node, edge) !== undefined),
    );
  return (
    later.length > 0 &&
    later.every((edge) => isMovable(project, { node, edge })) &&
    !isSpanLoopBound(project, node, { start: chain.startIndex, end: chain.endIndex })
  );
}

/** Whether what the call is made on blocks by itself, as in `open(p).read()`. */
function blocksInCallee(project: LinkedProject, { node, edge }: PathStep, call: Node): boolean {
  const callee = call.childForFieldName('function');
  if (!callee) return false;
  return project.graph
    .edgesOf(node)
    .some(
      (other) =>
        other !== edge &&
        other.span.start >= callee.startIndex &&
        other.span.end <= callee.endIndex &&
        project.blocking.pathFrom(node, other) !== undefined,
    );
}

function isWrittenTo(node: Node): boolean {
  const { parent } = node;
  if (!parent) return true;
  if (parent.type === 'delete_statement') return true;
  return /^(augmented_)?assignment$/.test(parent.type) && isField(parent, 'left', node);
}
