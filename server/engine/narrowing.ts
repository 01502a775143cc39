import type { ClassHierarchy } from './class-hierarchy.ts';
import type { Value } from './value.ts';

const metaclass = /(^|\.)(type|\w*Meta|\w*MetaClass|\w*Metaclass)$/;
const builtinData = /^builtins\.(str|bytes|bytearray|bool|int|float|complex|list|tuple|dict|set|frozenset)$/;

/** What is declared, narrowed to those of its subtypes that are really there. */
export function narrowed(
  classes: ClassHierarchy,
  declared: readonly Value[],
  actual: readonly Value[],
): readonly Value[] {
  if (declared.length === 0) return actual;
  const narrower = actual.filter(
    (value) => value.kind === 'instance' && declared.some((d) => isSubtype(classes, value, d)),
  );
  return narrower.length > 0 ? narrower : declared;
}

function isSubtype(classes: ClassHierarchy, value: Value, declared: Value): boolean {
  if (value.kind !== 'instance') return false;
  const lineage = classes.lineage(value.node);
  if (declared.kind === 'instance') {
    return lineage.classes.includes(declared.node) || classes.implementsProtocol(value.node, declared.node);
  }
  return declared.kind === 'external instance' && lineage.external.includes(declared.name);
}

/** Whether a value is certainly an object of a class, of which `object` is one. */
function isOfClass(classes: ClassHierarchy, value: Value, object: Value): boolean {
  if (value.kind === 'external instance') {
    return object.kind === 'external instance' && classes.libraryLineage(value.name).includes(object.name);
  }
  return isSubtype(classes, value, object);
}

/** The possibilities that are left when a value is an object of one of some classes, each given by its objects. */
export function ofClasses(
  classes: ClassHierarchy,
  values: readonly Value[],
  objects: readonly (readonly Value[])[],
): readonly Value[] {
  const asked = objects.flat();
  if (objects.some((options) => options.length === 0)) return values;
  // Lists, dictionaries and functions have no class here that could be compared.
  const left = values.filter((value) => isOpaque(value) || asked.some((object) => isOfClass(classes, value, object)));
  return left.length > 0 ? left : asked;
}

/** Whether each possibility is an object of one of some classes, or none is; undefined where that is open. */
export function areOfClasses(
  classes: ClassHierarchy,
  values: readonly Value[],
  objects: readonly (readonly Value[])[],
): boolean | undefined {
  const asked = objects.flat();
  if (values.length === 0 || objects.some((options) => options.length === 0)) return undefined;
  if (values.some((value) => isOpaque(value) && !isOtherThan(classes, value, asked))) return undefined;
  const isAsked = (value: Value) => asked.some((object) => isOfClass(classes, value, object));
  if (values.every(isAsked)) return true;
  // What is declared as a base may be an object of a class that is asked for.
  const mayBe = (value: Value) => isAsked(value) || asked.some((object) => isOfClass(classes, object, value));
  return values.some(mayBe) ? undefined : false;
}

/** The possibilities that are left when a value is of none of some classes. */
export function notOfClasses(
  classes: ClassHierarchy,
  values: readonly Value[],
  objects: readonly (readonly Value[])[],
): readonly Value[] {
  return values.filter((value) => !objects.flat().some((object) => isOfClass(classes, value, object)));
}

/** Whether a value is a class or a function, and what is asked for is neither. */
function isOtherThan(classes: ClassHierarchy, { kind }: Value, asked: readonly Value[]): boolean {
  if (kind !== 'class' && kind !== 'function') return false;
  return asked.every((object) => {
    if (object.kind === 'external instance') return builtinData.test(object.name);
    if (object.kind !== 'instance' || classes.isProtocol(object.node)) return false;
    return !classes.lineage(object.node).external.some((base) => metaclass.test(base));
  });
}

function isOpaque({ kind }: Value): boolean {
  return kind !== 'instance' && kind !== 'external instance' && kind !== 'type variable';
}

/** Whether objects of subclasses may stand where values are declared. */
export function isPolymorphic(classes: ClassHierarchy, declared: readonly Value[]): boolean {
  return declared.some(
    (value) =>
      value.kind === 'instance' && (classes.subclasses(value.node).length > 0 || classes.isProtocol(value.node)),
  );
}
