import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import type { FunctionNode } from '../value.ts';
import type { SourceFile } from './fix-sources.ts';
import { replaceSpan } from './line-edits.ts';
import { offloadSites } from './offload-sites.ts';
import { allNodes, bindsTighter, canAwaitAt, nodeAt, scopeAround } from './syntax-nodes.ts';

/** The one call of a library that has to give way for a finding to be gone. */
export interface TwinSite {
  readonly file: SourceFile;
  readonly node: FunctionNode;
  readonly call: Node;
  /** Qualified name of what it calls. */
  readonly name: string;
}

/** The library call that blocks, where a coroutine of the project holds it and it is all that blocks there. */
export function twinSite({ project, source, sources }: FixContext): TwinSite | undefined {
  const sites = source.path && offloadSites(project, source.path);
  const [site] = sites ?? [];
  if (!site || sites?.length !== 1) return undefined;
  const { node, edge } = site;
  const [blocker] = edge.blockers;
  const file = sources.file(node.module);
  if (!file || !edge.call || !blocker || edge.blockers.length !== 1 || edge.targets.length > 0) return undefined;
  const call = nodeAt(file.root, edge.call, ['call']);
  return call && canAwaitAt(call) ? { file, node, call, name: blocker.name } : undefined;
}

/** The arguments of a call by position and keyword; undefined when some are unpacked. */
export function argumentsOf(
  call: Node,
): { readonly positional: Node[]; readonly keywords: Map<string, Node> } | undefined {
  const given = call.childForFieldName('arguments');
  if (given?.type !== 'argument_list') return undefined;
  const positional: Node[] = [];
  const keywords = new Map<string, Node>();
  for (const child of given.namedChildren) {
    if (!child || child.type === 'comment') continue;
    if (child.type === 'list_splat' || child.type === 'dictionary_splat') return undefined;
    if (child.type === 'keyword_argument') {
      const value = child.childForFieldName('value');
      if (value) keywords.set(child.childForFieldName('name')?.text ?? '', value);
    } else positional.push(child);
  }
  return { positional, keywords };
}

/** Edits that replace an expression by an awaited one, in parentheses where they are needed. */
export function replaceByAwait(file: SourceFile, node: Node, awaited: string): TextEdit {
  const text = bindsTighter(node) ? `(await ${awaited})` : `await ${awaited}`;
  return replaceSpan(file.module.facts, node.startIndex, node.endIndex, text);
}

/** Mentions of a name in the function around a node, without attributes and keywords of that name. */
export function mentionsOf(node: Node, name: string): Node[] {
  const scope = scopeAround(node);
  const body = scope?.childForFieldName('body');
  return [...(body ? allNodes(body) : [])].filter(
    (mention) => mention.type === 'identifier' && mention.text === name && isVariable(mention),
  );
}

function isVariable(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return parent.childForFieldName('attribute')?.id !== node.id;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('name')?.id !== node.id;
  return true;
}
