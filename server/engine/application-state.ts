import { dottedExpression } from './dotted-name.ts';
import type { Inference } from './inference.ts';
import type { BindingFacts, Expression } from './module-facts.ts';
import type { ModuleTable } from './module-table.ts';
import { isTestModule } from './test-module.ts';
import { type FunctionNode, union, type Value, withoutNone } from './value.ts';

/** Whose state it is: the application's, or that of a request or a websocket. */
export type StateOwner = 'application' | 'request';

const unknown: readonly Value[] = [];
const application = /^(fastapi\.FastAPI|starlette\.applications\.Starlette)$/;
const connection = /^(fastapi\.(Request|WebSocket)|starlette\.requests\.HTTPConnection)$/;
const stateTarget = /^(.*\bstate)\.(\w+)$/;
/** What a state whose owner has no known type is mostly written as: `app.state`, `request.app.state`, `request.state`. */
const applicationName = /(^|[._])(app|application)\.state$/;
const requestName = /(^|\.)(request|req|websocket|ws|connection)\.state$/;

/** Whose `state` an object of a library class has; undefined when it has none. Source: starlette/requests.py, `state`. */
export function stateOwner(className: string): StateOwner | undefined {
  if (application.test(className)) return 'application';
  return connection.test(className) ? 'request' : undefined;
}

interface Assignment {
  readonly scope: FunctionNode;
  readonly binding: BindingFacts;
  /** The expression before the last dot. */
  readonly owner: string;
}

/**
 * What the project keeps in `app.state` and `request.state`: what is assigned to their attributes, and for requests what the
 * lifespan yields in a dictionary (starlette/routing.py, `lifespan`).
 */
export class ApplicationState {
  private readonly inference: Inference;
  private readonly modules: ModuleTable;
  private assignments: ReadonlyMap<string, readonly Assignment[]> | undefined;
  private lifespans: readonly FunctionNode[] | undefined;

  constructor(inference: Inference, modules: ModuleTable) {
    this.inference = inference;
    this.modules = modules;
  }

  /** What an attribute of a state can be; unknown when one of its assignments is. */
  attribute(owner: StateOwner, name: string): readonly Value[] {
    this.assignments ??= this.findAssignments();
    const lists: (readonly Value[])[] = [];
    for (const { scope, binding, owner: written } of this.assignments.get(name) ?? []) {
      if (this.ownerOf(scope, written, binding.start) !== owner) continue;
      const values = this.inference.boundValue(scope, binding);
      if (values.length === 0) return unknown;
      lists.push(withoutNone(values));
    }
    if (owner === 'request') {
      for (const values of this.yielded(name)) {
        if (values.length === 0) return unknown;
        lists.push(withoutNone(values));
      }
    }
    return union(...lists);
  }

  private ownerOf(scope: FunctionNode, written: string, position: number): StateOwner | undefined {
    const values = this.inference.evaluate(scope, dottedExpression(written, position));
    if (values.length > 0) return values[0]?.kind === 'state' ? values[0].owner : undefined;
    if (applicationName.test(written)) return 'application';
    return requestName.test(written) ? 'request' : undefined;
  }

  private findAssignments(): ReadonlyMap<string, readonly Assignment[]> {
    const lists = new Map<string, Assignment[]>();
    for (const module of this.modules.values()) {
      if (isTestModule(module.path)) continue;
      for (const scope of module.functions) {
        for (const binding of scope.facts.bindings) {
          const [, owner, name] = stateTarget.exec(binding.target) ?? [];
          if (owner === undefined || name === undefined || binding.manner === 'augment') continue;
          const list = lists.get(name);
          if (list) list.push({ scope, binding, owner });
          else lists.set(name, [{ scope, binding, owner }]);
        }
      }
    }
    return lists;
  }

  /** What the lifespan functions of the project's applications yield under a key, for each of them that has it. */
  private yielded(name: string): readonly (readonly Value[])[] {
    this.lifespans ??= this.findLifespans();
    return this.lifespans.flatMap((node) =>
      node.facts.yields.flatMap((state) => {
        const found = entryOf(node, state, name);
        return found ? [this.inference.evaluate(node, found)] : [];
      }),
    );
  }

  private findLifespans(): readonly FunctionNode[] {
    const found = new Set<FunctionNode>();
    for (const maker of ['FastAPI', 'Starlette', 'APIRouter']) {
      for (const { scope, call } of this.inference.callsNamed(maker)) {
        const given = call.arguments.find(({ keyword }) => keyword === 'lifespan');
        for (const value of given ? this.inference.evaluate(scope, given.value) : []) {
          if (value.kind === 'function') found.add(value.node);
        }
      }
    }
    return [...found];
  }
}

/** The value of a key in a dictionary that is written out, or of a keyword in the call that makes it. */
function entryOf({ module }: FunctionNode, state: Expression, name: string): Expression | undefined {
  if (state.kind === 'call') {
    return module.facts.calls[state.call]?.arguments.find(({ keyword }) => keyword === name)?.value;
  }
  if (state.kind !== 'collection' || state.keys.length !== state.items.length) return undefined;
  return state.items[state.keys.findIndex((key) => key.kind === 'literal' && key.value === name)];
}
