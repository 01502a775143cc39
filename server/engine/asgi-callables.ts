import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { type ClassNode, enclosingFunction, type FunctionNode, type Value } from './value.ts';

const baseMiddleware = /^(starlette|fastapi)\.(\w+\.)*BaseHTTPMiddleware$/;
const authenticationMiddleware = /^(starlette|fastapi)\.(\w+\.)*AuthenticationMiddleware$/;

/** What servers and applications call by the ASGI protocol, `app(scope, receive, send)`. All of it is awaited on the loop. */
export class AsgiCallables {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What runs for each request of a middleware that is given as a class, with its arguments. */
  middleware(scope: FunctionNode, given: Expression, call: CallFacts): readonly FunctionNode[] {
    return this.inference.evaluate(scope, given).flatMap((value) => {
      if (value.kind === 'external' && authenticationMiddleware.test(value.name)) return this.backend(scope, call);
      if (value.kind !== 'class') return [];
      const { external } = this.inference.classes.lineage(value.node);
      const name = external.some((base) => baseMiddleware.test(base)) ? 'dispatch' : '__call__';
      const method = this.inference.classes.findMethod(value.node, name);
      return method ? [method] : [];
    });
  }

  /** starlette/middleware/authentication.py, `AuthenticationMiddleware.__call__` awaits `backend.authenticate`. */
  private backend(scope: FunctionNode, call: CallFacts): readonly FunctionNode[] {
    const backend = call.arguments.find(({ keyword }) => keyword === 'backend')?.value;
    const values = backend ? this.inference.evaluate(scope, backend) : [];
    return values.flatMap((value) => {
      const method =
        value.kind === 'instance' ? this.inference.classes.findMethod(value.node, 'authenticate') : undefined;
      return method ? [method] : [];
    });
  }

  /** The function that is called for each request of an application: itself, or an object's `__call__`. */
  application(value: Value): FunctionNode | undefined {
    if (value.kind === 'function') return isAsgi(value.node, value.receiver ? 1 : 0) ? value.node : undefined;
    return value.kind === 'instance' ? this.callOf(value.node) : undefined;
  }

  /** The ASGI `__call__` of a class. */
  callOf(cls: ClassNode): FunctionNode | undefined {
    const method = this.inference.classes.findMethod(cls, '__call__');
    return method && isAsgi(method, 1) ? method : undefined;
  }

  /** Functions inside one that it gives to another application as `receive` or `send`. */
  handedOn(node: FunctionNode): readonly FunctionNode[] {
    if (!isAsgi(node, node.facts.class >= 0 ? 1 : 0)) return [];
    const scopeName = node.facts.parameters.at(-3)?.name;
    return node.facts.calls.flatMap((index) => {
      const given = node.module.facts.calls[index]?.arguments ?? [];
      if (given.length !== 3 || given[0]?.value.kind !== 'name' || given[0].value.name !== scopeName) return [];
      return given.slice(1).flatMap(({ value }) =>
        this.inference.evaluate(node, value).flatMap((to) => {
          const isOwn = to.kind === 'function' && enclosingFunction(to.node) === node;
          return isOwn && to.node.facts.kind === 'async def' ? [to.node] : [];
        }),
      );
    });
  }
}

/** Whether a coroutine function takes `scope`, `receive` and `send`. */
function isAsgi({ facts }: FunctionNode, bound: number): boolean {
  return facts.kind === 'async def' && facts.parameters.length === bound + 3 && !facts.isGenerator;
}
