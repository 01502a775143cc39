import type { CallSite } from './builtin-results.ts';
import type { Inference } from './inference.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import { type ClassNode, classOf, type FunctionNode, type ObjectValue, union, type Value } from './value.ts';

/** What type variables stand for, by their keys. */
export type Solution = ReadonlyMap<string, readonly Value[]>;

/** The key of `Self`, which stands for the class of what a method is called on. */
export const selfKey = 'Self';

type TypeVariable = Value & { readonly kind: 'type variable' };

/** The values in a value, as type arguments, items or results. */
function innerLists(value: Value): readonly (readonly Value[])[] {
  switch (value.kind) {
    case 'instance':
    case 'class':
      return value.parameters;
    case 'container':
      return value.keys ? [value.keys, value.items] : [value.items];
    case 'tuple':
      return value.items;
    case 'coroutine':
    case 'partial':
      return [value.result];
    case 'context manager':
      return [value.entered];
    default:
      return [];
  }
}

/** The type variables in values, each once, in the order in which they appear. */
export function variablesIn(values: readonly Value[]): readonly TypeVariable[] {
  const found = new Map<string, TypeVariable>();
  const visit = (list: readonly Value[]) => {
    for (const value of list) {
      if (value.kind === 'type variable') found.set(value.key, value);
      else innerLists(value).forEach(visit);
    }
  };
  visit(values);
  return [...found.values()];
}

/** Whether a type variable is among values or in them. */
export function hasVariable(values: readonly Value[]): boolean {
  return values.some((value) => value.kind === 'type variable' || innerLists(value).some(hasVariable));
}

/** The values with what the solution says in the place of type variables; the others stay. */
export function substituted(values: readonly Value[], solution: Solution): readonly Value[] {
  if (solution.size === 0 || !hasVariable(values)) return values;
  const inner = (list: readonly Value[]) => substituted(list, solution);
  return union(
    ...values.map((value): readonly Value[] => {
      switch (value.kind) {
        case 'type variable': {
          const found = solution.get(value.key);
          if (!found) return [value];
          return value.isClass ? found.flatMap(classOfObject) : found;
        }
        case 'instance':
        case 'class':
          return [{ ...value, parameters: value.parameters.map(inner) }];
        case 'container':
          return [{ ...value, items: inner(value.items), keys: value.keys && inner(value.keys) }];
        case 'tuple':
          return [{ ...value, items: value.items.map(inner) }];
        case 'coroutine':
        case 'partial':
          return [{ ...value, result: inner(value.result) }];
        case 'context manager':
          return [{ ...value, entered: inner(value.entered) }];
        default:
          return [value];
      }
    }),
  );
}

/** The class of an object; none for what has no class that we know. */
export function classOfObject(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'instance':
      return [{ kind: 'class', node: value.node, parameters: value.parameters }];
    case 'external instance':
      return [{ kind: 'external', name: value.name }];
    case 'type variable':
      return [{ ...value, isClass: true }];
    default:
      return [];
  }
}

/** An object of what a method is called on: that itself, or an object of the class. */
export function objectOf(receiver: Value): Value {
  if (receiver.kind !== 'class') return receiver;
  return { kind: 'instance', node: receiver.node, parameters: receiver.parameters };
}

/** Works out what type variables stand for, from the receiver of a call and from its arguments. */
export class TypeVariables {
  private readonly inference: Inference;
  private readonly classVariables = new Map<ClassNode, readonly TypeVariable[]>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** The type variables of a generic class, in the order of its type arguments. */
  ofClass(node: ClassNode): readonly TypeVariable[] {
    const known = this.classVariables.get(node);
    if (known) return known;
    this.classVariables.set(node, []);
    const scope = node.module.functions[node.facts.function];
    const { bases, typeParameters } = node.facts;
    const typesOf = (subscripts: typeof bases) =>
      subscripts.flatMap((base) =>
        base.kind === 'subscript' && scope
          ? base.index.flatMap((item) => this.inference.types.of(scope, item, node))
          : [],
      );
    // `Generic[…]` lists them all; without it they count in the order in which the bases name them.
    const listed = bases.filter(
      (base) => base.kind === 'subscript' && 'name' in base.object && /^(Generic|Protocol)$/.test(base.object.name),
    );
    const types =
      scope && typeParameters.length > 0 ? typeParameters.flatMap((p) => this.inference.types.of(scope, p)) : [];
    const variables = variablesIn(types.length > 0 ? types : typesOf(listed.length > 0 ? listed : bases));
    this.classVariables.set(node, variables);
    return variables;
  }

  /** What the type variables of an object's class and its bases stand for. */
  ofReceiver(receiver: Value | undefined): Solution {
    const solution = new Map<string, readonly Value[]>();
    if (receiver?.kind !== 'instance' && receiver?.kind !== 'class') return solution;
    solution.set(selfKey, [objectOf(receiver)]);
    const add = (node: ClassNode, given: readonly (readonly Value[])[]) =>
      this.ofClass(node).forEach((variable, index) => {
        const values = given[index] ?? [];
        if (values.length > 0 && !solution.has(variable.key)) solution.set(variable.key, values);
      });
    add(receiver.node, receiver.parameters);
    for (const node of this.inference.classes.lineage(receiver.node).classes) {
      const scope = node.module.functions[node.facts.function];
      for (const base of node.facts.bases) {
        if (base.kind !== 'subscript' || !scope) continue;
        for (const value of this.inference.evaluate(scope, base.object)) {
          if (value.kind !== 'class') continue;
          const given = base.index.map((item) => this.inference.types.of(scope, item, node));
          add(
            value.node,
            given.map((values) => substituted(values, solution)).map((values) => (hasVariable(values) ? [] : values)),
          );
        }
      }
    }
    return solution;
  }

  /** What the type variables of a function stand for in a call. */
  ofCall(node: FunctionNode, receiver: Value | undefined, site: CallSite | undefined): Solution {
    const solution = new Map(this.ofReceiver(receiver));
    if (site) this.solveArguments(node, isBound(node, receiver), site, solution);
    return solution;
  }

  /** The type arguments of an object that a call of a class makes, from what `__init__` is given. */
  ofConstructed(node: ClassNode, site: CallSite | undefined): ObjectValue['parameters'] {
    const variables = this.ofClass(node);
    const init = variables.length > 0 ? this.inference.classes.findMethod(node, '__init__') : undefined;
    if (!init || !site) return [];
    const solution = new Map<string, readonly Value[]>();
    this.solveArguments(init, true, site, solution);
    return solution.size > 0 ? variables.map(({ key }) => solution.get(key) ?? []) : [];
  }

  private solveArguments(
    node: FunctionNode,
    bound: boolean,
    { scope, call, classBody }: CallSite,
    solution: Map<string, readonly Value[]>,
  ): void {
    const declared = new Map(
      node.facts.parameters.flatMap(({ name, annotation }) => {
        const types = annotation ? this.inference.types.of(node, annotation, classOf(node)) : [];
        return hasVariable(types) ? [[name, types]] : [];
      }),
    );
    if (declared.size === 0) return;
    const asked = new Set(declared.keys());
    for (const [name, given] of givenArguments(node.facts, call, bound, asked)) {
      this.solve(declared.get(name) ?? [], this.inference.evaluate(scope, given, classBody), solution);
    }
  }

  /** Finds what the variables in a declared type must be for the actual values to be of that type. */
  private solve(declared: readonly Value[], actual: readonly Value[], solution: Map<string, readonly Value[]>): void {
    for (const type of declared) {
      if (type.kind === 'type variable') {
        const found = actual.flatMap((value) => (type.isClass ? objectsOf(value) : isData(value) ? [value] : []));
        if (found.length > 0) solution.set(type.key, union(solution.get(type.key) ?? [], found));
        continue;
      }
      for (const value of actual) this.solveOne(type, value, solution);
    }
  }

  private solveOne(type: Value, value: Value, solution: Map<string, readonly Value[]>): void {
    const solve = (declared: readonly Value[] | undefined, actual: readonly Value[] | undefined) => {
      if (declared && actual) this.solve(declared, actual, solution);
    };
    if (type.kind === 'container') {
      if (value.kind === 'container') {
        solve(type.keys, value.keys);
        solve(type.items, type.keys ? value.items : (value.keys ?? value.items));
      } else solve(type.items, this.inference.iterated([value]));
    } else if (type.kind === 'tuple' && value.kind === 'tuple') {
      for (const [index, item] of type.items.entries()) solve(item, value.items[index]);
    } else if (type.kind === 'instance' && value.kind === 'instance') {
      const actual = this.ofReceiver(value);
      for (const [index, { key }] of this.ofClass(type.node).entries()) solve(type.parameters[index], actual.get(key));
    } else if (type.kind === 'coroutine' && value.kind === 'coroutine') solve(type.result, value.result);
    else if (type.kind === 'partial') solve(type.result, this.inference.call(value));
  }
}

/** Whether a value is data. What a function becomes, its type does not tell: decorators say that they give back the same. */
function isData({ kind }: Value): boolean {
  return kind === 'instance' || kind === 'external instance' || kind === 'container' || kind === 'tuple';
}

function objectsOf(value: Value): readonly Value[] {
  if (value.kind === 'class') return [objectOf(value)];
  return value.kind === 'external' ? [{ kind: 'external instance', name: value.name }] : [];
}
