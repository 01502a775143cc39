import type { BoundFunction } from './asgi-callables.ts';
import { unnamedParameter } from './dependency-providers.ts';
import type { Place } from './finding.ts';
import { placeOf } from './framework-callable.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import { requestPassing } from './middleware-parts.ts';
import type { Expression, ParameterFacts } from './module-facts.ts';
import { type LeftWork, type Part, RecipeSteps } from './recipe-steps.ts';
import { RouteSurroundings } from './route-surroundings.ts';
import type { Recipe, Stage, StageRole } from './simulation/recipe.ts';
import { asCall, type FunctionNode, type Value } from './value.ts';

/**
 * Works out what the server does for a request. In the order of FastAPI: the middleware of the application, from the outside in,
 * up to where each lets the request go on; the dependencies of the application, of `include_router`, of routers and of the
 * decorator, then those of the parameters, each after its own ones and once for a request (fastapi/routing.py,
 * `APIRoute.__init__`; fastapi/dependencies/utils.py, `solve_dependencies`); the path operation; the rest of each middleware, from
 * the inside out; when the response is out, the background tasks, and what stands behind the `yield` of dependencies, the last
 * one first (fastapi/routing.py, `request_response`, since 0.118, and before 0.106; the versions between end dependencies before
 * the response). The rest of an ASGI middleware comes last (starlette/middleware/base.py, `BaseHTTPMiddleware.__call__`, hands the
 * response on when it begins, so that clean-ups may come before the rest of outer ones). What decorators, exception handlers and
 * validators do is left out, and what middleware does in functions that it gives on as `receive` and `send`.
 */
export class RequestRecipes {
  private readonly project: LinkedProject;
  private readonly surroundings: RouteSurroundings;
  private readonly steps: RecipeSteps;

  /** @param surroundings Of the same project. */
  constructor(project: LinkedProject, surroundings = new RouteSurroundings(project)) {
    this.project = project;
    this.surroundings = surroundings;
    this.steps = new RecipeSteps(project);
  }

  /** @param node A path operation. */
  recipeOf(node: FunctionNode): Recipe {
    const request: Request = { before: [], cleanUps: [], left: [], solved: new Set() };
    for (const { scope, expression } of this.surroundings.dependenciesOf(node))
      this.declared(scope, unnamedParameter(expression), request);
    this.parameterDependencies(node, request);
    const operation = this.stage('path operation', node, 'all', request.left);
    const around = this.surroundings.middlewareOf(node).map((middleware) => this.middleware(middleware, request.left));
    const inside = around.toReversed();
    const tasks = request.left.flatMap((work) => this.leftWork(work));
    return {
      stages: [
        ...around.map(({ before }) => before),
        ...request.before,
        operation,
        ...inside.flatMap(({ after }) => (after?.part === 'after' ? [after] : [])),
        ...tasks,
        ...request.cleanUps,
        ...inside.flatMap(({ after }) => (after?.part === 'after the answer' ? [after] : [])),
      ],
    };
  }

  /** The two parts of a middleware; what comes after the request only where it does something. */
  private middleware({ node, on }: BoundFunction, left: LeftWork[]): { before: Stage; after: Stage | undefined } {
    const entry = on ? this.project.graph.calledOn(node, on) : node;
    const before = this.stage('middleware', node, 'before the request', left, entry);
    const after = this.stage('middleware', node, 'after the request', left, entry);
    const part = requestPassing(node)?.isBeforeAnswer ? 'after' : 'after the answer';
    return { before: { ...before, part: 'before' }, after: after.steps.length > 0 ? { ...after, part } : undefined };
  }

  /** @param entry The function as it runs on the object that the framework calls it on. */
  private stage(role: StageRole, node: FunctionNode, part: Part, left: LeftWork[], entry = this.entry(node)): Stage {
    const isOnLoop = this.place(role, node) === 'event loop';
    const { steps, left: more } = this.steps.of(entry, part);
    left.push(...more);
    const { lineStarts } = node.module.facts;
    return {
      role,
      name: node.facts.qualifiedName,
      runsOn: isOnLoop ? 'event loop' : role === 'clean-up' ? 'own thread' : 'thread pool',
      steps,
      place: { path: node.module.path, range: rangeOf(lineStarts, node.facts.nameSpan) },
    };
  }

  private entry(node: FunctionNode): FunctionNode {
    return this.project.entriesOf(node)[0] ?? node;
  }

  private place(role: StageRole, node: FunctionNode): Place {
    const asked = role === 'clean-up' ? 'dependency' : role;
    const known = this.project.model.rolesOf(node).find((callable) => callable.role === asked);
    // FastAPI looks through `functools.wraps` in what it calls itself; fastapi/dependencies/models.py, `Dependant`.
    const looksThrough = asked === 'path operation' || asked === 'dependency';
    return known?.place ?? placeOf(asked, this.project.inference.decorators.isAsyncCallable(node, looksThrough));
  }

  private leftWork({ node, isTask }: LeftWork): readonly Stage[] {
    const stage = this.stage('background task', node, 'all', []);
    // A task that the function starts runs on the loop, whatever else the function is used as.
    return [isTask ? { ...stage, runsOn: 'event loop' } : stage];
  }

  private parameterDependencies(node: FunctionNode, request: Request): void {
    for (const parameter of node.facts.parameters) this.declared(node, parameter, request);
  }

  private declared(scope: FunctionNode, parameter: ParameterFacts, request: Request): void {
    const { dependencies } = this.project.inference;
    const providers = dependencies.providers(scope, parameter) ?? [];
    const madeAt = dependencies.madeAt(scope, parameter);
    this.dependency(providers, request, { isKept: !isRepeated(scope, parameter.default), madeAt });
  }

  /** @param providers What the dependency may be; the first that has code here is taken. */
  private dependency(providers: readonly Value[], request: Request, declared: Declared): void {
    for (const provider of providers) {
      const node = this.calledBy(provider);
      if (!node) continue;
      this.solve(node, request, declared);
      return;
    }
  }

  private calledBy(provider: Value): FunctionNode | undefined {
    if (provider.kind !== 'partial') return this.project.inference.classes.calledFunction(provider);
    return provider.callees.map((callee) => this.calledBy(callee)).find((node) => node !== undefined);
  }

  private solve(node: FunctionNode, request: Request, { isKept, madeAt }: Declared): void {
    const key = `${node.module.path}:${node.index} ${madeAt}`;
    if (request.solved.has(key)) {
      if (isKept) return;
    } else {
      request.solved.add(key);
      this.parameterDependencies(node, request);
    }
    if (!node.facts.isGenerator) {
      request.before.push(this.stage('dependency', node, 'all', request.left));
      return;
    }
    request.before.push(this.stage('dependency', node, 'until yield', request.left));
    request.cleanUps.unshift(this.stage('clean-up', node, 'after yield', request.left));
  }
}

/** What is known of a request so far. */
interface Request {
  readonly before: Stage[];
  readonly cleanUps: Stage[];
  readonly left: LeftWork[];
  /** What has been solved and is kept for the whole request. */
  readonly solved: Set<string>;
}

/** What the place that names a dependency says of it. */
interface Declared {
  readonly isKept: boolean;
  /** Set where the place makes a dependency of its own. */
  readonly madeAt: string | undefined;
}

/** `Depends(f, use_cache=False)`. */
function isRepeated(node: FunctionNode, expression: Expression | undefined): boolean {
  const call = asCall(node.module, expression);
  return (
    call?.arguments.some(
      ({ keyword, value }) => keyword === 'use_cache' && value.kind === 'literal' && value.value === 'False',
    ) ?? false
  );
}
