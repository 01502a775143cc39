import type { ClassHierarchy } from './class-hierarchy.ts';
import type { ClassNode, FunctionNode, Value } from './value.ts';

/** The function itself, or, where it is only declared, what the project's subclasses define in its place. */
export function implementations(
  classes: ClassHierarchy,
  node: FunctionNode,
  receiver: Value | undefined,
): readonly FunctionNode[] {
  if (!node.facts.isStub || node.facts.class < 0) return [node];
  const declaring = node.module.classes[node.facts.class];
  const start: ClassNode | undefined = receiver?.kind === 'instance' ? receiver.node : declaring;
  if (!start) return [node];
  const found = new Set<FunctionNode>();
  for (const subclass of classes.subclasses(start)) {
    const method = classes.method(subclass, node.facts.name);
    if (method && !method.facts.isStub) found.add(method);
  }
  return found.size > 0 ? [...found] : [node];
}
