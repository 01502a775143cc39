import type { Node } from 'web-tree-sitter';
import type { PathStep } from '../blocking-summary.ts';
import type { TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isSpanLoopBound } from '../loop-bound.ts';
import type { SourceFile } from './fix-sources.ts';
import { lineEndingOf, replaceSpan } from './line-edits.ts';
import type { OffloadFunction } from './offload-function.ts';
import { blockIndent, movableRows } from './statement-lines.ts';
import { allNodes, isScope, ownNodes } from './syntax-nodes.ts';

/** What a block cannot do in a function of its own. */
const boundToPlace: ReadonlySet<string> = new Set([
  'await',
  'yield',
  'global_statement',
  'nonlocal_statement',
  'delete_statement',
]);

/**
 * Edits that move a `with` statement into a function and run that in a thread. Undefined where the block does what only its own
 * place can do, or where what it assigns cannot be handed back for certain.
 */
export function offloadedWith(
  project: LinkedProject,
  file: SourceFile,
  { node, edge }: PathStep,
  thread: OffloadFunction,
): readonly TextEdit[] | undefined {
  const statement = withAround(file.root, edge.expression.start, edge.expression.end);
  const scope = statement && functionAround(statement);
  if (!statement || !scope || statement.child(0)?.type !== 'with') return undefined;
  const block = statement.childForFieldName('body');
  if (!block || isSpanLoopBound(project, node, { start: statement.startIndex, end: statement.endIndex }))
    return undefined;
  const end = returnOf(statement, block);
  if (end === 'elsewhere' || !canMove(statement)) return undefined;
  const assigned = handedBack(scope, statement, block);
  if (!assigned || (end && assigned.returned.length > 0)) return undefined;
  // A context that swallows an exception goes on behind the block.
  if (end && edge.targets.length > 0 && !isLast(statement, scope)) return undefined;
  const indent = blockIndent(file.text, statement);
  const inner = indent + (unitOf(file.text, statement, block, indent) ?? '    ');
  const ending = lineEndingOf(file.text);
  const name = freeName(file, scope);
  const { returned, shared } = assigned;
  const needsGap = followsCode(statement);
  const lines = [
    ...(needsGap ? [''] : []),
    `${indent}def ${name}():`,
    ...(shared.length > 0 ? [`${inner}nonlocal ${shared.join(', ')}`] : []),
    `${inner}${indented(file.text, statement, inner.slice(indent.length))}`,
    ...(returned.length > 0 ? [`${inner}return ${returned.join(', ')}`] : []),
    '',
    `${indent}${end ? 'return ' : returned.length > 0 ? `${returned.join(', ')} = ` : ''}await ${thread.name}(${name})`,
  ];
  return [replaceSpan(file.module.facts, statement.startIndex - indent.length, block.endIndex, lines.join(ending))];
}

/** Whether a blank line belongs before a function in the place of a statement. */
function followsCode(statement: Node): boolean {
  const previous = statement.previousNamedSibling;
  return previous !== null && previous.endPosition.row === statement.startPosition.row - 1;
}

/** The innermost `with` that enters the expression of a span. */
function withAround(root: Node, start: number, end: number): Node | undefined {
  let isItem = false;
  for (let node = root.descendantForIndex(start, end - 1); node; node = node.parent) {
    if (node.type === 'with_item') isItem = true;
    else if (node.type === 'with_statement') return isItem ? node : undefined;
    else if (isScope(node) || node.type === 'block') return undefined;
  }
  return undefined;
}

function functionAround(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent)
    if (isScope(at)) return at.type === 'function_definition' ? at : undefined;
  return undefined;
}

/** The `return` at the end of the block; `elsewhere` when there are others. */
function returnOf(statement: Node, block: Node): Node | 'elsewhere' | undefined {
  const returns = [...ownNodes(statement)].filter(({ type }) => type === 'return_statement');
  if (returns.length === 0) return undefined;
  const last = block.lastNamedChild;
  return returns.length === 1 && last?.id === returns[0]?.id && last ? last : 'elsewhere';
}

function canMove(statement: Node): boolean {
  for (const node of ownNodes(statement)) {
    if (boundToPlace.has(node.type) || node.child(0)?.type === 'async') return false;
    if (node.type === 'call' && /^(super|locals|vars|dir)$/.test(node.childForFieldName('function')?.text ?? ''))
      return false;
    if ((node.type === 'break_statement' || node.type === 'continue_statement') && leaves(node, statement))
      return false;
  }
  return true;
}

/** Whether a `break` or `continue` is for a loop around the statement. */
function leaves(node: Node, statement: Node): boolean {
  for (let at = node.parent; at && at.id !== statement.id; at = at.parent) {
    if (at.type === 'for_statement' || at.type === 'while_statement') return false;
  }
  return true;
}

/** Names that the block gives a value: those to return, since they are used outside, and those that the function has anyway. */
function handedBack(
  scope: Node,
  statement: Node,
  block: Node,
): { returned: readonly string[]; shared: readonly string[] } | undefined {
  const bound = boundNames(statement);
  if (declaredElsewhere(scope).some((name) => bound.has(name))) return undefined;
  const before = boundOutside(scope, statement);
  const shared = [...bound].filter((name) => before.has(name));
  const returned = namesUsedOutside(scope, statement, bound).filter((name) => !before.has(name));
  const certain = new Set(block.namedChildren.flatMap((child) => (child ? assignedBy(child) : [])));
  return returned.every((name) => certain.has(name)) ? { returned, shared } : undefined;
}

/** Names of `global` and `nonlocal` statements. */
function declaredElsewhere(scope: Node): string[] {
  return [...ownNodesOf(scope)]
    .filter(({ type }) => type === 'global_statement' || type === 'nonlocal_statement')
    .flatMap((node) => node.namedChildren.map((child) => child?.text ?? ''));
}

function ownNodesOf(scope: Node): Iterable<Node> {
  const body = scope.childForFieldName('body');
  return body ? ownNodes(body) : [];
}

/** Names that a plain assignment gives a value whenever it runs. */
function assignedBy(statement: Node): string[] {
  const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
  if (!left || !assignment?.childForFieldName('right')) return [];
  return targetNames(left);
}

function targetNames(left: Node): string[] {
  if (left.type === 'identifier') return [left.text];
  if (/^(pattern_list|tuple_pattern|list_pattern|list_splat_pattern|parenthesized_expression)$/.test(left.type))
    return left.namedChildren.flatMap((child) => (child ? targetNames(child) : []));
  return [];
}

/** Every name that some statement below a node binds in the function's own scope. */
function boundNames(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const at of ownNodes(node)) for (const name of bindsOf(at)) names.add(name);
  return names;
}

function bindsOf(node: Node): string[] {
  const field = (name: string) => {
    const child = node.childForFieldName(name);
    return child ? targetNames(child) : [];
  };
  switch (node.type) {
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
      return field('left');
    case 'named_expression':
    case 'function_definition':
    case 'class_definition':
      return field('name');
    case 'as_pattern_target':
      return node.namedChildren.flatMap((child) => (child ? targetNames(child) : []));
    case 'aliased_import':
      return [node.childForFieldName('alias')?.text ?? ''];
    case 'import_statement':
    case 'import_from_statement':
      return node
        .childrenForFieldName('name')
        .flatMap((child) => (child?.type === 'dotted_name' ? [child.text.split('.')[0] ?? ''] : []));
    case 'case_pattern':
      return [...allNodes(node)].filter(({ type }) => type === 'identifier').map(({ text }) => text);
    default:
      return [];
  }
}

function boundOutside(scope: Node, statement: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const parameters = scope.childForFieldName('parameters');
  for (const node of parameters ? allNodes(parameters) : []) if (node.type === 'identifier') names.add(node.text);
  for (const node of ownNodesOf(scope)) {
    if (isWithin(node, statement)) continue;
    for (const name of bindsOf(node)) names.add(name);
  }
  return names;
}

/** Names that are mentioned in the function outside of a statement, nested functions included. */
function namesUsedOutside(scope: Node, statement: Node, names: ReadonlySet<string>): string[] {
  const used = new Set<string>();
  const body = scope.childForFieldName('body');
  for (const node of body ? allNodes(body) : []) {
    if (node.type !== 'identifier' || !names.has(node.text) || isWithin(node, statement)) continue;
    const { parent } = node;
    const isAttribute = parent?.type === 'attribute' && parent.childForFieldName('attribute')?.id === node.id;
    const isKeyword = parent?.type === 'keyword_argument' && parent.childForFieldName('name')?.id === node.id;
    if (!isAttribute && !isKeyword) used.add(node.text);
  }
  return [...used];
}

function isWithin(node: Node, outer: Node): boolean {
  return node.startIndex >= outer.startIndex && node.endIndex <= outer.endIndex;
}

/** Whether nothing of the function comes after a statement, whatever way it is left. */
function isLast(statement: Node, scope: Node): boolean {
  for (let at: Node | null = statement; at && at.id !== scope.id; at = at.parent) {
    if (at.type === 'for_statement' || at.type === 'while_statement' || at.type === 'try_statement') return false;
    if (at.parent?.type === 'block' && at.nextNamedSibling && at.nextNamedSibling.type !== 'comment') return false;
  }
  return true;
}

/** One level of indentation, as the block has it. */
function unitOf(text: string, statement: Node, block: Node, indent: string): string | undefined {
  if (block.startPosition.row === statement.startPosition.row) return undefined;
  const inner = blockIndent(text, block);
  return inner.startsWith(indent) && inner.length > indent.length ? inner.slice(indent.length) : undefined;
}

/** The statement one level deeper; what stands within a string that goes over lines stays where it is. */
function indented(text: string, statement: Node, unit: string): string {
  const rows = movableRows(statement);
  const block = statement.childForFieldName('body');
  const source = text.slice(statement.startIndex, block?.endIndex ?? statement.endIndex);
  return source
    .split(/(?<=\n)/)
    .map((line, index) =>
      index === 0 || line.trim() === '' || !rows.has(statement.startPosition.row + index) ? line : unit + line,
    )
    .join('');
}

function freeName(file: SourceFile, scope: Node): string {
  const taken = new Set([...allNodes(scope)].filter(({ type }) => type === 'identifier').map(({ text }) => text));
  for (const known of file.module.facts.imports) taken.add(known.binds);
  let name = 'in_thread';
  for (let count = 2; taken.has(name); count++) name = `in_thread_${count}`;
  return name;
}
