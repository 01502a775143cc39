import type { Node } from 'web-tree-sitter';
import type { Span } from '../module-facts.ts';

/** The innermost node of a type that covers exactly a span. */
export function nodeAt(root: Node, span: Span, types: readonly string[]): Node | undefined {
  for (let node = root.descendantForIndex(span.start, span.end - 1); node; node = node.parent) {
    if (node.startIndex < span.start || node.endIndex > span.end) return undefined;
    if (node.startIndex === span.start && node.endIndex === span.end && types.includes(node.type)) return node;
  }
  return undefined;
}

/** Nodes of a subtree, outer ones first, without the bodies of nested functions, lambdas and classes. */
export function* ownNodes(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.namedChildren) {
    if (!child) continue;
    if (isScope(child)) yield child;
    else yield* ownNodes(child);
  }
}

/** Nodes of a subtree, outer ones first. */
export function* allNodes(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.namedChildren) if (child) yield* allNodes(child);
}

/** Whether a node begins a scope of its own; comprehensions share that of the function for what a fix asks. */
export function isScope(node: Node): boolean {
  return node.type === 'function_definition' || node.type === 'lambda' || node.type === 'class_definition';
}

/** The statement that a node stands in: a child of a block or of the module. */
export function statementOf(node: Node): Node | undefined {
  for (let at: Node | null = node; at?.parent; at = at.parent) {
    if (at.parent.type === 'block' || at.parent.type === 'module') return at;
  }
  return undefined;
}

/** The innermost function, lambda or class around a node; undefined at the top of the module. */
export function scopeAround(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (isScope(at)) return at;
  return undefined;
}

/** Whether a child stands in a field of its parent. */
export function isField(parent: Node, field: string, child: Node): boolean {
  return parent.childForFieldName(field)?.id === child.id;
}

/** Whether `await` in front of a node would bind to more than the node. */
export function bindsTighter(node: Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  return (
    (parent.type === 'attribute' && isField(parent, 'object', node)) ||
    (parent.type === 'subscript' && isField(parent, 'value', node)) ||
    (parent.type === 'call' && isField(parent, 'function', node))
  );
}

/** Whether `await` may stand in the place of a node: not in the body of a class, nor in what is iterated later. */
export function canAwaitAt(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'generator_expression' || at.type === 'lambda' || at.type === 'class_definition') return false;
    if (at.type === 'function_definition') return at.child(0)?.type === 'async';
  }
  return false;
}
