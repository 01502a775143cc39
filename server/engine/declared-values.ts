import type { Certain } from './certain-values.ts';
import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { Expression } from './module-facts.ts';
import type { PlainClasses } from './plain-classes.ts';
import { containers, mappings } from './typing-names.ts';
import { asCall, type ClassNode, containerOf, type FunctionNode, mappingOf, type Value } from './value.ts';

const metadata = /^(fastapi|pydantic)\.(\w+\.)*(Query|Path|Body|Header|Cookie|Form|File|Field|StringConstraints)$/;
const framework =
  /^fastapi\.(Request|Response|BackgroundTasks|UploadFile|FastAPI)$|^starlette\.requests\.HTTPConnection$/;

/** What a value that was validated against an annotation certainly is: parameters of path operations, fields of models. */
export class DeclaredValues {
  private readonly inference: Inference;
  private readonly classes: PlainClasses;

  constructor(inference: Inference, classes: PlainClasses) {
    this.inference = inference;
    this.classes = classes;
  }

  /** All that an annotation allows; undefined where it is not known completely. */
  of(scope: FunctionNode, annotation: Expression, classBody?: ClassNode, depth = 0): Certain {
    if (depth > 8) return undefined;
    const inner = (expression: Expression | undefined) =>
      expression ? this.of(scope, expression, classBody, depth + 1) : undefined;
    switch (annotation.kind) {
      case 'literal':
        return annotation.type === 'None' ? [{ kind: 'external instance', name: 'None' }] : undefined;
      case 'choice':
        return all(annotation.options.map(inner));
      case 'subscript':
        return this.generic(scope, nameOf(annotation.object) ?? '', annotation.index, inner);
      case 'name':
      case 'attribute': {
        const values = this.inference.evaluate(scope, annotation, classBody);
        if (values.length > 0) return all(values.map((value) => this.instance(value)));
        const alias = this.inference.aliases.aliasOf(scope, annotation);
        return alias && this.of(alias.scope, alias.expression, undefined, depth + 1);
      }
      default:
        return undefined;
    }
  }

  private generic(
    scope: FunctionNode,
    name: string,
    index: readonly Expression[],
    inner: (expression: Expression | undefined) => Certain,
  ): Certain {
    const [first] = index;
    const flat = first?.kind === 'collection' && first.type === 'tuple' ? first.items : index;
    if (name === 'Annotated')
      return flat.slice(1).every((item) => this.isPlainMetadata(scope, item)) ? inner(flat[0]) : undefined;
    if (name === 'Union') return all(flat.map(inner));
    if (name === 'Optional') return all([inner(flat[0]), [{ kind: 'external instance', name: 'None' }]]);
    if (name === 'Literal') {
      return all(
        flat.map((item) =>
          item.kind === 'literal' ? [{ kind: 'external instance', name: `builtins.${item.type}` }] : undefined,
        ),
      );
    }
    if (mappings.has(name)) {
      const keys = inner(flat[0]);
      return keys && [mappingOf(keys, inner(flat[1]) ?? [])];
    }
    if (/^(list|List|set|Set|Sequence|frozenset|FrozenSet)$/.test(name) && containers.has(name))
      return [containerOf(inner(flat[0]) ?? [])];
    return undefined;
  }

  private isPlainMetadata(scope: FunctionNode, item: Expression): boolean {
    if (item.kind === 'literal') return true;
    const call = asCall(scope.module, item);
    const values = call ? this.inference.evaluate(scope, call.callee) : [];
    return values.length > 0 && values.every((value) => value.kind === 'external' && metadata.test(value.name));
  }

  private instance(value: Value): Certain {
    if (value.kind === 'external') {
      const name = this.inference.knowledge.canonical(value.name);
      if (/^builtins\.(list|set)$/.test(name)) return [containerOf([])];
      if (name === 'builtins.dict') return [mappingOf([], [])];
      return this.inference.knowledge.harmless.isValue(name) || framework.test(name)
        ? [{ kind: 'external instance', name }]
        : undefined;
    }
    if (value.kind !== 'class') return undefined;
    const shape = this.classes.shape(value.node);
    return shape === 'model' || shape === 'enum' ? [{ kind: 'instance', node: value.node, parameters: [] }] : undefined;
  }
}

function all(lists: readonly Certain[]): Certain {
  const found: Value[] = [];
  for (const list of lists) {
    if (!list) return undefined;
    found.push(...list);
  }
  return found;
}
