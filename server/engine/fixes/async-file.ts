import type { Node } from 'web-tree-sitter';
import type { Fix, TextEdit } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { importModule } from './add-import.ts';
import { fixAt } from './fix-in-file.ts';
import type { SourceFile } from './fix-sources.ts';
import { replaceSpan } from './line-edits.ts';
import { bindsTighter, canAwaitAt, isField } from './syntax-nodes.ts';
import { argumentsOf, mentionsOf, twinSite } from './twin-site.ts';

/** Methods that are coroutine functions of `anyio.AsyncFile`. */
const coroutineMethods: ReadonlySet<string> = new Set([
  'read',
  'read1',
  'readline',
  'readlines',
  'readinto',
  'readinto1',
  'write',
  'writelines',
  'truncate',
  'seek',
  'tell',
  'flush',
]);
/** What stays as it is: anyio/_core/_fileio.py, `AsyncFile.__getattr__`. */
const plainAttributes: ReadonlySet<string> = new Set(['name', 'mode', 'closed', 'encoding', 'newlines']);

/** `with open(p) as f:` becomes `async with await anyio.open_file(p) as f:`, and every use of `f` awaits. */
export function asyncFile(context: FixContext): Fix | undefined {
  const site = twinSite(context);
  if (!site || !/^(builtins\.open|pathlib\.Path\.open)$/.test(site.name)) return undefined;
  const { file, call } = site;
  const target = call.parent?.type === 'as_pattern' ? call.parent : undefined;
  const statement = target?.parent?.parent?.parent;
  const name = target?.childForFieldName('alias')?.namedChild(0);
  if (target?.parent?.type !== 'with_item' || statement?.type !== 'with_statement' || name?.type !== 'identifier')
    return undefined;
  const items = target.parent.parent?.namedChildren.filter((child) => child?.type === 'with_item') ?? [];
  const anyio = importModule(file, 'anyio');
  const opened = anyio && openedFile(file, call, site.name, anyio.name);
  if (items.length !== 1 || statement.child(0)?.type !== 'with' || !opened) return undefined;
  const facts = file.module.facts;
  const edits: TextEdit[] = [
    replaceSpan(facts, statement.startIndex, statement.startIndex, 'async '),
    replaceSpan(facts, call.startIndex, call.endIndex, `await ${opened}`),
  ];
  for (const mention of mentionsOf(call, name.text)) {
    if (mention.id === name.id) continue;
    const isInside = mention.startIndex > statement.startIndex && mention.endIndex <= statement.endIndex;
    const made = isInside ? awaitingUse(file, mention) : undefined;
    if (!made) return undefined;
    edits.push(...made);
  }
  if (anyio.edit) edits.push(anyio.edit);
  return fixAt(file.module.path, { kind: 'async-file', params: {}, isSafe: false }, edits);
}

/** `open(p, "r")` or `path.open("r")` as a call of `anyio.open_file`. */
function openedFile(file: SourceFile, call: Node, name: string, anyio: string): string | undefined {
  const given = call.childForFieldName('arguments');
  const callee = call.childForFieldName('function');
  if (!given || !callee) return undefined;
  if (name === 'builtins.open') return `${anyio}.open_file${file.text.slice(given.startIndex, given.endIndex)}`;
  const object = callee.childForFieldName('object');
  const rest = file.text.slice(given.startIndex + 1, given.endIndex);
  const isEmpty = (argumentsOf(call)?.positional.length ?? 1) + (argumentsOf(call)?.keywords.size ?? 1) === 0;
  return object ? `${anyio}.open_file(${object.text}${isEmpty ? '' : ', '}${rest}` : undefined;
}

/** Edits that make one use of the file wait for it; undefined for a use that needs the plain file. */
function awaitingUse(file: SourceFile, use: Node): readonly TextEdit[] | undefined {
  const { parent } = use;
  const facts = file.module.facts;
  if (!parent || !canAwaitAt(use)) return undefined;
  if (parent.type === 'attribute' && isField(parent, 'object', use)) {
    const name = parent.childForFieldName('attribute')?.text ?? '';
    const call = parent.parent;
    if (call?.type === 'call' && isField(call, 'function', parent)) {
      return coroutineMethods.has(name) ? awaitNode(file, call) : undefined;
    }
    return plainAttributes.has(name) ? [] : undefined;
  }
  if (parent.type === 'for_statement' && isField(parent, 'right', use) && parent.child(0)?.type === 'for')
    return [replaceSpan(facts, parent.startIndex, parent.startIndex, 'async ')];
  if (parent.type === 'for_in_clause' && isField(parent, 'right', use) && parent.child(0)?.type === 'for')
    return [replaceSpan(facts, parent.startIndex, parent.startIndex, 'async ')];
  return handedToJson(file, use);
}

/** `json.load(f)` becomes `json.loads(await f.read())`, `json.dump(x, f)` `await f.write(json.dumps(x))`. */
function handedToJson(file: SourceFile, use: Node): readonly TextEdit[] | undefined {
  const call = use.parent?.parent;
  const callee = call?.type === 'call' ? call.childForFieldName('function') : undefined;
  const given = call && argumentsOf(call);
  if (!call || !callee || !given) return undefined;
  const facts = file.module.facts;
  const { positional } = given;
  if (/^(json\.load|yaml\.safe_load|tomllib\.load)$/.test(callee.text) && positional[0]?.id === use.id) {
    const loads = callee.text === 'yaml.safe_load' ? callee.text : `${callee.text}s`;
    const read = callee.text === 'tomllib.load' ? `(await ${use.text}.read()).decode()` : `await ${use.text}.read()`;
    return [
      replaceSpan(facts, callee.startIndex, callee.endIndex, loads),
      replaceSpan(facts, use.startIndex, use.endIndex, read),
    ];
  }
  if (callee.text === 'json.dump' && positional.length === 2 && positional[1]?.id === use.id) {
    const [value] = positional;
    const from = value?.endIndex ?? use.startIndex;
    return [
      replaceSpan(facts, call.startIndex, callee.endIndex, `await ${use.text}.write(json.dumps`),
      replaceSpan(facts, from, use.endIndex, ''),
      replaceSpan(facts, call.endIndex, call.endIndex, ')'),
    ];
  }
  return undefined;
}

function awaitNode(file: SourceFile, node: Node): readonly TextEdit[] {
  const facts = file.module.facts;
  const at = (offset: number, text: string) => replaceSpan(facts, offset, offset, text);
  if (!bindsTighter(node)) return [at(node.startIndex, 'await ')];
  return [at(node.startIndex, '(await '), at(node.endIndex, ')')];
}
