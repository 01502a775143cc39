import type { LinkedProject } from './linked-project.ts';
import type { Expression } from './module-facts.ts';
import { hasResponseModel, responseModelOf } from './response-serialisation.ts';
import { decoratorCalls, enclosingFunction, type FunctionNode, type Value } from './value.ts';

const response = /^(fastapi|starlette)\.([\w.]+\.)?\w*Response$/;

/**
 * Whether FastAPI validates what a path operation returns against a declared model, and that may be much, or read attributes
 * of an object that nobody here knows. Source: fastapi/routing.py, `serialize_response` and `APIRoute.__init__`.
 */
export function hasLargeResponse(project: LinkedProject, node: FunctionNode): boolean {
  return hasResponseField(project, node) && !returnsLittle(project, node);
}

/** Whether what a function returns is certainly little: values of Python's own, models, and what is put together of them. */
export function returnsLittle(project: LinkedProject, node: FunctionNode): boolean {
  const frame = project.harmless.values.frameworkFrame(node);
  const isSmall = (expression: Expression): boolean => {
    switch (expression.kind) {
      case 'literal':
      case 'other':
        return true;
      case 'choice':
        return expression.options.every(isSmall);
      case 'collection':
        return expression.items.length < 20 && [...expression.items, ...expression.keys].every(isSmall);
      default: {
        const values = project.harmless.values.of(frame, expression);
        return values !== undefined && values.length > 0 && values.every((value) => isSmallValue(project, value));
      }
    }
  };
  return node.facts.returns.every(isSmall) && node.facts.loops.length === 0;
}

function isSmallValue(project: LinkedProject, value: Value): boolean {
  if (value.kind === 'external instance') {
    return (
      value.name === 'None' || response.test(value.name) || project.inference.knowledge.harmless.isValue(value.name)
    );
  }
  if (value.kind !== 'instance') return false;
  const shape = project.harmless.values.classes.shape(value.node);
  return shape === 'enum' || (shape === 'model' && !project.harmless.values.classes.hasValidators(value.node));
}

/** Whether a response model is declared, or may be declared where the function is registered. */
export function hasResponseField(project: LinkedProject, node: FunctionNode): boolean {
  const scope = enclosingFunction(node);
  const made = decoratorCalls(node);
  if (made.length === 0 || !scope) return true;
  return made.some((call) => {
    if (hasResponseModel(call)) return true;
    if (responseModelOf(call)) return false;
    const { returnAnnotation } = node.facts;
    if (!returnAnnotation) return false;
    const types = project.inference.types.of(scope, returnAnnotation);
    return types.length === 0 || !types.every((type) => type.kind === 'external instance' && response.test(type.name));
  });
}
