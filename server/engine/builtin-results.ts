import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { type ClassNode, containerOf, type FunctionNode, mappingOf, union, type Value } from './value.ts';

const unknown: readonly Value[] = [];

/** Functions that give back what they are given, as far as its type goes. */
const sameAsArgument = new Set([
  'functools.lru_cache',
  'functools.cache',
  'copy.copy',
  'copy.deepcopy',
  'builtins.reversed',
  'builtins.sorted',
  'builtins.iter',
  'builtins.aiter',
]);

/** Functions that give an iterator of what their first argument holds. */
const iteratorOfFirst = new Set([
  'builtins.filter',
  'itertools.islice',
  'itertools.cycle',
  'itertools.takewhile',
  'itertools.dropwhile',
  'itertools.filterfalse',
]);
/** Those of them whose first argument is a predicate. */
const predicateFirst = /^(builtins\.filter|itertools\.(takewhile|dropwhile|filterfalse))$/;

/** Classes whose objects are containers, filled with what their first argument holds. */
const containerClass =
  /^(builtins\.(dict|list|set|frozenset|tuple)|collections\.(defaultdict|OrderedDict|deque|ChainMap))$/;
const mappingClass = /^(builtins\.dict|collections\.(defaultdict|OrderedDict|ChainMap))$/;

/** Functions that declare a field in the body of a class. */
const fieldMaker =
  /^(dataclasses\.field|attrs?\.(field|ib|attrib)|pydantic(\.fields)?\.(Field|PrivateAttr)|sqlmodel\.Field)$/;

/** Whether a class of the standard library is a container. */
export function isContainerClass(name: string): boolean {
  return containerClass.test(name);
}

/** Whether a class of the standard library is a dictionary. */
export function isMappingClass(name: string): boolean {
  return mappingClass.test(name);
}

/** A call and where it stands. */
export interface CallSite {
  readonly scope: FunctionNode;
  readonly call: CallFacts;
  readonly classBody: ClassNode | undefined;
}

/** What functions of the language and its standard library give for what they are given. */
export class BuiltinResults {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** The result of a call by the function's qualified name; undefined for functions that are not known here. */
  of(name: string, site: CallSite | undefined): readonly Value[] | undefined {
    const { inference } = this;
    const positional = site?.call.arguments.filter(({ keyword }) => keyword === undefined) ?? [];
    const evaluated = (expression: Expression | undefined) =>
      expression && site ? inference.evaluate(site.scope, expression, site.classBody) : unknown;
    const argument = (index: number) => evaluated(positional[index]?.value);
    const iterated = (index: number) => inference.iterated(argument(index));
    if (sameAsArgument.has(name)) return argument(0);
    if (iteratorOfFirst.has(name)) return [containerOf(iterated(predicateFirst.test(name) ? 1 : 0))];
    if (containerClass.test(name))
      return [mappingClass.test(name) ? this.mapping(name, site) : containerOf(iterated(0))];
    if (fieldMaker.test(name)) return site && this.field(site);
    const offloaded = this.offloadedBy(name);
    if (offloaded) {
      const callable = positional[offloaded.index]?.value;
      const given = callable ?? site?.call.arguments.find(({ keyword }) => keyword === offloaded.keyword)?.value;
      return this.offloaded(evaluated(given));
    }
    switch (name) {
      case 'functools.partial': {
        const callees = argument(0);
        if (callees.length === 0) return unknown;
        return [{ kind: 'partial', callees, result: union(...callees.map((value) => inference.call(value))) }];
      }
      case 'typing.cast': {
        const type = positional[0]?.value;
        return type && site ? inference.types.of(site.scope, type, site.classBody) : unknown;
      }
      case 'builtins.next':
        return iterated(0);
      case 'builtins.anext':
        return inference.iterated(argument(0), true);
      case 'builtins.max':
      case 'builtins.min':
        return positional.length === 1 ? iterated(0) : union(...positional.map((_, index) => argument(index)));
      case 'builtins.enumerate':
        return [containerOf([{ kind: 'tuple', items: [unknown, iterated(0)] }])];
      case 'builtins.zip':
        return [containerOf([{ kind: 'tuple', items: positional.map((_, index) => iterated(index)) }])];
      case 'builtins.map':
        return [containerOf(union(...argument(0).map((value) => inference.call(value))))];
      case 'itertools.chain':
        return [containerOf(union(...positional.map((_, index) => iterated(index))))];
      case 'itertools.chain.from_iterable':
        return [containerOf(inference.iterated(iterated(0)))];
      case 'builtins.getattr': {
        const attribute = positional[1]?.value;
        if (attribute?.kind !== 'literal' || attribute.value === undefined) return unknown;
        const written = attribute.value;
        return union(...argument(0).map((value) => inference.member(value, written)));
      }
      case 'contextlib.contextmanager':
      case 'contextlib.asynccontextmanager':
        return this.contextManagers(argument(0));
      case 'contextlib.nullcontext':
      case 'contextlib.closing':
      case 'contextlib.aclosing':
        return [{ kind: 'context manager', entered: argument(0), node: undefined }];
      case 'contextlib.ExitStack.enter_context':
      case 'contextlib.AsyncExitStack.enter_context':
        return inference.entered(argument(0));
      case 'contextlib.AsyncExitStack.enter_async_context':
        return [{ kind: 'coroutine', result: inference.entered(argument(0)), node: undefined }];
      default:
        return undefined;
    }
  }

  /** Which argument of a function is the callable that it runs elsewhere, where awaiting its result gives that of the callable. */
  private offloadedBy(name: string): { readonly index: number; readonly keyword: string | undefined } | undefined {
    const { knowledge } = this.inference;
    const entry = knowledge.offloader(name);
    if (entry?.callable === undefined || (entry.runs !== 'thread pool' && entry.runs !== 'process')) return undefined;
    const described = knowledge.find(name)?.entry;
    return described?.async || described?.future ? { index: entry.callable, keyword: entry.keyword } : undefined;
  }

  private offloaded(callables: readonly Value[]): readonly Value[] {
    // A coroutine that a thread makes and does not run is another mistake.
    const results = callables.map((value) => this.inference.call(value));
    const isPlain = results.every((values) => values.length > 0 && values.every(({ kind }) => kind !== 'coroutine'));
    return [{ kind: 'coroutine', result: isPlain ? union(...results) : unknown, node: undefined }];
  }

  /** `session = contextmanager(get_session)`: the decorator, called. */
  private contextManagers(given: readonly Value[]): readonly Value[] {
    return given.flatMap((value): Value[] => {
      if (value.kind !== 'function' || !value.node.facts.isGenerator) return [];
      const { node } = value;
      const result: Value = { kind: 'context manager', entered: this.inference.yieldedType(node), node };
      return [{ kind: 'partial', callees: [], result: [result] }];
    });
  }

  /** What a field of a dataclass or a model holds when it is made without it; undefined where that is not said. */
  private field({ scope, call, classBody }: CallSite): readonly Value[] | undefined {
    const given = (names: RegExp) => {
      const argument = call.arguments.find(({ keyword }) => keyword !== undefined && names.test(keyword));
      return argument && this.inference.evaluate(scope, argument.value, classBody);
    };
    const factory = given(/^(default_)?factory$/);
    if (factory) return union(...factory.map((value) => this.inference.call(value)));
    return given(/^default$/);
  }

  /** What `dict(…)` and its kin hold: what they are given as a mapping, as pairs or by keyword, or what a factory makes. */
  private mapping(name: string, site: CallSite | undefined): Value {
    const keys: (readonly Value[])[] = [];
    const values: (readonly Value[])[] = [];
    for (const { keyword, value } of site?.call.arguments ?? []) {
      const given = site ? this.inference.evaluate(site.scope, value, site.classBody) : unknown;
      if (keyword !== undefined && keyword !== '**') values.push(given);
      else if (name === 'collections.defaultdict' && values.length === 0 && keyword === undefined) {
        values.push(union(...given.map((factory) => this.inference.call(factory))));
      } else {
        for (const source of given) {
          if (source.kind !== 'container') continue;
          const [pair] = source.items;
          if (source.keys) {
            keys.push(source.keys);
            values.push(source.items);
          } else if (pair?.kind === 'tuple') {
            keys.push(pair.items[0] ?? unknown);
            values.push(pair.items[1] ?? unknown);
          }
        }
      }
    }
    return mappingOf(union(...keys), union(...values));
  }
}
