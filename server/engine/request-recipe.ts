import type { Place } from './finding.ts';
import { placeOf } from './framework-callable.ts';
import { rangeOf } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { type LeftWork, type Part, RecipeSteps } from './recipe-steps.ts';
import type { Recipe, Stage, StageRole } from './simulation/recipe.ts';
import { asCall, enclosingFunction, type FunctionNode, type Value } from './value.ts';

/**
 * Works out what the server does for a request. In FastAPI's order: the dependencies of the router and of the decorator, then those
 * of the parameters, each after its own ones and once for a request (fastapi/routing.py, `APIRoute.__init__`;
 * fastapi/dependencies/utils.py, `solve_dependencies`); the path operation; when the response is out, the background tasks, and
 * what stands behind the `yield` of dependencies, the last one first (fastapi/routing.py, `request_response`, since 0.118, and
 * before 0.106; the versions between end dependencies before the response). Middleware is left out.
 */
export class RequestRecipes {
  private readonly project: LinkedProject;
  private readonly steps: RecipeSteps;

  constructor(project: LinkedProject) {
    this.project = project;
    this.steps = new RecipeSteps(project);
  }

  /** @param node A path operation. */
  recipeOf(node: FunctionNode): Recipe {
    const request: Request = { before: [], cleanUps: [], left: [], solved: new Set() };
    for (const value of this.decoratorDependencies(node)) this.dependency(value, request);
    this.parameterDependencies(node, request);
    const operation = this.stage('path operation', node, 'all', request.left);
    const tasks = request.left.flatMap((work) => this.leftWork(work));
    return { stages: [...request.before, operation, ...tasks, ...request.cleanUps] };
  }

  private stage(role: StageRole, node: FunctionNode, part: Part, left: LeftWork[]): Stage {
    const isOnLoop = this.place(role, node) === 'event loop';
    const { steps, left: more } = this.steps.of(this.entry(node), isOnLoop, part);
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

  /** The function as it runs on the object that the framework calls it on. */
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
    for (const parameter of node.facts.parameters) {
      const { dependencies } = this.project.inference;
      const providers = dependencies.providers(node, parameter) ?? [];
      const madeAt = dependencies.madeAt(node, parameter);
      this.dependency(providers, request, { isKept: !isRepeated(node, parameter.default), madeAt });
    }
  }

  /** @param providers What the dependency may be; the first that has code here is taken. */
  private dependency(providers: readonly Value[], request: Request, declared: Declared = onceForAll): void {
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

  /** What `dependencies=[…]` of the router and of the decorator names. */
  private decoratorDependencies(node: FunctionNode): readonly (readonly Value[])[] {
    const scope = enclosingFunction(node);
    if (!scope) return [];
    return node.facts.decorators.flatMap((decorator) => {
      const call = asCall(node.module, decorator);
      if (!call || !this.project.model.isRegistration(node, decorator)) return [];
      const router = call.callee.kind === 'attribute' ? this.madeBy(scope, call.callee.object) : undefined;
      const own = this.listed(scope, call);
      return router ? [...this.listed(router.scope, router.call), ...own] : own;
    });
  }

  private madeBy(scope: FunctionNode, object: Expression): { scope: FunctionNode; call: CallFacts } | undefined {
    const found = this.project.inference.aliases.aliasOf(scope, object);
    const call = found && asCall(found.scope.module, found.expression);
    return found && call && { scope: found.scope, call };
  }

  private listed(scope: FunctionNode, call: CallFacts): readonly (readonly Value[])[] {
    const list = call.arguments.find(({ keyword }) => keyword === 'dependencies')?.value;
    if (list?.kind !== 'collection') return [];
    return list.items.map((item) => {
      const depends = asCall(scope.module, item);
      const given = depends?.arguments.find(({ keyword }) => keyword === undefined || keyword === 'dependency');
      return given ? this.project.inference.evaluate(scope, given.value) : [];
    });
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

const onceForAll: Declared = { isKept: true, madeAt: undefined };

/** `Depends(f, use_cache=False)`. */
function isRepeated(node: FunctionNode, expression: Expression | undefined): boolean {
  const call = asCall(node.module, expression);
  return (
    call?.arguments.some(
      ({ keyword, value }) => keyword === 'use_cache' && value.kind === 'literal' && value.value === 'False',
    ) ?? false
  );
}
