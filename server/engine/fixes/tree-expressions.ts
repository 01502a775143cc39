import type { Node } from 'web-tree-sitter';
import type { LinkedProject } from '../linked-project.ts';
import type { Expression } from '../module-facts.ts';
import type { ClassNode, FunctionNode, Module, Value } from '../value.ts';

const callIndexes = new WeakMap<Module, ReadonlyMap<string, number>>();

/** Index of the call of a module that a node is; undefined for one that the facts leave out. */
function callIndex(module: Module, { startIndex, endIndex }: Node): number | undefined {
  let index = callIndexes.get(module);
  if (!index) {
    index = new Map(module.facts.calls.map(({ start, end }, at) => [`${start}-${end}`, at]));
    callIndexes.set(module, index);
  }
  return index.get(`${startIndex}-${endIndex}`);
}

/** A node of a module's syntax tree as an expression of its facts. */
export function expressionOf(module: Module, node: Node): Expression {
  const { startIndex: start, endIndex: end } = node;
  const inner = (child: Node | null | undefined) => child && expressionOf(module, child);
  switch (node.type) {
    case 'identifier':
      return { kind: 'name', name: node.text, start, end };
    case 'attribute': {
      const object = inner(node.childForFieldName('object'));
      const name = node.childForFieldName('attribute')?.text;
      return object && name !== undefined
        ? { kind: 'attribute', object, name, start, end }
        : { kind: 'other', start, end };
    }
    case 'call': {
      const call = callIndex(module, node);
      return call === undefined ? { kind: 'other', start, end } : { kind: 'call', call, start, end };
    }
    case 'subscript': {
      const object = inner(node.childForFieldName('value'));
      const index = node.childrenForFieldName('subscript').flatMap((child) => inner(child) ?? []);
      return object ? { kind: 'subscript', object, index, start, end } : { kind: 'other', start, end };
    }
    case 'await': {
      const value = inner(node.namedChild(0));
      return value ? { kind: 'await', value, start, end } : { kind: 'other', start, end };
    }
    case 'parenthesized_expression':
    case 'type':
      return inner(node.namedChild(0)) ?? { kind: 'other', start, end };
    case 'string':
      return { kind: 'literal', type: 'str', value: undefined, start, end };
    default:
      return { kind: 'other', start, end };
  }
}

/** What a node can be, as the inference has it. */
export function valuesOf(project: LinkedProject, module: Module, node: Node): readonly Value[] {
  const scope = scopeOf(module, node);
  return scope ? project.inference.evaluate(scope, expressionOf(module, node), classBodyOf(module, node)) : [];
}

/** The function whose names an expression sees: defaults, annotations and decorators stand in the function around. */
export function scopeOf(module: Module, node: Node): FunctionNode | undefined {
  let child = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (at.type !== 'function_definition' && at.type !== 'lambda') continue;
    if (at.childForFieldName('body')?.id === child.id) return functionAt(module, at);
  }
  return module.functions[0];
}

/** The function of a `def` or a lambda. */
export function functionAt(module: Module, node: Node): FunctionNode | undefined {
  return module.functions.find(
    ({ index, facts: { span } }) => index > 0 && span.start === node.startIndex && span.end === node.endIndex,
  );
}

/** The class whose body holds a node directly, outside of its methods. */
export function classBodyOf(module: Module, node: Node): ClassNode | undefined {
  let child = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    const isBody = at.childForFieldName('body')?.id === child.id;
    if (isBody && (at.type === 'function_definition' || at.type === 'lambda')) return undefined;
    if (isBody && at.type === 'class_definition') {
      const { startIndex } = at;
      return module.classes.find(({ facts }) => facts.span.start === startIndex);
    }
  }
  return undefined;
}
