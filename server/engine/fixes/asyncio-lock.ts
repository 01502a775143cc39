import type { Fix, TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { EnteredExpression, ImportFacts, Span } from '../module-facts.ts';
import type { FixContext } from '../rules/rule.ts';
import { type ThreadLock, threadLockOf } from '../thread-locks.ts';
import type { ClassNode, FunctionNode, Module } from '../value.ts';
import { importModule } from './add-import.ts';
import { replaceSpan } from './line-edits.ts';
import { type NamePlace, placesOfName } from './places-of-name.ts';

/** Locks of threads that asyncio has under the same name, made with the same arguments. */
const sameInAsyncio = /^threading\.(Lock|Semaphore|BoundedSemaphore)$/;

/** A `with` of the lock alone, in an `async def`. */
interface Use {
  readonly module: Module;
  readonly value: Span;
}

/**
 * A lock of a thread becomes one of asyncio where it is made, and `with lock:` becomes `async with lock:` wherever it is
 * used. Only where all uses in the project are such statements in an `async def`; a lock of asyncio that is made outside of a
 * loop works since Python 3.10.
 */
export function asyncioLock(context: FixContext): Fix | undefined {
  const { project, source } = context;
  const entered = source.node.facts.contexts.find(({ value }) => value.start === source.span.start);
  const lock = entered && threadLockOf(project.inference, source.node, entered.value);
  if (!lock?.makers.every((maker) => maker.call && sameInAsyncio.test(maker.lock))) return undefined;
  const uses = usesOf(context, lock);
  if (!uses || !areAll(context, lock, uses)) return undefined;
  const edits = new Map<string, TextEdit[]>();
  const add = (module: Module, edit: TextEdit) => {
    const list = edits.get(module.path);
    if (list) list.push(edit);
    else edits.set(module.path, [edit]);
  };
  for (const { module, value } of uses) {
    const at = value.start - (withBefore(context, module, value)?.length ?? 0);
    add(module, replaceSpan(module.facts, at, at, 'async '));
  }
  for (const file of new Set(lock.makers.map(({ scope }) => scope.module))) {
    const source = context.sources.file(file);
    const asyncio = source && importModule(source, 'asyncio');
    if (!asyncio) return undefined;
    const { text } = source;
    if (asyncio.edit) add(file, asyncio.edit);
    for (const { scope, binding, call, lock: name } of lock.makers) {
      if (scope.module !== file || !call) continue;
      const made = `${asyncio.name}.${name.slice('threading.'.length)}`;
      const written = text.slice(call.callee.start, call.callee.end);
      const { annotation } = binding;
      if (annotation && text.slice(annotation.start, annotation.end) !== written) return undefined;
      for (const { start, end } of annotation ? [annotation, call.callee] : [call.callee]) {
        add(file, replaceSpan(file.facts, start, end, made));
      }
    }
  }
  const params = { lock: source.params.lock ?? lock.name };
  // Other code runs in between, and threads of the project have no lock to share with the loop any more.
  return { kind: 'asyncio-lock', title: 'fix.asyncio-lock', params, isSafe: false, preferred: false, edits };
}

/** Every `with` of the lock in the project; undefined where one of them cannot become an `async with`. */
function usesOf(context: FixContext, lock: ThreadLock): readonly Use[] | undefined {
  const uses: Use[] = [];
  for (const module of context.project.modules.values()) {
    for (const node of module.functions) {
      for (const entered of node.facts.contexts) {
        if (!isUse(context.project, node, entered, lock)) continue;
        const isAlone =
          withBefore(context, module, entered.value) !== undefined &&
          /^\s*:/.test(context.sources.textOf(module.path)?.slice(entered.value.end) ?? '');
        if (node.facts.kind !== 'async def' || entered.isAsync || !isAlone) return undefined;
        uses.push({ module, value: entered.value });
      }
    }
  }
  return uses;
}

function isUse(project: LinkedProject, node: FunctionNode, { value }: EnteredExpression, lock: ThreadLock): boolean {
  const other = threadLockOf(project.inference, node, value);
  return other !== undefined && isSame(other, lock);
}

function isSame(a: ThreadLock, b: ThreadLock): boolean {
  return a.name === b.name && ownerOf(a) === ownerOf(b);
}

function ownerOf({ keptIn }: ThreadLock): FunctionNode | ClassNode {
  return 'scope' in keptIn ? keptIn.scope : keptIn.cls;
}

/** `with` and the space behind it, where nothing else stands before an expression on its line. */
function withBefore({ sources }: FixContext, { path }: Module, { start }: Span): string | undefined {
  return /(?:^|[\r\n])[ \t]*(with[ \t]+)$/.exec(sources.textOf(path)?.slice(0, start) ?? '')?.[1];
}

/** Whether the name of a lock stands nowhere else in the project but where it is made, imported and entered. */
function areAll(context: FixContext, lock: ThreadLock, uses: readonly Use[]): boolean {
  const { name } = lock;
  const known = new Set<string>();
  for (const { module, value } of uses) known.add(`${module.path}:${value.end - name.length}`);
  for (const { scope, binding } of lock.makers) {
    const text = context.sources.textOf(scope.module.path) ?? '';
    const at = binding.target === name ? binding.start : text.indexOf(`.${name}`, binding.start) + 1;
    known.add(`${scope.module.path}:${at}`);
  }
  for (const module of context.project.modules.values()) {
    const places = placesOfName(context.sources.textOf(module.path) ?? '', name);
    const imported = importsOf(context.project, module, lock);
    if (!places || imported.some(({ binds, member }) => binds !== member)) return false;
    const isKnown = ({ start }: NamePlace) =>
      known.has(`${module.path}:${start}`) ||
      imported.some(({ statement }) => statement.start <= start && start < statement.end);
    const mayBeLock = (place: NamePlace) => mayMean(context.project, module, place, lock, imported.length > 0);
    if (places.some((place) => !isKnown(place) && mayBeLock(place))) return false;
  }
  return true;
}

/** The imports of a module that bring the lock of another one. */
function importsOf(
  { inference }: LinkedProject,
  module: Module,
  { keptIn, name, makers }: ThreadLock,
): readonly ImportFacts[] {
  if (keptIn.kind !== 'module') return [];
  return module.facts.imports.filter((statement) => {
    const scope = module.functions[statement.function];
    if (statement.member !== name || !scope) return false;
    const defined = inference.aliases.definitionOf(scope, statement.binds);
    return defined?.scope === keptIn.scope && makers.some(({ binding }) => binding.value === defined.expression);
  });
}

/** Whether a place with the name of a lock may be about the lock. */
function mayMean(
  project: LinkedProject,
  module: Module,
  { start, kind }: NamePlace,
  { keptIn }: ThreadLock,
  isImported: boolean,
): boolean {
  switch (kind) {
    case 'string':
      return true;
    case 'attribute':
      return keptIn.kind !== 'function';
    case 'own attribute':
      return 'cls' in keptIn && mayBeOf(project, module, start, keptIn.cls);
    case 'name': {
      if (keptIn.kind === 'module') {
        return (
          isImported || keptIn.scope.module === module || module.facts.imports.some(({ member }) => member === '*')
        );
      }
      const { span } = 'scope' in keptIn ? keptIn.scope.facts : keptIn.cls.facts;
      const owner = 'scope' in keptIn ? keptIn.scope.module : keptIn.cls.module;
      return keptIn.kind !== 'object' && owner === module && span.start <= start && start < span.end;
    }
  }
}

/** Whether `self` at a place may be an object of a class, of one of its bases or of its subclasses. */
function mayBeOf({ inference }: LinkedProject, module: Module, at: number, cls: ClassNode): boolean {
  const around = module.classes.findLast(({ facts }) => facts.span.start <= at && at < facts.span.end);
  if (!around) return true;
  const isBelow = (node: ClassNode, base: ClassNode) => inference.classes.lineage(node).classes.includes(base);
  return isBelow(around, cls) || isBelow(cls, around);
}
