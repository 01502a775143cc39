import type { OffloaderEntry } from '../knowledge/knowledge-schema.ts';
import { streamingResponse } from './builtin-callbacks.ts';
import type { CardTrigger } from './card-trigger.ts';
import type { Place } from './finding.ts';
import { argument } from './given-argument.ts';
import type { CallableRole, Statement } from './hover-subject.ts';
import type { LinkedProject } from './linked-project.ts';
import type { CallFacts, Expression } from './module-facts.ts';
import { excerpt } from './source-excerpt.ts';
import type { FunctionNode, Value } from './value.ts';

/** What a call means for where code runs, though it does not block itself. */
export interface CallConcept {
  readonly trigger: CardTrigger;
  readonly statement: Statement;
  /** The function of the project that the call speaks of, with the place where it will run. */
  readonly subject: { readonly node: FunctionNode; readonly place: Place } | undefined;
}

const dependsName = /^fastapi(\.\w+)*\.(Depends|Security)$/;
const applicationName = /^fastapi(\.\w+)*\.FastAPI$/;
const tasksName = /^(fastapi|starlette)(\.\w+)*\.Background(Tasks|Task)$/;
const ownThreads = /^(concurrent\.futures|threading|multiprocessing)\./;
const threadMaker = /^(concurrent\.futures\.ThreadPoolExecutor|multiprocessing\.pool\.ThreadPool)$/;
const processMaker = /^(concurrent\.futures\.ProcessPoolExecutor|multiprocessing(\.pool)?\.Pool)$/;
/** Those that run what they are given beside the function, and not only until it awaits them. */
const runsBeside = /(^|\.)(gather|create_task|ensure_future|start_soon|as_completed|wait)$/;

/** What a call in a function is an example of; undefined where it decides nothing about where code runs. */
export function callConcept(project: LinkedProject, node: FunctionNode, call: CallFacts): CallConcept | undefined {
  for (const value of project.inference.evaluate(node, call.callee)) {
    const offloader = value.kind === 'function' ? project.inference.declared.offloader(value) : undefined;
    const concept = offloader
      ? offloaderConcept(project, node, call, offloader)
      : value.kind === 'external'
        ? libraryConcept(project, node, call, value.name)
        : coroutineConcept(value, call);
    if (concept) return concept;
  }
  return undefined;
}

/** What a name in an annotation is an example of; undefined for other types. */
export function typeConcept(project: LinkedProject, node: FunctionNode, type: Expression): CallConcept | undefined {
  const values = project.inference.evaluate(node, type);
  const isTasks = values.some((value) => value.kind === 'external' && tasksName.test(value.name));
  return isTasks
    ? { trigger: 'background task', statement: { key: 'concept.background tasks', params: {} }, subject: undefined }
    : undefined;
}

function libraryConcept(
  project: LinkedProject,
  node: FunctionNode,
  call: CallFacts,
  name: string,
): CallConcept | undefined {
  const plain = (trigger: CardTrigger, key: string, params: Statement['params'] = {}) =>
    plainConcept(node, call, trigger, key, params);
  if (dependsName.test(name)) return dependsConcept(project, node, call);
  if (applicationName.test(name)) return plain('application', 'concept.application', countsOf(project));
  if (tasksName.test(name) && call.arguments.length === 0) return plain('background task', 'concept.background tasks');
  if (streamingResponse.test(name)) return plain('streaming response', 'concept.streaming');
  if (threadMaker.test(name)) return plain('thread executor', 'concept.thread executor');
  if (processMaker.test(name)) return plain('process pool', 'concept.process pool');
  if (runsBeside.test(name) && /^(asyncio|anyio)\./.test(name)) return plain('concurrent tasks', 'concept.concurrent');
  const offloader = project.inference.knowledge.offloader(name);
  return offloader && offloaderConcept(project, node, call, offloader, name);
}

function plainConcept(
  node: FunctionNode,
  call: CallFacts,
  trigger: CardTrigger,
  key: string,
  params: Statement['params'] = {},
): CallConcept {
  const callee = excerpt(node.module.facts, call.callee);
  return { trigger, statement: { key, params: { call: callee, ...params } }, subject: undefined };
}

function offloaderConcept(
  project: LinkedProject,
  node: FunctionNode,
  call: CallFacts,
  offloader: OffloaderEntry,
  name: string = offloader.name,
): CallConcept | undefined {
  const plain = (trigger: CardTrigger, key: string, params: Statement['params'] = {}) =>
    plainConcept(node, call, trigger, key, params);
  if (offloader.runs === 'event loop') return undefined;
  const given = argument(call, offloader.callable ?? -1, offloader.keyword ?? '');
  const handed = given && excerpt(node.module.facts, given);
  const params = handed === undefined ? {} : { handed };
  if (offloader.runs === 'process') return plain('process pool', 'concept.to process', params);
  if (offloader.runs === 'framework') {
    const subject = given && functionOf(project, node, given, 'background task');
    const key = subject ? `concept.background task.${subject.place}` : 'concept.background tasks';
    return { ...plain('background task', key, params), subject };
  }
  return ownThreads.test(name)
    ? plain('thread executor', 'concept.to own thread', params)
    : plain('offloader', 'concept.offloader', params);
}

function dependsConcept(project: LinkedProject, node: FunctionNode, call: CallFacts): CallConcept {
  const given = argument(call, 0, 'dependency');
  const subject = given && functionOf(project, node, given, 'dependency');
  const params: Record<string, string> = given ? { dependency: excerpt(node.module.facts, given) } : {};
  const key = subject ? `concept.depends.${subject.place}` : 'concept.depends';
  return { trigger: 'dependency', statement: { key, params }, subject };
}

/** The function that FastAPI calls for what is given to it, where it is of the project, and where it runs it. */
function functionOf(
  project: LinkedProject,
  node: FunctionNode,
  given: Expression,
  role: CallableRole,
): CallConcept['subject'] {
  for (const value of project.inference.evaluate(node, given)) {
    const called = project.inference.classes.calledFunction(value);
    const known = called && project.model.rolesOf(called).find((callable) => callable.role === role);
    if (called && known) return { node: called, place: known.place };
  }
  return undefined;
}

function coroutineConcept(value: Value, call: CallFacts): CallConcept | undefined {
  if (value.kind !== 'function' || value.node.facts.kind !== 'async def' || value.node.facts.isGenerator)
    return undefined;
  if (call.usage === 'awaited' || call.usage === 'decorator') return undefined;
  const params = { function: value.node.facts.qualifiedName };
  return { trigger: 'coroutine', statement: { key: 'concept.coroutine', params }, subject: undefined };
}

/** How many functions the framework calls, as parameters of a message. */
function countsOf({ model, blocking }: LinkedProject): Record<string, string> {
  const operations = model.callables.filter(({ role }) => role === 'path operation');
  const onLoop = operations.filter(({ place }) => place === 'event loop');
  const blocked = onLoop.filter(({ node }) => blocking.path(node) !== undefined);
  return {
    operations: String(operations.length),
    loop: String(onLoop.length),
    threads: String(operations.length - onLoop.length),
    ...(blocked.length > 0 ? { blocked: String(blocked.length) } : {}),
  };
}
