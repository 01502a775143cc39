import { AsgiCallables, type BoundFunction } from './asgi-callables.ts';
import type { ScopedExpression } from './defining-expression.ts';
import { nameOf } from './expression-name.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { argument } from './given-argument.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { applicationClass, Registrations, textOf } from './registrations.ts';
import { isTestModule } from './test-module.ts';
import { asCall, enclosingFunction, type FunctionNode, type Module } from './value.ts';

/** Aliases of aliases, and functions that make applications, are followed so far. */
const deepest = 6;

const outermost = /^(fastapi|starlette)\.(\w+\.)*(FastAPI|Starlette)$/;
/** What a part of a path is shown as that is not known. */
const unknownPart = '…';
const registersOperation = /^add_(api_)?route$/;

/** A call, and the function that makes it. */
interface ScopedCall {
  readonly scope: FunctionNode;
  readonly call: CallFacts;
}

/** An application or a router: the call that makes it. */
interface Router extends ScopedCall {
  readonly isApplication: boolean;
}

/** One of the routers around a path operation. */
interface SurroundingRouter {
  readonly router: Router;
  /** The call that includes the next one within. */
  readonly inclusion: ScopedCall | undefined;
}

/** A middleware that is added to an application, where that is done. */
interface AddedMiddleware extends ScopedCall {
  readonly functions: readonly BoundFunction[];
}

/** Where routers are put into others, and what is added to applications. */
interface Assembly {
  /** By router: the call that includes it and what into. The first one of several counts. */
  readonly inclusions: ReadonlyMap<CallFacts, ScopedCall & { readonly into: Router | undefined }>;
  /** By application: the call that mounts it and what on. */
  readonly mounts: ReadonlyMap<CallFacts, ScopedCall & { readonly on: Router }>;
  readonly middleware: ReadonlyMap<CallFacts, readonly AddedMiddleware[]>;
  /** Path operations that a call registers. */
  readonly registered: ReadonlyMap<FunctionNode, ScopedCall>;
  /** The application of a project that has one. */
  readonly only: Router | undefined;
}

/** An assembly that is being put together. */
interface AssemblyDraft extends Assembly {
  readonly inclusions: Map<CallFacts, ScopedCall & { readonly into: Router | undefined }>;
  readonly mounts: Map<CallFacts, ScopedCall & { readonly on: Router }>;
  readonly middleware: Map<CallFacts, AddedMiddleware[]>;
  readonly registered: Map<FunctionNode, ScopedCall>;
}

type Attribute = Extract<Expression, { kind: 'attribute' }>;

/** What routers and applications put around path operations: dependencies and middleware. */
export class RouteSurroundings {
  private readonly project: LinkedProject;
  private readonly registrations: Registrations;
  private readonly asgi: AsgiCallables;
  private known: Assembly | undefined;

  constructor(project: LinkedProject) {
    this.project = project;
    this.registrations = new Registrations(project.inference);
    this.asgi = new AsgiCallables(project.inference);
  }

  /**
   * The items of `dependencies=[…]` that count for a path operation, in the order in which they are solved: of the application, of each
   * `include_router` and of the router that it includes, of the path operation itself (fastapi/routing.py,
   * `APIRouter.include_router`, `APIRouter.add_api_route`; fastapi/applications.py, `FastAPI.__init__`).
   */
  dependenciesOf(node: FunctionNode): readonly ScopedExpression[] {
    const registration = this.registrationOf(node);
    if (!registration) return [];
    const calls = this.around(registration).flatMap(({ router, inclusion }) =>
      inclusion ? [router, inclusion] : [router],
    );
    return [...calls, registration].flatMap(({ scope, call }) => this.listed(scope, call));
  }

  /**
   * The middleware that a request to a path operation goes through, from the outside in: of what is added, the last is the
   * outermost (starlette/applications.py, `Starlette.add_middleware`); what the application is made with stands within
   * (`build_middleware_stack`).
   */
  middlewareOf(node: FunctionNode): readonly BoundFunction[] {
    const registration = this.registrationOf(node);
    const application = registration && this.around(registration)[0]?.router;
    return application?.isApplication ? this.middlewareOn(application, deepest) : [];
  }

  /**
   * The path of a path operation as requests have it: where its application is mounted, and the prefixes of the routers around it and
   * of how they are included, before its own path (fastapi/routing.py, `APIRouter.include_router`, `APIRouter.add_api_route`;
   * starlette/routing.py, `Mount`). `…` stands for a part that the code does not say as a plain text.
   */
  servedPath({ node, route }: Pick<FrameworkCallable, 'node' | 'route'>): string | undefined {
    const registration = route === undefined ? undefined : this.registrationOf(node);
    if (!registration || route === undefined) return route;
    const around = this.around(registration);
    const outermost = around[0]?.router;
    const mounted = outermost ? this.mountPath(outermost, deepest) : '';
    const prefixes = around.flatMap(({ router, inclusion }, index) => {
      const isInnermost = index === around.length - 1;
      return [this.prefixOf(router), inclusion ? this.prefixOf(inclusion) : isInnermost ? '' : unknownPart];
    });
    return [mounted, ...prefixes, route].join('').replace(/…+/g, unknownPart);
  }

  private mountPath({ call }: Router, depth: number): string {
    const mount = depth > 0 ? this.assembly().mounts.get(call) : undefined;
    if (!mount) return '';
    const given = argument(mount.call, 0, 'path');
    const own = given ? this.textOf(mount.scope, given) : unknownPart;
    return this.mountPath(mount.on, depth - 1) + own.replace(/\/$/, '');
  }

  private prefixOf({ scope, call }: ScopedCall): string {
    const given = call.arguments.find(({ keyword }) => keyword === 'prefix')?.value;
    if (given) return this.textOf(scope, given);
    return call.arguments.some(({ keyword }) => keyword === '**') ? unknownPart : '';
  }

  /** A constant text, also one that a name or an attribute of a class of the project stands for. */
  private textOf(scope: FunctionNode, expression: Expression): string {
    const { inference } = this.project;
    const written = textOf(expression) ?? textOf(inference.aliases.aliasOf(scope, expression)?.expression);
    if (written !== undefined || expression.kind !== 'attribute') return written ?? unknownPart;
    const { name, object } = expression;
    for (const owner of inference.evaluate(scope, object)) {
      if (owner.kind !== 'instance' && owner.kind !== 'class') continue;
      const bindings = inference.classes.lineage(owner.node).classes.flatMap(({ facts }) => facts.bindings);
      return textOf(bindings.find(({ target }) => target === name)?.value) ?? unknownPart;
    }
    return unknownPart;
  }

  private middlewareOn(application: Router, depth: number): readonly BoundFunction[] {
    const { mounts, middleware } = this.assembly();
    const parent = depth > 0 ? mounts.get(application.call)?.on : undefined;
    const added = (middleware.get(application.call) ?? []).toSorted(
      (a, b) => this.timeOf(b, application) - this.timeOf(a, application),
    );
    const given = application.call.arguments.find(({ keyword }) => keyword === 'middleware')?.value;
    const first = given?.kind === 'collection' ? given.items : [];
    const made = first.flatMap((item) => {
      const call = asCall(application.scope.module, item);
      return call ? this.functionsOf(application.scope, call) : [];
    });
    return [
      ...(parent ? this.middlewareOn(parent, depth - 1) : []),
      ...added.flatMap(({ functions }) => functions),
      ...made,
    ];
  }

  /** When something is added to an application: where that stands, or where the function that does it is called. */
  private timeOf({ scope, call }: ScopedCall, application: Router): number {
    if (scope === application.scope) return call.start;
    const { module, facts } = application.scope;
    for (const index of facts.calls) {
      const other = module.facts.calls[index];
      if (!other || nameOf(other.callee) !== scope.facts.name) continue;
      const values = this.project.inference.evaluate(application.scope, other.callee);
      if (values.some((value) => value.kind === 'function' && value.node === scope)) return other.start;
    }
    return module.facts.lineStarts.at(-1) ?? 0;
  }

  /** The call that makes a path operation of a function: of its decorators the first, as `FrameworkCallable` has it. */
  private registrationOf(node: FunctionNode): ScopedCall | undefined {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const call = asCall(node.module, decorator);
      if (scope && call && this.project.model.isRegistration(node, decorator)) return { scope, call };
    }
    return this.assembly().registered.get(node);
  }

  /** The router that a call registers with and those around it, from the outside in, each with how the next one is included. */
  private around({ scope, call }: ScopedCall): readonly SurroundingRouter[] {
    const { inclusions, only } = this.assembly();
    const found: SurroundingRouter[] = [];
    const own = call.callee.kind === 'attribute' ? this.routerOf(scope, call.callee.object) : undefined;
    let router = own ?? only;
    let inclusion: ScopedCall | undefined;
    while (router && found.length < deepest) {
      found.unshift({ router, inclusion });
      const included = inclusions.get(router.call);
      inclusion = included;
      // What is put into an unknown one, or in a way that is not seen, is served by the only application all the same.
      router = router.isApplication ? undefined : (included?.into ?? only);
    }
    return found;
  }

  private assembly(): Assembly {
    this.known ??= this.assemble();
    return this.known;
  }

  private assemble(): Assembly {
    const modules = [...this.project.modules.values()].filter(({ path }) => !isTestModule(path));
    const draft: AssemblyDraft = {
      inclusions: new Map(),
      mounts: new Map(),
      middleware: new Map(),
      registered: new Map(),
      only: this.onlyApplication(modules),
    };
    for (const { scope, call } of callsIn(modules)) {
      const { callee } = call;
      if (callee.kind === 'attribute') this.takeIn(draft, { scope, call }, callee);
      else if (callee.kind === 'call') {
        const object = middlewareDecorated(asCall(scope.module, callee));
        if (object) this.addMiddleware(draft, object, { scope, call, functions: this.given(scope, call) });
      }
    }
    for (const { node, role } of this.project.model.callables)
      if (role === 'middleware') this.takeInDecorated(draft, node);
    return draft;
  }

  /** @param callee Of the call. */
  private takeIn(draft: AssemblyDraft, { scope, call }: ScopedCall, { name, object }: Attribute): void {
    if (name === 'include_router') {
      const given = argument(call, 0, 'router');
      const router = given && this.routerOf(scope, given);
      if (!router || draft.inclusions.has(router.call)) return;
      draft.inclusions.set(router.call, { scope, call, into: this.receiver(draft, scope, object) });
    } else if (name === 'mount') {
      const given = argument(call, 1, 'app');
      const mounted = given && this.routerOf(scope, given);
      const on = mounted && this.receiver(draft, scope, object);
      if (on && on.call !== mounted.call) draft.mounts.set(mounted.call, { scope, call, on });
    } else if (name === 'add_middleware') {
      this.addMiddleware(draft, object, { scope, call, functions: this.functionsOf(scope, call) });
    } else if (registersOperation.test(name) && this.registrations.isReceiver(scope, call)) {
      const endpoint = argument(call, 1, 'endpoint');
      for (const value of endpoint ? this.project.inference.evaluate(scope, endpoint) : [])
        if (value.kind === 'function' && !draft.registered.has(value.node))
          draft.registered.set(value.node, { scope, call });
    }
  }

  /** `@app.middleware("http")` above a function. */
  private takeInDecorated(draft: AssemblyDraft, node: FunctionNode): void {
    const scope = enclosingFunction(node);
    for (const decorator of scope ? node.facts.decorators : []) {
      const call = asCall(node.module, decorator);
      const object = middlewareDecorated(call);
      if (scope && call && object)
        this.addMiddleware(draft, object, { scope, call, functions: [{ node, on: undefined }] });
    }
  }

  /** @param object What the middleware is added to. */
  private addMiddleware(draft: AssemblyDraft, object: Expression, added: AddedMiddleware): void {
    const application = this.receiver(draft, added.scope, object);
    if (!application || added.functions.length === 0) return;
    const list = draft.middleware.get(application.call);
    if (list) list.push(added);
    else draft.middleware.set(application.call, [added]);
  }

  /** What a method is called on; of an application that is not seen, the only one of the project. */
  private receiver({ only }: Assembly, scope: FunctionNode, object: Expression): Router | undefined {
    return this.routerOf(scope, object) ?? (this.isApplication(scope, object) ? only : undefined);
  }

  private onlyApplication(modules: readonly Module[]): Router | undefined {
    const { classes } = this.project.inference;
    const names = new Set(['FastAPI', 'Starlette']);
    for (const cls of modules.flatMap((module) => module.classes))
      if (classes.lineage(cls).external.some((base) => outermost.test(base))) names.add(cls.facts.name);
    const found: Router[] = [];
    for (const { scope, call } of callsIn(modules)) {
      const router = names.has(nameOf(call.callee) ?? '') ? this.madeBy(scope, call) : undefined;
      if (router?.isApplication) found.push(router);
    }
    return found.length === 1 ? found[0] : undefined;
  }

  /** The functions that a call of `add_middleware` or `Middleware` has called for each request. */
  private functionsOf(scope: FunctionNode, call: CallFacts): readonly BoundFunction[] {
    const dispatch = call.arguments.find(({ keyword }) => keyword === 'dispatch')?.value;
    if (dispatch) return this.functionsIn(scope, dispatch);
    const cls = argument(call, 0, 'middleware_class') ?? argument(call, 0, 'cls');
    return cls ? this.asgi.middleware(scope, cls, call) : [];
  }

  private given(scope: FunctionNode, call: CallFacts): readonly BoundFunction[] {
    const given = call.arguments[0]?.value;
    return given ? this.functionsIn(scope, given) : [];
  }

  private functionsIn(scope: FunctionNode, expression: Expression): readonly BoundFunction[] {
    return this.project.inference.evaluate(scope, expression).flatMap((value) => {
      if (value.kind !== 'function') return [];
      return [{ node: value.node, on: value.receiver?.kind === 'instance' ? value.receiver.node : undefined }];
    });
  }

  /** The application or router that a name stands for, across imports and the functions that make one. */
  private routerOf(scope: FunctionNode, expression: Expression, depth = deepest): Router | undefined {
    if (depth === 0) return undefined;
    const call = asCall(scope.module, expression);
    if (call) return this.madeBy(scope, call) ?? this.returnedBy(scope, call, depth);
    const found = this.project.inference.aliases.aliasOf(scope, expression);
    if (!found) return undefined;
    // A name may stand for what was wrapped around the application later: `app = traced(app)`.
    const { bindings } = found.scope.facts;
    const name = bindings.find(({ value }) => value === found.expression)?.target;
    const values = bindings.flatMap(({ target, value }) => (value?.kind === 'call' && target === name ? [value] : []));
    for (const value of [found.expression, ...values.toReversed()]) {
      const router = this.routerOf(found.scope, value, depth - 1);
      if (router) return router;
    }
    return undefined;
  }

  private returnedBy(scope: FunctionNode, call: CallFacts, depth: number): Router | undefined {
    for (const value of this.project.inference.evaluate(scope, call.callee)) {
      if (value.kind !== 'function') continue;
      const { node } = value;
      const made = node.facts.returns.map((returned) => this.routerOf(node, returned, depth - 1));
      return made.find((router) => router !== undefined);
    }
    return undefined;
  }

  private madeBy(scope: FunctionNode, call: CallFacts): Router | undefined {
    const { inference } = this.project;
    const names = inference.evaluate(scope, call.callee).flatMap((value) => {
      if (value.kind === 'external') return [value.name];
      return value.kind === 'class' ? inference.classes.lineage(value.node).external : [];
    });
    if (!names.some((name) => applicationClass.test(name))) return undefined;
    return { scope, call, isApplication: names.some((name) => outermost.test(name)) };
  }

  private isApplication(scope: FunctionNode, object: Expression): boolean {
    return this.project.inference
      .evaluate(scope, object)
      .some((value) => value.kind === 'external instance' && outermost.test(value.name));
  }

  private listed(scope: FunctionNode, call: CallFacts): readonly ScopedExpression[] {
    const list = call.arguments.find(({ keyword }) => keyword === 'dependencies')?.value;
    if (!list) return [];
    if (list.kind === 'collection') return list.items.map((expression) => ({ scope, expression }));
    const found = this.project.inference.aliases.aliasOf(scope, list);
    if (found?.expression.kind !== 'collection') return [];
    return found.expression.items.map((expression) => ({ scope: found.scope, expression }));
  }
}

/** The application of `app.middleware("http")`; undefined for any other call. */
function middlewareDecorated(call: CallFacts | undefined): Expression | undefined {
  return call?.callee.kind === 'attribute' && call.callee.name === 'middleware' ? call.callee.object : undefined;
}

function* callsIn(modules: Iterable<Module>): Iterable<ScopedCall> {
  for (const module of modules) {
    for (const call of module.facts.calls) {
      const scope = module.functions[call.function];
      if (scope && !call.outsideServing) yield { scope, call };
    }
  }
}
