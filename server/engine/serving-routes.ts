import { isWithin } from './call-at-place.ts';
import { type CallLinks, original } from './call-links.ts';
import type { ScopedExpression } from './defining-expression.ts';
import { unnamedParameter } from './dependency-providers.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { definitionOf } from './function-code.ts';
import type { LinkedProject } from './linked-project.ts';
import { ModelValidators } from './model-validators.ts';
import type { Expression } from './module-facts.ts';
import type { RouteSurroundings } from './route-surroundings.ts';
import { enclosingFunction, type FunctionNode, type Module } from './value.ts';

/** How a path operation is found again after edits. */
export interface RouteName {
  /** Qualified name of the function. */
  readonly name: string;
  /** As in `FrameworkCallable`. */
  readonly method?: string | undefined;
  readonly route?: string | undefined;
}

/** The path operations of a module, in their order. */
export function operationsIn(project: LinkedProject, module: Module): readonly FrameworkCallable[] {
  return project
    .callablesIn(module)
    .filter(isOperation)
    .toSorted((a, b) => startOf(a.node) - startOf(b.node));
}

/** The path operation of a name; after edits that of another name with the same method and route. */
export function operationNamed(
  project: LinkedProject,
  module: Module,
  { name, method, route }: RouteName,
): FrameworkCallable | undefined {
  const all = operationsIn(project, module);
  const named = all.filter(({ node }) => node.facts.qualifiedName === name);
  const hasRoute = (callable: FrameworkCallable) => callable.method === method && callable.route === route;
  return named.find(hasRoute) ?? named[0] ?? (route === undefined ? undefined : all.find(hasRoute));
}

/** Finds the path operation that a place in the code is run by. */
export class ServingRoutes {
  private readonly project: LinkedProject;
  private readonly links: CallLinks;
  private readonly surroundings: RouteSurroundings;
  /** Functions that FastAPI calls, by what it runs for them: what stands around path operations, validators of bodies. */
  private inside: ReadonlyMap<FunctionNode, readonly FunctionNode[]> | undefined;

  /** @param links Of the same project, as the surroundings. */
  constructor(project: LinkedProject, links: CallLinks, surroundings: RouteSurroundings) {
    this.project = project;
    this.links = links;
    this.surroundings = surroundings;
  }

  /**
   * The path operation that a place belongs to, its decorators included; for a place in another function one that runs that
   * function, itself or through others, depends on it, or goes through it as middleware: of the same file rather than of another
   * one, then the one with the fewest calls between. Undefined where no path operation is known to run it.
   */
  at(module: Module, offset: number): FrameworkCallable | undefined {
    const around = operationsIn(this.project, module).filter(({ node }) => isAround(node, offset));
    const inner = around.at(-1);
    if (inner) return inner;
    const holder = module.functions
      .filter((node) => node.facts.kind !== 'module' && isAround(node, offset))
      .toSorted((a, b) => startOf(a) - startOf(b))
      .at(-1);
    return holder && this.runningNearest(holder);
  }

  private runningNearest(start: FunctionNode): FrameworkCallable | undefined {
    let nearest: FrameworkCallable | undefined;
    const reached = new Set([start]);
    let level: readonly FunctionNode[] = [start];
    while (level.length > 0) {
      const found = level
        .flatMap((node) => this.project.model.rolesOf(node).filter(isOperation))
        .toSorted((a, b) => comparePlaces(a.node, b.node));
      const own = found.find(({ node }) => node.module === start.module);
      if (own) return own;
      nearest ??= found[0];
      const callers = level.flatMap((node) => this.runningDirectly(node)).filter((node) => !reached.has(node));
      for (const caller of callers) reached.add(caller);
      level = [...new Set(callers)];
    }
    return nearest;
  }

  /** A function that nobody calls by name, such as a lambda, is run for the function that makes it. */
  private runningDirectly(node: FunctionNode): readonly FunctionNode[] {
    const callers = this.links.servingCallersOf(node).map(({ caller }) => original(caller));
    this.inside ??= this.callersInside();
    callers.push(...(this.inside.get(node) ?? []));
    if (callers.length > 0) return callers;
    const maker = enclosingFunction(node);
    return maker && maker.facts.kind !== 'module' ? [maker] : [];
  }

  private callersInside(): ReadonlyMap<FunctionNode, readonly FunctionNode[]> {
    const { model, inference } = this.project;
    const inside = new Map<FunctionNode, FunctionNode[]>();
    const providers = new Map<Expression, readonly FunctionNode[]>();
    const providersOf = ({ scope, expression }: ScopedExpression) => {
      let known = providers.get(expression);
      if (!known) {
        const values = inference.dependencies.providers(scope, unnamedParameter(expression)) ?? [];
        known = values.flatMap((value) => inference.classes.calledFunction(value) ?? []);
        providers.set(expression, known);
      }
      return known;
    };
    const validators = new ModelValidators(inference);
    const add = (other: FunctionNode, node: FunctionNode) => {
      const list = inside.get(other);
      if (list) list.push(node);
      else inside.set(other, [node]);
    };
    for (const { node, role } of model.callables) {
      if (role !== 'path operation' && role !== 'dependency') continue;
      for (const validator of validators.ofParameters(node)) add(validator, node);
    }
    for (const { node } of model.callables.filter(isOperation)) {
      const around = [
        ...this.surroundings.dependenciesOf(node).flatMap(providersOf),
        ...this.surroundings.middlewareOf(node).map((middleware) => middleware.node),
      ];
      for (const other of around) add(other, node);
    }
    return inside;
  }
}

function isOperation({ role }: FrameworkCallable): boolean {
  return role === 'path operation';
}

function startOf({ facts }: FunctionNode): number {
  return definitionOf(facts).start;
}

function isAround({ facts }: FunctionNode, offset: number): boolean {
  return isWithin(definitionOf(facts), offset);
}

function comparePlaces(a: FunctionNode, b: FunctionNode): number {
  if (a.module === b.module) return startOf(a) - startOf(b);
  return a.module.path < b.module.path ? -1 : 1;
}
