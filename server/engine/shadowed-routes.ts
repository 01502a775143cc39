import type { Inference } from './inference.ts';
import type { Expression } from './module-facts.ts';
import { applicationClass, textOf } from './registrations.ts';
import { asCall, enclosingFunction, type FunctionNode } from './value.ts';

const routing = /^(get|post|put|patch|delete|head|options|trace|websocket)$/;

/**
 * Path operations that no request reaches, because an earlier one of the same application or router has the same method and
 * path: the first route that matches answers (starlette/routing.py, `Router.app`).
 */
export class ShadowedRoutes {
  private readonly inference: Inference;
  /** Object, method and path of each path operation so far that is always registered. */
  private readonly taken = new Map<string, FunctionNode>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /**
   * Whether an earlier function answers what a decorator registers a function for; asked of each decorator of a file once,
   * from its top to its end. A function with other decorators may be told apart by them, as by the version of an interface.
   */
  isShadowed(node: FunctionNode, decorator: Expression): boolean {
    const scope = enclosingFunction(node);
    if (!scope || node.facts.class >= 0) return false;
    const routes = node.facts.decorators.map((one) => this.routeOf(scope, one));
    const call = asCall(scope.module, decorator);
    const route = this.routeOf(scope, decorator);
    if (!call || route === undefined || routes.includes(undefined)) return false;
    const first = this.taken.get(route);
    if (first) return first !== node;
    if (!call.isConditional && !call.outsideServing) this.taken.set(route, node);
    return false;
  }

  /** Which object a decorator registers something with, for which method and path; undefined where that is not certain. */
  private routeOf(scope: FunctionNode, decorator: Expression): string | undefined {
    const call = asCall(scope.module, decorator);
    if (call?.callee.kind !== 'attribute' || call.callee.object.kind !== 'name') return undefined;
    const { name: method, object } = call.callee;
    const [path] = call.arguments;
    const written = path?.keyword === undefined || path.keyword === 'path' ? textOf(path?.value) : undefined;
    if (!routing.test(method) || written === undefined || !this.isPlainApplication(scope, object.name))
      return undefined;
    // The names of path parameters do not matter, what they match does.
    const matched = written.replace(/\{\w+(:\w+)?\}/g, (_, kind: string | undefined) =>
      kind === undefined || kind === ':str' ? '{}' : `{${kind}}`,
    );
    return `${scope.module.path} ${scope.index} ${object.name} ${method} ${matched}`;
  }

  /** Whether a name of a scope is always the same application or router, whose routes match in the usual way. */
  private isPlainApplication(scope: FunctionNode, name: string): boolean {
    const [made, ...others] = scope.facts.bindings.filter(({ target }) => target === name);
    if (made?.manner !== 'assign' && made?.manner !== 'annotate') return false;
    const call = others.length === 0 ? asCall(scope.module, made.value) : undefined;
    if (!call || call.arguments.some(({ keyword }) => keyword === 'route_class' || keyword === '**')) return false;
    const makers = this.inference.evaluate(scope, call.callee);
    return makers.length > 0 && makers.every((maker) => maker.kind === 'external' && applicationClass.test(maker.name));
  }
}
