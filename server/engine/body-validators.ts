import type { Inference } from './inference.ts';
import type { Expression, FunctionFacts } from './module-facts.ts';
import { type ClassNode, classOf, type FunctionNode, type Value } from './value.ts';

const model = /^(pydantic|sqlmodel)\.(\w+\.)*(BaseModel|RootModel|SQLModel)$/;
const validating = /^pydantic\.(\w+\.)*(validator|root_validator|field_validator|model_validator)$/;

/** The validators of a model, and the models that its fields hold. */
interface ModelParts {
  readonly own: readonly FunctionNode[];
  readonly fields: readonly ClassNode[];
}

/**
 * The validators of pydantic models that FastAPI makes of request bodies, parameters and forms. It does so on the loop, for
 * `def` functions too: fastapi/dependencies/utils.py, `solve_dependencies`.
 */
export class BodyValidators {
  private readonly inference: Inference;
  private readonly parts = new Map<ClassNode, ModelParts>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** The validators that run when FastAPI fills the parameters of a function. */
  of(node: FunctionNode): readonly FunctionNode[] {
    const models = new Set<ClassNode>();
    for (const parameter of node.facts.parameters) {
      if (!parameter.annotation || this.inference.dependencies.providers(node, parameter)) continue;
      for (const cls of this.modelsIn(this.inference.types.of(node, parameter.annotation))) models.add(cls);
    }
    const validators: FunctionNode[] = [];
    for (const cls of models) {
      const { own, fields } = this.partsOf(cls);
      validators.push(...own);
      for (const field of fields) models.add(field);
    }
    return validators;
  }

  private partsOf(cls: ClassNode): ModelParts {
    let parts = this.parts.get(cls);
    if (!parts) {
      parts = this.partsNew(cls);
      this.parts.set(cls, parts);
    }
    return parts;
  }

  private partsNew(cls: ClassNode): ModelParts {
    const { classes } = this.inference.classes.lineage(cls);
    const own = classes.flatMap(({ module, facts }) =>
      facts.methods.flatMap((index) => {
        const method = module.functions[index];
        const isInherited = method && this.inference.classes.findMethod(cls, method.facts.name) === method;
        return isInherited && this.isValidator(method) ? [method] : [];
      }),
    );
    const fields = classes.flatMap((current) => {
      const scope = current.module.functions[current.facts.function];
      return current.facts.bindings.flatMap(({ annotation }) =>
        scope && annotation ? this.modelsIn(this.inference.types.of(scope, annotation, current)) : [],
      );
    });
    return { own, fields };
  }

  /** Models among types, and in containers of them. */
  private modelsIn(types: readonly Value[]): readonly ClassNode[] {
    return types.flatMap((type) => {
      if (type.kind === 'container') return this.modelsIn(type.items);
      const isModel =
        type.kind === 'instance' && this.inference.classes.lineage(type.node).external.some((base) => model.test(base));
      return isModel ? [type.node] : [];
    });
  }

  private isValidator(method: FunctionNode): boolean {
    const scope = method.module.functions[classOf(method)?.facts.function ?? 0];
    return (
      method.facts.kind === 'def' &&
      scope !== undefined &&
      decoratorsOf(method.facts, method).some((decorator) =>
        this.inference
          .evaluate(scope, decorator)
          .some((value) => value.kind === 'external' && validating.test(value.name)),
      )
    );
  }
}

/** What decorates a function, without its arguments. */
function decoratorsOf(facts: FunctionFacts, node: FunctionNode): readonly Expression[] {
  return facts.decorators.flatMap((decorator) => {
    if (decorator.kind !== 'call') return [decorator];
    const callee = node.module.facts.calls[decorator.call]?.callee;
    return callee ? [callee] : [];
  });
}
