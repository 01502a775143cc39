import type { Inference } from './inference.ts';
import { isTestModule } from './test-module.ts';
import { type ClassNode, classOf, type FunctionNode, type Value } from './value.ts';

/**
 * The functions that a call of a method may reach: the method itself, or where that is only declared, what subclasses
 * define: those of tests only for tests. An empty method counts where its class is built, and then it does nothing.
 */
export function implementations(
  inference: Inference,
  method: FunctionNode,
  receiver: Value | undefined,
): readonly FunctionNode[] {
  const declaring = classOf(method);
  if (!method.facts.isStub || !declaring) return [method];
  const { classes } = inference;
  const start = receiver?.kind === 'instance' ? receiver.node : declaring;
  const found = new Set<FunctionNode>();
  for (const reached of classes.findMethods(start, method.facts.name)) {
    if (isDefinition(inference, reached, start)) found.add(reached);
  }
  for (const subclass of classes.subclasses(start)) {
    const isOfTests = isTestModule(subclass.module.path) && !isTestModule(declaring.module.path);
    for (const own of isOfTests ? [] : classes.methods(subclass, method.facts.name)) {
      if (isDefinition(inference, own, subclass)) found.add(own);
    }
  }
  return found.size > 0 ? [...found] : [method];
}

function isDefinition({ classes, built }: Inference, method: FunctionNode, of: ClassNode): boolean {
  if (!method.facts.isStub) return true;
  return !classes.isDeclaration(method) && built.has(of);
}
