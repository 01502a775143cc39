import { AnnotatedMetadata } from './annotated-metadata.ts';
import { AsgiCallables, type BoundFunction } from './asgi-callables.ts';
import { streamingResponse } from './builtin-callbacks.ts';
import { type ClassBasedView, ClassBasedViews } from './class-based-views.ts';
import { callsOfGiven } from './decorator-wrapper.ts';
import { nameOf } from './expression-name.ts';
import type { Place } from './finding.ts';
import { type FrameworkCallable, placeOf } from './framework-callable.ts';
import type { VersionDecision } from './framework-versions.ts';
import { argument } from './given-argument.ts';
import type { CallableRole } from './hover-subject.ts';
import type { Inference } from './inference.ts';
import { ModelValidators } from './model-validators.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { applicationClass, httpMethods, methodOf, Registrations, textOf } from './registrations.ts';
import { hasResponseModel, isSerialised } from './response-serialisation.ts';
import { takesJobs } from './scheduled-jobs.ts';
import { ShadowedRoutes } from './shadowed-routes.ts';
import { asCall, type ClassNode, enclosingFunction, type FunctionNode, type Module, type Value } from './value.ts';
import type { BehaviourName } from './versioned-behaviour.ts';

const routeClass = /^(fastapi|starlette)\.routing\.(API)?(WebSocket)?Route$/;
const middlewareClass = /^(fastapi|starlette)\.middleware\.Middleware$/;
const endpointClass = /^starlette\.(\w+\.)*(HTTPEndpoint|WebSocketEndpoint)$/;
const mountClass = /^(fastapi|starlette)\.routing\.Mount$/;

/** Roles of which FastAPI, and not Starlette, decides whether a callable is a coroutine function. */
const lookingThrough = /^(path operation|dependency)$/;

/** A call that hands a function over to run elsewhere or later. */
export interface HandOver {
  readonly scope: FunctionNode;
  readonly argument: Expression;
  readonly node: FunctionNode;
}

/**
 * Finds every function that FastAPI calls: through decorators (`@app.get`, `@router.websocket`, `@app.middleware`,
 * `@app.exception_handler`, `@app.on_event`), through calls (`add_api_route`, `Route`, `mount`, `add_middleware`,
 * `add_exception_handler`, `FastAPI(lifespan=…)`, `BackgroundTasks.add_task`), through class-based views and through `Depends`, with their
 * sub-dependencies; the validators of request bodies; also what the project itself hands to a thread or a process.
 */
export class FastApiModel {
  /** In order of discovery; a function appears once for each role that it has. */
  readonly callables: FrameworkCallable[] = [];
  /** What an `async def` of a decorator, which the framework calls on the loop, stands in the place of. */
  readonly wrapped = new Map<FunctionNode, FrameworkCallable[]>();
  /** What the version of FastAPI decides about functions that it calls. */
  readonly decisions = new Map<FunctionNode, VersionDecision>();
  /** Functions that are there for FastAPI and that its version does not run. */
  readonly passedOver = new Map<FunctionNode, VersionDecision>();
  /** Functions that a call leaves to a thread, a process or the time after the response. */
  readonly handOvers: HandOver[] = [];
  private readonly inference: Inference;
  private readonly registrations: Registrations;
  private readonly shadowed: ShadowedRoutes;
  private readonly asgi: AsgiCallables;
  private readonly validators: ModelValidators;
  private readonly annotated = new AnnotatedMetadata();
  private readonly views: ClassBasedViews;
  private readonly objects = new Map<FunctionNode, Set<ClassNode | undefined>>();
  private readonly known = new Map<FunctionNode, Set<string>>();
  /** Names of the classes whose objects are ASGI applications: other calls need no look. */
  private readonly asgiClasses = new Set<string>();

  constructor(inference: Inference, modules: Iterable<Module>) {
    this.inference = inference;
    this.registrations = new Registrations(inference);
    this.shadowed = new ShadowedRoutes(inference);
    this.asgi = new AsgiCallables(inference);
    this.validators = new ModelValidators(inference);
    this.views = new ClassBasedViews(inference);
    const all = [...modules];
    for (const cls of all.flatMap(({ classes }) => classes)) {
      if (this.asgi.callOf(cls)) this.asgiClasses.add(cls.facts.name);
    }
    for (const module of all) {
      for (const fn of module.functions) this.decorators(fn);
      for (const cls of module.classes) this.view(cls, this.views.of(cls));
      for (const call of module.facts.calls) this.call(module, call);
    }
    for (const { node, role, place } of [...this.callables]) {
      if (role === 'path operation' && place === 'thread pool') this.streams(node);
    }
  }

  /** What the framework calls a function as; empty when it does not call it. */
  rolesOf(node: FunctionNode): readonly FrameworkCallable[] {
    return this.known.has(node) ? this.callables.filter((callable) => callable.node === node) : [];
  }

  private add(node: FunctionNode, role: CallableRole, method?: string, route?: string, place?: Place): void {
    let roles = this.known.get(node);
    if (!roles) {
      roles = new Set();
      this.known.set(node, roles);
    }
    if (!roles.has(role)) {
      roles.add(role);
      if (place !== undefined || !this.isLost(node, role)) {
        const callable = { node, role, place: place ?? this.place(node, role), method, route };
        this.callables.push(callable);
        this.addWrapper(callable);
      }
      this.fillParameters(node, role);
    }
  }

  /** Adds what runs to fill the parameters of a function. */
  private fillParameters(node: FunctionNode, role: CallableRole): void {
    if (role === 'path operation' || role === 'dependency' || role === 'websocket') this.dependenciesOf(node);
    if (role === 'path operation' || role === 'dependency') {
      for (const validator of this.validators.ofParameters(node)) this.add(validator, 'validator');
    }
  }

  private addBound(
    node: FunctionNode,
    on: ClassNode | undefined,
    role: CallableRole,
    method?: string,
    route?: string,
    place?: Place,
  ): void {
    this.add(node, role, method, route, place);
    const classes = this.objects.get(node);
    if (classes) classes.add(on);
    else this.objects.set(node, new Set([on]));
  }

  /**
   * Classes of the objects that the framework calls a method on; undefined among them where that is not known, as of those
   * that a decorator registers.
   */
  calledOn(node: FunctionNode): ReadonlySet<ClassNode | undefined> {
    return this.objects.get(node) ?? new Set([undefined]);
  }

  /** Adds a coroutine that runs beside the requests. */
  addTask(node: FunctionNode): void {
    this.add(node, 'task', undefined, undefined, 'event loop');
  }

  /** A `def` that an `async def` decorates runs on the loop where that one calls it, else in the thread it is handed to. */
  private place(node: FunctionNode, role: CallableRole, looksThrough = lookingThrough.test(role)): Place {
    const wrapper = node.facts.kind === 'async def' ? undefined : this.inference.decorators.asyncWrapper(node);
    if (wrapper) return callsOfGiven(wrapper).length > 0 ? 'event loop' : 'thread pool';
    const isGoneThrough = role === 'path operation' && node.facts.isGenerator && isSerialised(node);
    if (isGoneThrough && !this.holds(node, 'streamed operation')) return 'event loop';
    return placeOf(role, this.inference.decorators.isAsyncCallable(node, looksThrough));
  }

  /** Whether the framework calls a function and leaves what that makes, a coroutine or a generator, as it is. */
  private isLost(node: FunctionNode, role: CallableRole): boolean {
    if (!lookingThrough.test(role)) return false;
    if (this.inference.decorators.isHiddenByDef(node) && !this.holds(node, 'wrapped coroutine', this.passedOver))
      return true;
    const isStream = role === 'path operation' && node.facts.isGenerator && node.facts.kind === 'async def';
    return isStream && !this.holds(node, 'streamed operation', this.passedOver);
  }

  /** Whether the version of FastAPI behaves in a way for a function; where one is known, it is noted that it decided. */
  private holds(
    node: FunctionNode,
    behaviour: BehaviourName,
    notes: Map<FunctionNode, VersionDecision> = this.decisions,
  ): boolean {
    const decision = this.inference.versions.decision(node.module.path, behaviour);
    if (!decision || (decision.holds && notes === this.passedOver)) {
      if (decision) this.decisions.set(node, decision);
      return true;
    }
    notes.set(node, decision);
    return decision.holds;
  }

  private addWrapper(callable: FrameworkCallable): void {
    const isCalled = callable.role !== 'thread function';
    const wrapper = isCalled ? this.inference.decorators.asyncWrapper(callable.node) : undefined;
    if (!wrapper) return;
    const list = this.wrapped.get(wrapper);
    if (list) list.push(callable);
    else this.wrapped.set(wrapper, [callable]);
  }

  private dependenciesOf(node: FunctionNode): void {
    for (const parameter of node.facts.parameters) {
      for (const provider of this.inference.dependencies.providers(node, parameter) ?? [])
        this.addCallable(provider, 'dependency');
    }
  }

  /** Adds what a call of the value runs: the function, a class's `__init__`, an instance's `__call__`. */
  private addCallable(value: Value, role: CallableRole, method?: string, route?: string, place?: Place): void {
    if (value.kind === 'function') {
      // FastAPI does not enter what `@contextmanager` makes: its code does not run, or fails, by version.
      if (role === 'dependency' && this.inference.decorators.isContextManager(value.node)) return;
      const on = value.receiver?.kind === 'instance' ? value.receiver.node : undefined;
      this.addBound(value.node, on, role, method, route, place);
    } else if (value.kind === 'class') {
      const init = this.inference.classes.findMethod(value.node, '__init__');
      if (init) this.addBound(init, value.node, role, method, route, place ?? this.placeOfInit(value.node, init, role));
    } else if (value.kind === 'instance') {
      const call = this.inference.classes.findMethod(value.node, '__call__');
      if (call && !this.isLostObject(call, role, place)) this.addBound(call, value.node, role, method, route, place);
    } else if (value.kind === 'partial') {
      for (const callee of value.callees) {
        if (!this.isLostPartial(callee, role)) this.addCallable(callee, role, method, route, place);
      }
    }
  }

  /** A class with a generator `__call__` was once taken for a generator, and called on the loop. */
  private placeOfInit(cls: ClassNode, init: FunctionNode, role: CallableRole): Place | undefined {
    const isTakenForGenerator =
      role === 'dependency' && this.inference.classes.findMethod(cls, '__call__')?.facts.isGenerator === true;
    return isTakenForGenerator && !this.holds(init, 'generator class') ? 'event loop' : undefined;
  }

  /** Whether an old version calls an object in a thread and never awaits the coroutine that its `__call__` makes. */
  private isLostObject(call: FunctionNode, role: CallableRole, place: Place | undefined): boolean {
    if (call.facts.kind !== 'async def' || call.facts.isGenerator || place !== undefined) return false;
    const isOperation = role === 'path operation';
    if (!isOperation && role !== 'background task' && role !== 'exception handler') return false;
    if (this.holds(call, isOperation ? 'operation object' : 'background object', this.passedOver)) return false;
    if (isOperation) this.fillParameters(call, role);
    return true;
  }

  private isLostPartial(callee: Value, role: CallableRole): boolean {
    if (role !== 'dependency' || callee.kind !== 'function') return false;
    const { node } = callee;
    if (node.facts.kind !== 'async def' || node.facts.isGenerator) return false;
    if (this.holds(node, 'partial coroutine', this.passedOver)) return false;
    this.fillParameters(node, role);
    return true;
  }

  private decorators(node: FunctionNode): void {
    for (const decorator of node.facts.decorators) {
      const registration = this.registrations.of(node, decorator);
      if (registration && this.shadowed.isShadowed(node, decorator)) continue;
      if (registration?.role === 'startup handler' && this.isBesideLifespan(node, decorator)) continue;
      if (registration) this.addBound(node, undefined, registration.role, registration.method, registration.route);
      else if (this.isJob(node, decorator)) this.addJob(node);
    }
  }

  /**
   * Whether the application of a start-up or shutdown handler has a lifespan, which runs in the place of its handlers.
   * Source: starlette/routing.py, `Router.__init__`.
   */
  private isBesideLifespan(node: FunctionNode, decorator: Expression): boolean {
    const scope = enclosingFunction(node);
    const callee = asCall(node.module, decorator)?.callee;
    if (!scope || callee?.kind !== 'attribute' || callee.object.kind !== 'name') return false;
    const made = this.inference.aliases.definitionOf(scope, callee.object.name);
    const call = made && asCall(made.scope.module, made.expression);
    if (!made || !call || !this.isExternal(made.scope, call, /^fastapi\.(\w+\.)*FastAPI$/)) return false;
    const lifespan = call.arguments.find(({ keyword }) => keyword === 'lifespan')?.value;
    if (!lifespan || (lifespan.kind === 'literal' && lifespan.type === 'None')) return false;
    const decision = this.inference.versions.decision(node.module.path, 'application lifespan');
    if (decision) (decision.holds ? this.passedOver : this.decisions).set(node, decision);
    return decision?.holds ?? true;
  }

  private view(cls: ClassNode, view: ClassBasedView | undefined): void {
    if (!view) return;
    for (const [method, node] of view.operations) this.addBound(node, cls, 'path operation', method);
    if (!view.isDependency) return;
    this.addCallable({ kind: 'class', node: cls, parameters: [] }, 'dependency');
    for (const provider of this.views.dependencies(cls)) this.addCallable(provider, 'dependency');
  }

  private isJob(node: FunctionNode, decorator: Expression): boolean {
    const call = asCall(node.module, decorator);
    const scope = enclosingFunction(node);
    return (
      call !== undefined &&
      scope !== undefined &&
      nameOf(call.callee) === 'scheduled_job' &&
      this.takesJobs(scope, call.callee)
    );
  }

  /** Whether a decorator only tells FastAPI of the function and gives back the function itself. */
  isRegistration(node: FunctionNode, decorator: Expression): boolean {
    return this.registrations.registeredBy(node, decorator) !== undefined;
  }

  private call(module: Module, call: CallFacts): void {
    const name = nameOf(call.callee);
    const scope = module.functions[call.function];
    if (!scope) return;
    if (call.callee.kind === 'call') this.calledDecorator(scope, call, call.callee.call);
    if (name === undefined) return;
    switch (name) {
      case 'Depends':
      case 'Security':
        this.depends(scope, call);
        return;
      case 'FastAPI':
      case 'APIRouter':
      case 'Starlette':
      case 'Router':
        this.application(scope, call);
        return;
      case 'Route':
      case 'APIRoute':
      case 'WebSocketRoute':
      case 'APIWebSocketRoute':
        if (this.isExternal(scope, call, routeClass)) this.route(scope, call, name);
        return;
      case 'Mount':
        if (this.isExternal(scope, call, mountClass)) this.mounted(scope, call);
        return;
      case 'mount':
        if (this.registrations.isReceiver(scope, call)) this.mounted(scope, call);
        return;
      case 'Middleware':
        if (this.isExternal(scope, call, middlewareClass)) this.middleware(scope, call);
        return;
      case 'add_api_route':
      case 'add_route':
      case 'add_api_websocket_route':
      case 'add_websocket_route':
        if (this.registrations.isReceiver(scope, call)) this.route(scope, call, name);
        return;
      case 'add_middleware':
        if (this.registrations.isReceiver(scope, call)) this.middleware(scope, call);
        return;
      case 'add_exception_handler':
        if (this.registrations.isReceiver(scope, call))
          this.addEach(scope, argument(call, 1, 'handler'), 'exception handler');
        return;
      case 'add_event_handler':
        if (this.registrations.isReceiver(scope, call))
          this.addEach(scope, argument(call, 1, 'func'), 'startup handler');
        return;
      case 'add_resource':
        for (const view of this.views.added(scope, call)) this.view(view.cls, view);
        return;
      case 'append':
        this.eventHandler(scope, call);
        return;
      case 'add_job':
        if (this.takesJobs(scope, call.callee)) this.addJobs(scope, argument(call, 0, 'func'));
        return;
      case 'add_task':
      case 'BackgroundTask':
        this.backgroundTask(scope, call);
        return;
      default:
        if (this.asgiClasses.has(name)) this.standsBefore(scope, call);
        // An alias of the import keeps the callable's own name in the value, so the name of the import decides.
        if (this.inference.knowledge.mayHandOver(name) || this.isRenamed(module, name)) this.handedOver(scope, call);
    }
  }

  private takesJobs(scope: FunctionNode, callee: Expression): boolean {
    return this.inference.evaluate(scope, callee).some((value) => value.kind === 'external' && takesJobs(value.name));
  }

  private addJobs(scope: FunctionNode, job: Expression | undefined): void {
    for (const value of job ? this.inference.evaluate(scope, job) : []) {
      if (value.kind === 'function') this.addJob(value.node);
    }
  }

  private addJob(node: FunctionNode): void {
    if (node.facts.kind === 'async def') this.addTask(node);
    else this.add(node, 'thread function', undefined, undefined, 'thread pool');
  }

  /** `app.middleware("http")(function)`: a decorator without its sign. */
  private calledDecorator(scope: FunctionNode, call: CallFacts, decorator: number): void {
    const made = scope.module.facts.calls[decorator];
    const given = call.arguments[0]?.value;
    const registration = made && given && this.registrations.registration(scope, made);
    if (!registration) return;
    for (const value of this.inference.evaluate(scope, given))
      this.addCallable(value, registration.role, registration.method, registration.route);
  }

  private isRenamed(module: Module, name: string): boolean {
    return module.facts.imports.some(
      ({ binds, member }) => binds === name && member !== undefined && this.inference.knowledge.mayHandOver(member),
    );
  }

  /** A `def` function given to a thread or a process: by name, as a method, or through `functools.partial`. */
  private handedOver(scope: FunctionNode, call: CallFacts): void {
    for (const callee of this.inference.evaluate(scope, call.callee)) {
      const entry = this.inference.declared.offloader(callee);
      if (entry?.runs !== 'thread pool' && entry?.runs !== 'process') continue;
      const given = argument(call, entry.callable ?? -1, entry.keyword ?? '');
      for (const value of given ? this.inference.evaluate(scope, this.unwrapPartial(scope, given)) : []) {
        if (value.kind !== 'function' || value.node.facts.kind !== 'def') continue;
        this.add(value.node, 'thread function', undefined, undefined, entry.runs);
        if (given) this.handOvers.push({ scope, argument: given, node: value.node });
      }
    }
  }

  private unwrapPartial(scope: FunctionNode, expression: Expression): Expression {
    const call = asCall(scope.module, expression);
    if (!call || nameOf(call.callee) !== 'partial') return expression;
    return call.arguments[0]?.value ?? expression;
  }

  private addEach(scope: FunctionNode, expression: Expression | undefined, role: CallableRole): void {
    if (!expression) return;
    for (const value of this.inference.evaluate(scope, expression)) this.addCallable(value, role);
  }

  private depends(scope: FunctionNode, call: CallFacts): void {
    const isDepends = this.isExternal(scope, call, /^fastapi(\.\w+)*\.(Depends|Security)$/);
    if (!isDepends) return;
    const given = argument(call, 0, 'dependency');
    const decision = this.inference.versions.decision(scope.module.path, 'annotated dependency');
    if (decision?.holds === false && this.annotated.isMetadata(scope.module, call)) {
      for (const value of given ? this.inference.evaluate(scope, given) : [])
        if (value.kind === 'function') this.passedOver.set(value.node, decision);
    } else this.addEach(scope, given, 'dependency');
  }

  private application(scope: FunctionNode, call: CallFacts): void {
    if (!this.isExternal(scope, call, applicationClass)) return;
    for (const { keyword, value } of call.arguments) {
      if (keyword === 'lifespan') this.lifespan(scope, nameOf(call.callee), value);
      else if (keyword === 'on_startup' || keyword === 'on_shutdown') this.addItems(scope, value, 'startup handler');
      else if (keyword === 'route_class') this.routeHandlers(scope, value);
      else if (keyword === 'exception_handlers') this.addItems(scope, value, 'exception handler');
    }
  }

  private lifespan(scope: FunctionNode, owner: string | undefined, given: Expression): void {
    const behaviour =
      owner === 'FastAPI' ? 'application lifespan' : owner === 'APIRouter' ? 'router lifespan' : undefined;
    const decision = behaviour && this.inference.versions.decision(scope.module.path, behaviour);
    if (decision?.holds !== false) {
      this.addEach(scope, given, 'lifespan');
      return;
    }
    for (const value of this.inference.evaluate(scope, given))
      if (value.kind === 'function') this.passedOver.set(value.node, decision);
  }

  /** What the `get_route_handler` of a route class gives is awaited for each request: fastapi/routing.py, `APIRoute.__init__`. */
  private routeHandlers(scope: FunctionNode, routeClass: Expression): void {
    for (const value of this.inference.evaluate(scope, routeClass)) {
      const method =
        value.kind === 'class' ? this.inference.classes.findMethod(value.node, 'get_route_handler') : undefined;
      for (const made of method?.facts.returns.flatMap((returned) => this.inference.evaluate(method, returned)) ?? []) {
        if (made.kind === 'function' && made.node.facts.kind === 'async def') this.add(made.node, 'middleware');
      }
    }
  }

  private isExternal(scope: FunctionNode, call: CallFacts, name: RegExp): boolean {
    return this.inference
      .evaluate(scope, call.callee)
      .some((value) => value.kind === 'external' && name.test(value.name));
  }

  /** Adds what a list or a dictionary holds, written in place or kept in a variable. */
  private addItems(scope: FunctionNode, expression: Expression, role: CallableRole): void {
    for (const value of this.inference.containerValues.contents(this.inference.evaluate(scope, expression)))
      this.addCallable(value, role);
  }

  private mounted(scope: FunctionNode, call: CallFacts): void {
    const given = argument(call, 1, 'app');
    for (const value of given ? this.inference.evaluate(scope, given) : []) {
      const application = this.asgi.application(value);
      if (application) this.addAsgi(application, 'ASGI application');
    }
  }

  private addAsgi({ node, on }: BoundFunction, role: CallableRole): void {
    this.addBound(node, on, role);
    for (const inner of this.asgi.handedOn(node)) this.add(inner, role);
  }

  /** `Logging(app)`: a class of the project that stands before an application which it is given. */
  private standsBefore(scope: FunctionNode, call: CallFacts): void {
    const given = argument(call, 0, 'app');
    if (!given || !this.inference.evaluate(scope, given).some((value) => this.registrations.isApplicationValue(value)))
      return;
    for (const value of this.inference.evaluate(scope, call.callee)) {
      const method = value.kind === 'class' ? this.asgi.callOf(value.node) : undefined;
      if (method && value.kind === 'class') this.addAsgi({ node: method, on: value.node }, 'middleware');
    }
  }

  private route(scope: FunctionNode, call: CallFacts, name: string): void {
    const path = textOf(argument(call, 0, 'path'));
    const endpoint = argument(call, 1, 'endpoint');
    if (!endpoint) return;
    const isWebsocket = /websocket/i.test(name);
    const isStarlette = !/api/i.test(name);
    for (const value of this.inference.evaluate(scope, endpoint)) {
      if (value.kind === 'class' && isStarlette) {
        this.addEndpointClass(value.node, path);
        continue;
      }
      // starlette/routing.py, `Route.__init__`: what is neither a function nor a class is an application.
      const application = value.kind === 'instance' && isStarlette ? this.asgi.application(value) : undefined;
      if (application) {
        this.addAsgi(application, 'ASGI application');
        continue;
      }
      if (isWebsocket) this.addCallable(value, 'websocket', 'WEBSOCKET', path);
      else
        this.addCallable(
          value,
          'path operation',
          methodOf(name, call),
          path,
          this.placeOfRoute(value, call, isStarlette),
        );
    }
  }

  /** Where an endpoint runs for which that is not as for a function under `@app.get`. */
  private placeOfRoute(value: Value, call: CallFacts, isStarlette: boolean): Place | undefined {
    if (value.kind !== 'function') return undefined;
    if (isStarlette) return this.place(value.node, 'path operation', false);
    const isStream = value.node.facts.isGenerator && value.node.facts.kind === 'def';
    return isStream && hasResponseModel(call) ? 'thread pool' : undefined;
  }

  /** Starlette's class-based endpoints: starlette/endpoints.py, `HTTPEndpoint.dispatch`, `WebSocketEndpoint.dispatch`. */
  private addEndpointClass(cls: ClassNode, path: string | undefined): void {
    const base = this.inference.classes.lineage(cls).external.find((name) => endpointClass.test(name));
    if (base === undefined) return;
    const isWebsocket = base.includes('WebSocket');
    const names = isWebsocket ? ['on_connect', 'on_receive', 'on_disconnect'] : [...httpMethods];
    for (const name of names) {
      const method = this.inference.classes.findMethod(cls, name);
      if (!method) continue;
      if (isWebsocket) this.addBound(method, cls, 'websocket', 'WEBSOCKET', path);
      else
        this.addBound(
          method,
          cls,
          'path operation',
          name.toUpperCase(),
          path,
          this.place(method, 'path operation', false),
        );
    }
  }

  private middleware(scope: FunctionNode, call: CallFacts): void {
    const cls = argument(call, 0, 'middleware_class') ?? argument(call, 0, 'cls');
    const dispatch = call.arguments.find((candidate) => candidate.keyword === 'dispatch')?.value;
    if (dispatch) this.addEach(scope, dispatch, 'middleware');
    for (const bound of cls ? this.asgi.middleware(scope, cls, call) : []) this.addAsgi(bound, 'middleware');
  }

  /**
   * What a `def` path operation streams: an asynchronous generator is iterated on the loop, wherever it was made
   * (starlette/responses.py, `StreamingResponse.stream_response`). Of an `async def`, it is a part.
   */
  private streams(node: FunctionNode): void {
    for (const index of node.facts.calls) {
      const call = node.module.facts.calls[index];
      if (!call || !streamingResponse.test(nameOf(call.callee) ?? '')) continue;
      if (!this.isExternal(node, call, streamingResponse)) continue;
      const given = argument(call, 0, 'content');
      for (const value of given ? this.inference.evaluate(node, given) : []) {
        const generator = value.kind === 'container' ? value.generator : undefined;
        if (generator?.facts.kind === 'async def') this.add(generator, 'stream');
      }
    }
  }

  /** `router.on_startup.append(function)`. */
  private eventHandler(scope: FunctionNode, { callee, arguments: given }: CallFacts): void {
    const list = callee.kind === 'attribute' ? callee.object : undefined;
    if (list?.kind !== 'attribute' || !/^on_(startup|shutdown)$/.test(list.name)) return;
    const isOwn = this.inference
      .evaluate(scope, list.object)
      .some((value) => this.registrations.isApplicationValue(value));
    if (isOwn) this.addEach(scope, given[0]?.value, 'startup handler');
  }

  private backgroundTask(scope: FunctionNode, call: CallFacts): void {
    const isTask = this.inference.evaluate(scope, call.callee).some((value) => {
      if (value.kind !== 'external') return false;
      return /^(fastapi|starlette)\.(\w+\.)*(BackgroundTasks\.add_task|BackgroundTask)$/.test(value.name);
    });
    const given = isTask ? argument(call, 0, 'func') : undefined;
    for (const value of given ? this.inference.evaluate(scope, given) : []) {
      this.addCallable(value, 'background task');
      if (given && value.kind === 'function') this.handOvers.push({ scope, argument: given, node: value.node });
    }
  }
}
