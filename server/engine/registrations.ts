import { nameOf } from './expression-name.ts';
import type { CallableRole } from './hover-subject.ts';
import type { Inference } from './inference.ts';
import type { AttributeExpression, CallFacts, Expression } from './module-facts.ts';
import { givenArguments, isBound } from './parameter-guards.ts';
import { type AppliedDecorator, appliedDecorators } from './registering-decorator.ts';
import { asCall, enclosingFunction, type FunctionNode, type Value } from './value.ts';

/** Decorators of an application or router that make something else than a path operation of a function. */
const registering = /^(websocket|websocket_route|middleware|exception_handler|on_event)$/;

/** Methods of an application that register a path operation; methods of an `HTTPEndpoint`. */
export const httpMethods = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
  'api_route',
  'route',
]);
/** Classes with path operations. */
export const applicationClass = /^(fastapi|starlette)\.(\w+\.)*(FastAPI|APIRouter|Starlette|Router)$/;

/** What FastAPI is told of a function. */
export interface Registration {
  readonly role: CallableRole;
  readonly method?: string;
  readonly route?: string | undefined;
}

/** What applications and routers are told of functions, by their decorators and by decorators of the project that apply them. */
export class Registrations {
  private readonly inference: Inference;
  private readonly applied = new Map<FunctionNode, readonly AppliedDecorator[]>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What a decorator, or one that it applies, tells FastAPI of a function. */
  of(node: FunctionNode, decorator: Expression): Registration | undefined {
    return this.registeredBy(node, decorator) ?? this.registeredThrough(node, decorator);
  }

  /** What a decorator of an application or a router makes of a function. */
  registeredBy(node: FunctionNode, decorator: Expression): Registration | undefined {
    const scope = enclosingFunction(node);
    const call = asCall(node.module, decorator);
    return scope && call && this.registration(scope, call, node);
  }

  /** A decorator of the project that applies one of an application: given (`route(router.get, "/")`) or its own. */
  private registeredThrough(node: FunctionNode, decorator: Expression): Registration | undefined {
    const scope = enclosingFunction(node);
    const call = asCall(node.module, decorator);
    const callee = call?.callee ?? decorator;
    for (const value of scope ? this.inference.evaluate(scope, callee) : []) {
      if (!scope || value.kind !== 'function') continue;
      for (const applied of this.appliedBy(value.node)) {
        const own = this.registration(applied.scope, applied.made);
        if (own) return { ...own, route: own.route ?? firstText(call) };
        const { callee: made } = applied.made;
        if (made.kind !== 'name' || !call) continue;
        const asked = new Set([made.name]);
        const given = givenArguments(value.node.facts, call, isBound(value.node, value.receiver), asked).get(made.name);
        const found = given?.kind === 'attribute' ? this.registrationBy(scope, given, call, node) : undefined;
        if (found) return { ...found, route: firstText(call) };
      }
    }
    return undefined;
  }

  private appliedBy(decorator: FunctionNode): readonly AppliedDecorator[] {
    let applied = this.applied.get(decorator);
    if (!applied) {
      applied = appliedDecorators(decorator);
      this.applied.set(decorator, applied);
    }
    return applied;
  }

  /** What `app.get("/")`, `app.middleware("http")` and their like make of the function that they are called with. */
  registration(scope: FunctionNode, call: CallFacts, decorated?: FunctionNode): Registration | undefined {
    return call.callee.kind === 'attribute' ? this.registrationBy(scope, call.callee, call, decorated) : undefined;
  }

  private registrationBy(
    scope: FunctionNode,
    { name, object }: AttributeExpression,
    call: CallFacts,
    decorated?: FunctionNode,
  ): Registration | undefined {
    const isOperation = httpMethods.has(name);
    if (!isOperation && !registering.test(name)) return undefined;
    if (!this.isApplication(scope, object, call, decorated)) return undefined;
    const route = textOf(call.arguments[0]?.value);
    if (isOperation) return { role: 'path operation', method: methodOf(name, call), route };
    if (name.startsWith('websocket')) return { role: 'websocket', method: 'WEBSOCKET', route };
    if (name === 'middleware') return { role: 'middleware' };
    return { role: name === 'exception_handler' ? 'exception handler' : 'startup handler' };
  }

  private isApplication(
    scope: FunctionNode,
    object: Expression,
    call: CallFacts | undefined,
    node?: FunctionNode,
  ): boolean {
    const owner = node && node.facts.class >= 0 ? node.module.classes[node.facts.class] : undefined;
    const values = this.inference.evaluate(scope, object, owner);
    if (values.some((value) => this.isApplicationValue(value))) return true;
    // A router that comes from somewhere we cannot follow: its name, the path and the file's imports must all agree.
    const isNamed =
      values.length === 0
        ? /router$|^app$|^api$|_app$/.test(nameOf(object)?.toLowerCase() ?? '')
        : values.every((value) => value.kind === 'external instance' && /(Router|FastAPI)$/.test(value.name));
    return (
      call !== undefined &&
      isNamed &&
      /^(\/|$)/.test(textOf(call.arguments[0]?.value) ?? 'x') &&
      scope.module.facts.imports.some((statement) => /^fastapi(\.|$)/.test(statement.module))
    );
  }

  /** Whether a value is an application or a router. */
  isApplicationValue(value: Value): boolean {
    if (value.kind === 'external instance') return applicationClass.test(value.name);
    if (value.kind === 'instance')
      return this.inference.classes.lineage(value.node).external.some((base) => applicationClass.test(base));
    return false;
  }

  /** Whether a call is one of a method of an application or a router. */
  isReceiver(scope: FunctionNode, call: CallFacts): boolean {
    return call.callee.kind === 'attribute' && this.isApplication(scope, call.callee.object, undefined);
  }
}

/** The first plain string among the arguments of a call: the path, wherever a decorator of the project takes it. */
function firstText(call: CallFacts | undefined): string | undefined {
  return call?.arguments.map(({ value }) => textOf(value)).find((text) => text !== undefined);
}

/** A plain string as it is written. */
export function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'literal' && expression.type === 'str' ? expression.value : undefined;
}

function itemsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'collection' ? expression.items : [];
}

/** The HTTP method of a path operation, or several, by the name of what registers it. */
export function methodOf(name: string, call: CallFacts): string {
  if (!name.endsWith('route')) return name.toUpperCase();
  const methods = call.arguments.find((candidate) => candidate.keyword === 'methods')?.value;
  const listed = methods
    ? itemsOf(methods)
        .map(textOf)
        .filter((text) => text !== undefined)
    : [];
  return listed.length > 0 ? listed.join(',').toUpperCase() : 'GET';
}
