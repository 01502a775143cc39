import { argument } from './given-argument.ts';
import type { Inference } from './inference.ts';
import type { CallFacts } from './module-facts.ts';
import { asCall, type ClassNode, type FunctionNode, type Value } from './value.ts';

/** A class whose methods a library makes path operations of. */
export interface ClassBasedView {
  /** By their HTTP method in upper case; those that a router decorates are not among them. */
  readonly operations: ReadonlyMap<string, FunctionNode>;
  /** FastAPI builds an object of it for each request, and fills the class's annotated attributes. */
  readonly isDependency: boolean;
}

const cbv = /^(fastapi_utils|fastapi_restful)(\.cbv)?\.cbv$/;
const view = /^fastapi_class(\.views)?\.View$/;
const addResource = /^(fastapi_utils|fastapi_restful)(\.api)?\.Api\.add_resource$/;

/** What a router of FastAPI has as a method: fastapi_utils/cbv.py, `_allocate_routes_by_method_name`. */
const methodsOfRouter = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** fastapi_class/routers.py, `Method`. */
const methodsOfView = ['get', 'post', 'patch', 'delete', 'put'];

/**
 * The classes that fastapi-utils, fastapi-restful and fastapi-class serve. `@cbv(router)` makes the class a dependency of the methods that
 * the router decorates, and with URLs also path operations of those with the name of an HTTP method (fastapi_utils/cbv.py,
 * `_init_cbv`, `_register_endpoints`); `@View(app)` builds one object when it is imported (fastapi_class/views.py, `View`).
 */
export class ClassBasedViews {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What a decorator of a class makes of it. */
  of(cls: ClassNode): ClassBasedView | undefined {
    const { module, facts } = cls;
    const scope = module.functions[facts.function];
    for (const decorator of scope ? facts.decorators : []) {
      const call = asCall(module, decorator);
      if (!scope || !call) continue;
      if (this.isCallOf(scope, call, cbv)) {
        const hasUrl = call.arguments.filter(({ keyword }) => keyword === undefined || keyword === '*').length > 1;
        return { operations: this.named(cls, hasUrl ? methodsOfRouter : []), isDependency: true };
      }
      if (this.isCallOf(scope, call, view)) {
        return { operations: this.named(cls, methodsOfView), isDependency: false };
      }
    }
    return undefined;
  }

  /** `api.add_resource(Orders(), "/orders")`: the object stands in the place of the one for each request. */
  added(scope: FunctionNode, call: CallFacts): readonly (ClassBasedView & { readonly cls: ClassNode })[] {
    const given = this.isCallOf(scope, call, addResource) ? argument(call, 0, 'resource') : undefined;
    return (given ? this.inference.evaluate(scope, given) : []).flatMap((value) =>
      value.kind === 'instance'
        ? [{ cls: value.node, operations: this.named(value.node, methodsOfRouter), isDependency: false }]
        : [],
    );
  }

  /** What FastAPI calls for the annotated attributes of a class and of its bases. */
  dependencies(cls: ClassNode): readonly Value[] {
    return this.inference.classes.lineage(cls).classes.flatMap(({ module, facts }) => {
      const scope = module.functions[facts.function];
      return facts.bindings.flatMap(({ target, annotation, value }) => {
        if (!scope || !annotation) return [];
        const parameter = { name: target, annotation, default: value, star: '' } as const;
        return this.inference.dependencies.providers(scope, parameter) ?? [];
      });
    });
  }

  private named(cls: ClassNode, names: readonly string[]): ReadonlyMap<string, FunctionNode> {
    const found = new Map<string, FunctionNode>();
    for (const name of names) {
      const method = this.inference.classes.findMethod(cls, name);
      if (method) found.set(name.toUpperCase(), method);
    }
    return found;
  }

  private isCallOf(scope: FunctionNode, { callee }: CallFacts, name: RegExp): boolean {
    return this.inference.evaluate(scope, callee).some((value) => value.kind === 'external' && name.test(value.name));
  }
}
