import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import type { ClassNode, FunctionNode, Module } from './value.ts';

/** A place where something is named and not called. */
interface Reference {
  readonly scope: FunctionNode;
  readonly expression: Expression;
  /** The call that it is an argument of. */
  readonly given: CallFacts | undefined;
}

/** What hands a function to FastAPI, which calls it wherever it belongs. */
const registering = /^(Depends|Security|add_api_route|add_route|APIRoute|Route)$/;

/** Where functions are named without a call: what is handed over may be called by anybody. */
export class FunctionReferences {
  private readonly inference: Inference;
  private readonly modules: ReadonlyMap<string, Module>;
  private byName: ReadonlyMap<string, readonly Reference[]> | undefined;

  constructor(inference: Inference, modules: ReadonlyMap<string, Module>) {
    this.inference = inference;
    this.modules = modules;
  }

  /** Whether a function is handed to something else than FastAPI, or kept under another name. */
  isHandedOn(node: FunctionNode): boolean {
    this.byName ??= this.index();
    return (this.byName.get(node.facts.name) ?? []).some(
      ({ scope, expression, given }) =>
        !(given && registering.test(nameOf(given.callee) ?? '')) &&
        this.inference.evaluate(scope, expression).some((value) => value.kind === 'function' && value.node === node),
    );
  }

  /** Whether the project calls objects of a class, or hands them to something else than FastAPI. */
  areObjectsUsed(cls: ClassNode): boolean {
    for (const { functions, facts } of this.modules.values()) {
      for (const call of facts.calls) {
        const scope = functions[call.function];
        if (!scope || registering.test(nameOf(call.callee) ?? '')) continue;
        const named = call.arguments.flatMap(({ value }) => (nameOf(value) === undefined ? [] : [value]));
        for (const expression of [call.callee, ...named]) {
          if (
            this.inference.evaluate(scope, expression).some((value) => value.kind === 'instance' && value.node === cls)
          )
            return true;
        }
      }
    }
    return false;
  }

  private index(): ReadonlyMap<string, readonly Reference[]> {
    const byName = new Map<string, Reference[]>();
    const add = (scope: FunctionNode, expression: Expression | undefined, given?: CallFacts): void => {
      switch (expression?.kind) {
        case 'name':
        case 'attribute': {
          const list = byName.get(expression.name);
          const reference = { scope, expression, given };
          if (list) list.push(reference);
          else byName.set(expression.name, [reference]);
          return;
        }
        case 'collection':
          for (const item of expression.items) add(scope, item);
          return;
        case 'choice':
          for (const option of expression.options) add(scope, option, given);
          return;
        default:
      }
    };
    for (const { functions, classes, facts } of this.modules.values()) {
      for (const call of facts.calls) {
        const scope = functions[call.function];
        for (const { value } of scope ? call.arguments : []) if (scope) add(scope, value, call);
      }
      for (const scope of functions) {
        for (const { value } of scope.facts.bindings) add(scope, value);
        for (const value of [...scope.facts.returns, ...scope.facts.yields]) add(scope, value);
      }
      for (const cls of classes) {
        const scope = functions[cls.facts.function];
        for (const { value } of scope ? cls.facts.bindings : []) if (scope) add(scope, value);
      }
    }
    return byName;
  }
}
