import type { LinkedProject } from '../linked-project.ts';
import { classOf, type FunctionNode } from '../value.ts';
import { isCalledByProject } from './can-be-def.ts';

/**
 * Whether a `def` can become an `async def` and nothing else changes but where it runs: FastAPI alone calls it, as a path
 * operation or a dependency, and nothing else has hold of it.
 */
export function canBeAsyncDef(project: LinkedProject, node: FunctionNode): boolean {
  const { facts } = node;
  if (facts.kind !== 'def' || facts.isStub || facts.name === '__init__') return false;
  const roles = project.model.rolesOf(node);
  if (!roles.every(({ role, place }) => /^(path operation|dependency)$/.test(role) && place === 'thread pool'))
    return false;
  // An old FastAPI runs no asynchronous generator as a path operation.
  const isStream = facts.isGenerator && roles.some(({ role }) => role === 'path operation');
  if (isStream && !project.inference.versions.has(node.module.path, 'streamed operation')) return false;
  if (!facts.decorators.every((decorator) => project.model.isRegistration(node, decorator))) return false;
  const owner = classOf(node);
  if (owner && project.inference.classes.subclasses(owner).length > 0) return false;
  if (owner && facts.name === '__call__' && project.references.areObjectsUsed(owner)) return false;
  return !isCalledByProject(project, node) && !project.references.isHandedOn(node);
}
