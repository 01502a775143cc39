import { nameOf } from './expression-name.ts';
import type { Inference } from './inference.ts';
import type { Expression } from './module-facts.ts';
import type { ClassNode, FunctionNode } from './value.ts';

/** What a class is, where nothing in it is out of the ordinary. */
export type ClassShape = 'plain' | 'dataclass' | 'model' | 'enum';

/** Methods that make reading, writing or building an object something else than it looks like. */
const unusual =
  /^__(getattr|getattribute|setattr|delattr|new|del|set_name|get|set|class_getitem|instancecheck)__$|^_missing_$|^model_post_init$/;
const plainMethod = /^(property|staticmethod|classmethod|abstractmethod|computed_field|override)$/;

/** Tells which classes of the project do what their text says and no more: no metaclass, no descriptor, no unknown base. */
export class PlainClasses {
  private readonly inference: Inference;
  private readonly shapes = new Map<ClassNode, ClassShape | undefined>();

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** The shape of a class; undefined where its objects may do anything. */
  shape(cls: ClassNode): ClassShape | undefined {
    if (!this.shapes.has(cls)) this.shapes.set(cls, this.shapeNew(cls));
    return this.shapes.get(cls);
  }

  private shapeNew(cls: ClassNode): ClassShape | undefined {
    const { classes, external } = this.inference.classes.lineage(cls);
    const { harmless } = this.inference.knowledge;
    if (!external.every((name) => harmless.isBase(name)) || !classes.every((one) => this.isOrdinary(one)))
      return undefined;
    if (external.some((name) => name.startsWith('pydantic.'))) return 'model';
    if (external.some((name) => name.startsWith('enum.'))) return 'enum';
    if (external.some((name) => /^builtins\.(str|int)$/.test(name))) return undefined;
    return classes.some(({ facts }) => facts.decorators.length > 0) ? 'dataclass' : 'plain';
  }

  private isOrdinary(cls: ClassNode): boolean {
    const { facts, module } = cls;
    const scope = module.functions[facts.function];
    if (!scope || facts.hasOptions || this.inference.classes.baseValues(cls).length !== facts.bases.length)
      return false;
    const isDataclass = (decorator: Expression) => {
      const made = decorator.kind === 'call' ? module.facts.calls[decorator.call]?.callee : decorator;
      const values = made ? this.inference.evaluate(scope, made) : [];
      return (
        values.length > 0 &&
        values.every((value) => value.kind === 'external' && value.name === 'dataclasses.dataclass')
      );
    };
    return (
      facts.decorators.every(isDataclass) && this.methods(cls).every(({ facts: method }) => !unusual.test(method.name))
    );
  }

  private methods({ facts, module }: ClassNode): readonly FunctionNode[] {
    return facts.methods.flatMap((index) => module.functions[index] ?? []);
  }

  /** Whether methods of a class or its bases are decorated with something that may run when an object is made or filled. */
  hasValidators(cls: ClassNode): boolean {
    return this.inference.classes
      .lineage(cls)
      .classes.some((one) =>
        this.methods(one).some(({ facts }) =>
          facts.decorators.some((decorator) => !plainMethod.test(nameOf(decorator) ?? '')),
        ),
      );
  }

  /** The property of a name; undefined when the class has none. */
  property(cls: ClassNode, name: string): FunctionNode | undefined {
    const method = this.inference.classes.findMethod(cls, name);
    return method && this.inference.classes.isProperty(method) ? method : undefined;
  }

  /** Whether reading an attribute, which is no property, runs nothing: a class may hold a descriptor in it. */
  isStored(cls: ClassNode, name: string): boolean {
    const shape = this.shape(cls);
    if (!shape) return false;
    const { classes } = this.inference.classes.lineage(cls);
    if (this.inference.classes.findMethod(cls, name)) return !this.property(cls, name);
    if (shape === 'enum' && (name === 'value' || name === 'name')) return true;
    const bindings = classes.flatMap(({ facts }) => facts.bindings.filter(({ target }) => target === name));
    if (bindings.length > 0) {
      return bindings.every(
        ({ value, annotation }) => shape === 'enum' || (shape !== 'plain' && annotation) || isData(value),
      );
    }
    return classes.some((one) =>
      this.methods(one).some(({ facts }) => facts.bindings.some(({ target }) => target === `self.${name}`)),
    );
  }

  /** Whether an assignment to an attribute runs nothing. */
  isAssignable(cls: ClassNode, name: string): boolean {
    const shape = this.shape(cls);
    if (!shape || shape === 'enum' || this.inference.classes.findMethod(cls, name)) return false;
    if (shape === 'model') return !this.hasValidators(cls);
    const { classes } = this.inference.classes.lineage(cls);
    const bindings = classes.flatMap(({ facts }) => facts.bindings.filter(({ target }) => target === name));
    return bindings.every(({ value, annotation }) => (shape === 'dataclass' && annotation) || isData(value));
  }
}

/** Whether what a class body assigns is certainly no descriptor. */
function isData(value: Expression | undefined): boolean {
  return !value || value.kind === 'literal' || value.kind === 'collection';
}
