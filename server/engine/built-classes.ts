import type { Inference } from './inference.ts';
import type { Expression, FunctionFacts } from './module-facts.ts';
import type { ModuleTable } from './module-table.ts';
import { isTestModule } from './test-module.ts';
import type { ClassNode, FunctionNode } from './value.ts';

interface Reference {
  readonly scope: FunctionNode;
  readonly expression: Expression;
}

/** Which classes the project may make objects of: those that its code names other than as a base or a type. */
export class BuiltClasses {
  private readonly inference: Inference;
  private readonly modules: ModuleTable;
  /** Where the code outside of tests names something that is called like a class. */
  private references: ReadonlyMap<string, readonly Reference[]> | undefined;
  private readonly known = new Map<ClassNode, boolean>();

  constructor(inference: Inference, modules: ModuleTable) {
    this.inference = inference;
    this.modules = modules;
  }

  /** Whether code of the project, tests left aside, may make an object of exactly this class. */
  has(node: ClassNode): boolean {
    let isBuilt = this.known.get(node);
    if (isBuilt === undefined) {
      this.references ??= this.findReferences();
      const references = this.references.get(node.facts.name) ?? [];
      isBuilt = references.some(({ scope, expression }) =>
        this.inference.evaluate(scope, expression).some((value) => value.kind === 'class' && value.node === node),
      );
      this.known.set(node, isBuilt);
    }
    return isBuilt;
  }

  private findReferences(): ReadonlyMap<string, readonly Reference[]> {
    const modules = [...this.modules.values()].filter((module) => !isTestModule(module.path));
    const names = new Set([...this.modules.values()].flatMap((module) => module.classes.map((cls) => cls.facts.name)));
    const lists = new Map<string, Reference[]>();
    for (const module of modules) {
      for (const scope of module.functions) {
        for (const expression of valuesIn(scope)) {
          for (const named of namesIn(expression)) {
            if ((named.kind !== 'name' && named.kind !== 'attribute') || !names.has(named.name)) continue;
            const list = lists.get(named.name);
            if (list) list.push({ scope, expression: named });
            else lists.set(named.name, [{ scope, expression: named }]);
          }
        }
      }
    }
    return lists;
  }
}

const asksForClass = /^(isinstance|issubclass|cast)$/;

/** The expressions of a function, and of the class bodies in it, that are worked out for their value. */
function valuesIn({ module, index, facts }: FunctionNode): readonly Expression[] {
  const own = ({ bindings, returns, yields, insertions, parameters, decorators }: FunctionFacts) => [
    ...bindings.flatMap(({ value }) => value ?? []),
    ...returns,
    ...yields,
    ...insertions.map(({ value }) => value),
    ...parameters.flatMap((parameter) => parameter.default ?? []),
    ...decorators,
  ];
  const called = facts.calls.flatMap((call) => {
    const { callee, arguments: given } = module.facts.calls[call] ?? { callee: undefined, arguments: [] };
    if (!callee || (callee.kind === 'name' && asksForClass.test(callee.name))) return [];
    return [callee, ...given.map(({ value }) => value)];
  });
  const inClasses = module.classes
    .filter((cls) => cls.facts.function === index)
    .flatMap((cls) => cls.facts.bindings.flatMap(({ value }) => value ?? []));
  return [...own(facts), ...called, ...inClasses];
}

/** The names and attributes in an expression; calls have their own expressions. */
function namesIn(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'name':
      return [expression];
    case 'attribute':
      return [expression, ...namesIn(expression.object)];
    case 'subscript':
      return namesIn(expression.object);
    case 'await':
      return namesIn(expression.value);
    case 'choice':
      return expression.options.flatMap(namesIn);
    case 'collection':
      return expression.items.flatMap(namesIn);
    default:
      return [];
  }
}
