import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { type ClassNode, enclosingFunction, type FunctionNode, type Value } from './value.ts';

const baseMiddleware = /^(starlette|fastapi)\.(\w+\.)*BaseHTTPMiddleware$/;
const authenticationMiddleware = /^(starlette|fastapi)\.(\w+\.)*AuthenticationMiddleware$/;

/** A method and the class of the objects that it is called on. */
export interface BoundFunction {
  readonly node: FunctionNode;
  readonly on: ClassNode | undefined;
}

/** What servers and applications call by the ASGI protocol, `app(scope, receive, send)`. All of it is awaited on the loop. */
export class AsgiCallables {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What runs for each request of a middleware that is given as a class, with its arguments. */
  middleware(scope: FunctionNode, given: Expression, call: CallFacts): readonly BoundFunction[] {
    return this.inference.evaluate(scope, given).flatMap((value) => {
      if (value.kind === 'external' && authenticationMiddleware.test(value.name)) return this.backend(scope, call);
      if (value.kind !== 'class') return [];
      const { external } = this.inference.classes.lineage(value.node);
      const name = external.some((base) => baseMiddleware.test(base)) ? 'dispatch' : '__call__';
      const method = this.inference.classes.findMethod(value.node, name);
      return method ? [{ node: method, on: value.node }] : [];
    });
  }

  /** starlette/middleware/authentication.py, `AuthenticationMiddleware.__call__` awaits `backend.authenticate`. */
  private backend(scope: FunctionNode, call: CallFacts): readonly BoundFunction[] {
    const backend = call.arguments.find(({ keyword }) => keyword === 'backend')?.value;
    const values = backend ? this.inference.evaluate(scope, backend) : [];
    return values.flatMap((value) => {
      if (value.kind !== 'instance') return [];
      const method = this.inference.classes.findMethod(value.node, 'authenticate');
      return method ? [{ node: method, on: value.node }] : [];
    });
  }

  /** The function that is called for each request of an application: itself, or an object's `__call__`. */
  application(value: Value): BoundFunction | undefined {
    if (value.kind === 'function') {
      const on = value.receiver?.kind === 'instance' ? value.receiver.node : undefined;
      return isAsgi(value.node, value.receiver ? 1 : 0) ? { node: value.node, on } : undefined;
    }
    const node = value.kind === 'instance' ? this.callOf(value.node) : undefined;
    return node && value.kind === 'instance' ? { node, on: value.node } : undefined;
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
