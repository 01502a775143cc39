import type { Node } from 'web-tree-sitter';
import type { Fix, TextEdit } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { importModule } from './add-import.ts';
import { fixAt } from './fix-in-file.ts';
import type { SourceFile } from './fix-sources.ts';
import { lineEndingOf, replaceSpan } from './line-edits.ts';
import { blockIndent, indentedLines } from './statement-lines.ts';
import { allNodes, bindsTighter, isField, scopeAround, statementOf } from './syntax-nodes.ts';
import { argumentsOf, mentionsOf, twinSite } from './twin-site.ts';

const method = /^requests\.(get|post|put|patch|delete|head|options)$/;

/** What a response of both libraries has, with the name that it has in httpx: requests/models.py, httpx/_models.py. */
const responseMembers: ReadonlyMap<string, string> = new Map([
  ['json', 'json'],
  ['text', 'text'],
  ['content', 'content'],
  ['status_code', 'status_code'],
  ['headers', 'headers'],
  ['cookies', 'cookies'],
  ['raise_for_status', 'raise_for_status'],
  ['ok', 'is_success'],
  ['reason', 'reason_phrase'],
]);

/** One level of indentation. */
const unit = '    ';

/** Keywords that mean the same to both, whatever their value. */
const sameKeywords: ReadonlySet<string> = new Set(['params', 'headers', 'json', 'cookies']);

/**
 * A statement with `requests.get(u)` goes into `async with httpx.AsyncClient() as client:` and awaits `client.get(u)`. The client is told
 * what requests does by itself: no timeout, and redirects are followed. Undefined where the response is used in a way in
 * which the two differ, or where an error of requests is expected.
 */
export function asyncRequests(context: FixContext): Fix | undefined {
  const site = twinSite(context);
  if (!site || !method.test(site.name)) return undefined;
  const { file, call } = site;
  const statement = statementOf(call);
  const callee = call.childForFieldName('function');
  if (!statement || !callee || !/^(expression_statement|return_statement)$/.test(statement.type)) return undefined;
  if (expectsErrors(file, call) || bindsName(call, 'client')) return undefined;
  const verb = site.name.slice(site.name.lastIndexOf('.') + 1);
  const options = optionsOf(call, verb);
  const uses = usesOf(file, call, statement);
  const httpx = importModule(file, 'httpx');
  if (!options || !uses || !httpx) return undefined;
  const indent = blockIndent(file.text, statement);
  const ending = lineEndingOf(file.text);
  const facts = file.module.facts;
  const isNested = bindsTighter(call);
  const edits: TextEdit[] = [
    replaceSpan(
      facts,
      statement.startIndex,
      statement.startIndex,
      `async with ${httpx.name}.AsyncClient(${options.client.join(', ')}) as client:${ending}${indent}${unit}`,
    ),
    ...indentedLines(file, statement, unit),
    replaceSpan(facts, callee.startIndex, callee.endIndex, `${isNested ? '(' : ''}await client.${verb}`),
    ...options.edits(file),
    ...(isNested ? [replaceSpan(facts, call.endIndex, call.endIndex, ')')] : []),
    ...uses,
    ...(httpx.edit ? [httpx.edit] : []),
  ];
  return fixAt(
    file.module.path,
    {
      kind: 'async-requests',
      params: { call: `client.${verb}` },
      isSafe: false,
      ...(isUsed(context, 'httpx') ? {} : { review: 'fix.review.httpx' }),
    },
    edits,
  );
}

interface Options {
  /** Arguments of the client. */
  readonly client: readonly string[];
  readonly edits: (file: SourceFile) => TextEdit[];
}

/** How the arguments of a request are given to httpx; undefined where one of them means something else there. */
function optionsOf(call: Node, verb: string): Options | undefined {
  const given = argumentsOf(call);
  if (given?.positional.length !== 1) return undefined;
  const client = verb === 'head' ? [] : ['follow_redirects=True'];
  const renamed: Node[] = [];
  for (const [name, value] of given.keywords) {
    if (sameKeywords.has(name)) continue;
    if (name === 'timeout' && /^(integer|float|none)$/.test(value.type)) continue;
    if (name === 'auth' && value.type === 'tuple') continue;
    if ((name === 'data' || name === 'files') && value.type === 'dictionary') continue;
    if (name !== 'allow_redirects') return undefined;
    renamed.push(value);
  }
  if (!given.keywords.has('timeout')) client.push('timeout=None');
  const edits = (file: SourceFile) =>
    renamed.flatMap((value) => {
      const name = value.parent?.childForFieldName('name');
      return name ? [replaceSpan(file.module.facts, name.startIndex, name.endIndex, 'follow_redirects')] : [];
    });
  return { client, edits };
}

/** Edits of what is done with the response; undefined where httpx has no such thing. */
function usesOf(file: SourceFile, call: Node, statement: Node): readonly TextEdit[] | undefined {
  const { parent } = call;
  if (!parent) return undefined;
  if (parent.type === 'attribute' && isField(parent, 'object', call)) return renamedMember(file, parent);
  if (parent.type === 'expression_statement') return [];
  if (parent.type !== 'assignment' || parent.parent?.id !== statement.id) return undefined;
  const target = parent.childForFieldName('left');
  if (target?.type !== 'identifier') return undefined;
  const edits: TextEdit[] = [];
  for (const mention of mentionsOf(call, target.text)) {
    if (mention.id === target.id) continue;
    const use = mention.parent;
    if (use?.type !== 'attribute' || !isField(use, 'object', mention)) return undefined;
    const made = renamedMember(file, use);
    if (!made) return undefined;
    edits.push(...made);
  }
  return edits;
}

function renamedMember(file: SourceFile, attribute: Node): TextEdit[] | undefined {
  const name = attribute.childForFieldName('attribute');
  const there = responseMembers.get(name?.text ?? '');
  if (!name || there === undefined) return undefined;
  return there === name.text ? [] : [replaceSpan(file.module.facts, name.startIndex, name.endIndex, there)];
}

/** Whether the file catches or names errors of requests, which httpx does not raise. */
function expectsErrors({ module, text }: SourceFile, call: Node): boolean {
  if (module.facts.imports.some((known) => known.module.startsWith('requests') && known.member !== undefined))
    return true;
  if (/\brequests\.(exceptions|\w*(Error|Exception|Timeout|Redirects))\b/.test(text)) return true;
  for (let at = call.parent; at && at.type !== 'function_definition'; at = at.parent) {
    const clauses =
      at.type === 'try_statement' ? at.namedChildren.filter((child) => child?.type === 'except_clause') : [];
    // Any of them may be meant for what requests raises.
    if (clauses.some((clause) => !/^except\s*(Exception|BaseException)?(\s+as\s+\w+)?\s*:/.test(clause?.text ?? '')))
      return true;
  }
  return false;
}

function bindsName(call: Node, name: string): boolean {
  const scope = scopeAround(call);
  return [...(scope ? allNodes(scope) : [])].some((node) => node.type === 'identifier' && node.text === name);
}

/** Whether some file of the project imports a package already. */
function isUsed({ project }: FixContext, name: string): boolean {
  for (const { facts } of project.modules.values()) {
    if (facts.imports.some((known) => known.level === 0 && known.module.split('.')[0] === name)) return true;
  }
  return false;
}
