import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { CallFacts, Expression, FunctionFacts } from './module-facts.ts';
import { type ClassNode, classOf, type FunctionNode, type Value } from './value.ts';

const model = /^(pydantic|sqlmodel)\.(\w+\.)*(BaseModel|RootModel|SQLModel)$/;
const validating = /^pydantic\.(\w+\.)*(validator|root_validator|field_validator|model_validator)$/;

/** The validators of a model, and the models that its fields hold. */
interface ModelParts {
  readonly own: readonly FunctionNode[];
  readonly fields: readonly ClassNode[];
}

const metadata = /^(After|Before|Plain|Wrap)Validator$/;
/** Class methods that make a model of data. */
const making = /^(model_validate|model_validate_json|model_validate_strings|parse_obj|parse_raw)$/;

/** The validators of pydantic models: code that runs when an object is made. */
export class ModelValidators {
  private readonly inference: Inference;
  private readonly parts = new Map<ClassNode, ModelParts>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /**
   * The validators that run when FastAPI fills the parameters of a function with bodies, forms and queries. It does so on the
   * loop, for `def` functions too: fastapi/dependencies/utils.py, `solve_dependencies`.
   */
  ofParameters(node: FunctionNode): readonly FunctionNode[] {
    const models = new Set<ClassNode>();
    const validators: FunctionNode[] = [];
    for (const parameter of node.facts.parameters) {
      if (!parameter.annotation || this.inference.dependencies.providers(node, parameter)) continue;
      for (const cls of this.modelsIn(this.inference.types.of(node, parameter.annotation))) models.add(cls);
      validators.push(...this.inAnnotation(node, parameter.annotation));
    }
    for (const cls of models) {
      const { own, fields } = this.partsOf(cls);
      validators.push(...own);
      for (const field of fields) models.add(field);
    }
    return validators;
  }

  /** The validators that a call runs which makes a model. What its fields hold has been validated, or is data that is not known. */
  ofCall(node: FunctionNode, call: CallFacts): readonly FunctionNode[] {
    const { callee } = call;
    const isMethod = callee.kind === 'attribute' && making.test(callee.name);
    const [made, ...others] = this.inference.evaluate(node, isMethod ? callee.object : callee);
    if (made?.kind !== 'class' || others.length > 0) return [];
    return this.isModel(made.node) ? this.partsOf(made.node).own : [];
  }

  private isModel(cls: ClassNode): boolean {
    return this.inference.classes.lineage(cls).external.some((base) => model.test(base));
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
    const written = classes.flatMap(({ module, facts }) => {
      const scope = module.functions[facts.function];
      return scope ? facts.bindings.flatMap(({ annotation }) => this.inAnnotation(scope, annotation)) : [];
    });
    const methods = classes.flatMap(({ module, facts }) =>
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
    return { own: [...methods, ...written], fields };
  }

  /** Functions that an annotation names: `Annotated[str, AfterValidator(function)]`, also through an alias. */
  private inAnnotation(scope: FunctionNode, annotation: Expression | undefined, depth = 0): readonly FunctionNode[] {
    if (!annotation || depth > 6) return [];
    const inside = (inner: Expression) => this.inAnnotation(scope, inner, depth + 1);
    switch (annotation.kind) {
      case 'choice':
        return annotation.options.flatMap(inside);
      case 'subscript':
        return annotation.index.flatMap(inside);
      case 'collection':
        return annotation.items.flatMap(inside);
      case 'call':
        return this.inMetadata(scope, annotation.call);
      case 'name':
      case 'attribute': {
        const alias = this.inference.aliases.aliasOf(scope, annotation);
        return alias ? this.inAnnotation(alias.scope, alias.expression, depth + 1) : [];
      }
      default:
        return [];
    }
  }

  private inMetadata(scope: FunctionNode, index: number): readonly FunctionNode[] {
    const call = scope.module.facts.calls[index];
    const given = call?.arguments[0]?.value;
    if (!call || !given || !metadata.test(nameOf(call.callee) ?? '')) return [];
    const isPydantic = this.inference
      .evaluate(scope, call.callee)
      .some((value) => value.kind === 'external' && value.name.startsWith('pydantic.'));
    return isPydantic
      ? this.inference
          .evaluate(scope, given)
          .flatMap((value) => (value.kind === 'function' && value.node.facts.kind === 'def' ? [value.node] : []))
      : [];
  }

  /** Models among types, and in containers of them. */
  private modelsIn(types: readonly Value[]): readonly ClassNode[] {
    return types.flatMap((type) => {
      if (type.kind === 'container') return this.modelsIn(type.items);
      return type.kind === 'instance' && this.isModel(type.node) ? [type.node] : [];
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
