import type { ClassHierarchy } from './class-hierarchy.ts';
import type { Value } from './value.ts';

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

/** Whether objects of subclasses may stand where values are declared. */
export function isPolymorphic(classes: ClassHierarchy, declared: readonly Value[]): boolean {
  return declared.some(
    (value) =>
      value.kind === 'instance' && (classes.subclasses(value.node).length > 0 || classes.isProtocol(value.node)),
  );
}
