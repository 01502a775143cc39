import type { BlockingPath } from '../blocking-summary.ts';
import type { TwinClass } from '../client-twins.ts';
import type { Fix } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { FixContext } from '../rules/rule.ts';
import { isTestModule } from '../test-module.ts';
import type { FunctionNode, Module } from '../value.ts';
import { ClientConversion, type Conversion } from './client-conversion.ts';
import type { FixSources } from './fix-sources.ts';
import { nodeAt } from './syntax-nodes.ts';

/** A call that makes a client which has an asynchronous class. */
interface Maker {
  readonly module: Module;
  readonly start: number;
  readonly end: number;
  readonly cls: TwinClass;
}

/** What has been worked out for one state of the files: many findings share a client. */
interface Worked {
  readonly makers: readonly Maker[];
  /** See `isUsedIn`. */
  readonly isUsed: (name: string) => boolean;
  readonly conversions: Map<Maker, Conversion | undefined>;
}

const worked = new WeakMap<LinkedProject, Worked>();

/**
 * A client becomes the asynchronous one where it is made, and everything that is done with it is awaited, in all files:
 * `OpenAI()` becomes `AsyncOpenAI()`, `client.get(k)` `await client.get(k)`, `with` and `for` get their `async`. Offered
 * only where every use is known and can wait. Where only tests are left, which nobody edits, the edit is reviewed.
 */
export function asyncClient(context: FixContext): Fix | undefined {
  const { project, source, sources } = context;
  const { path } = source;
  const family = path && project.inference.knowledge.clients.library(path.blocker.name);
  if (!path || !family) return undefined;
  const { makers, conversions } = workedOut(project);
  for (const maker of makers) {
    if (!maker.cls.name.startsWith(`${family}.`)) continue;
    const conversion = conversions.has(maker) ? conversions.get(maker) : converted(project, sources, maker);
    conversions.set(maker, conversion);
    if (conversion && isMended(project, path, conversion)) return fixOf(conversion);
  }
  return undefined;
}

function fixOf({ client, edits, functions, tests, reviews }: Conversion): Fix {
  return {
    kind: 'async-client',
    title: 'fix.async-client',
    params: {
      client,
      ...(functions.length === 1 ? { oneFunction: 'yes' } : {}),
      ...(functions.length > 1 ? { functions: String(functions.length) } : {}),
      ...(tests.length > 0 ? { tests: tests.join(', ') } : {}),
      ...Object.fromEntries(reviews.map((review) => [review, review])),
    },
    preferred: false,
    isSafe: false,
    edits,
    ...(tests.length + reviews.length > 0 ? { review: 'fix.review.async-client' } : {}),
  };
}

function converted(project: LinkedProject, sources: FixSources, maker: Maker): Conversion | undefined {
  const file = sources.file(maker.module);
  const call = file && nodeAt(file.root, maker, ['call']);
  return call ? new ClientConversion(project, sources, workedOut(project).isUsed).from(maker.module, call) : undefined;
}

function workedOut(project: LinkedProject): Worked {
  let found = worked.get(project);
  if (!found) {
    const isUsed = isUsedIn(project);
    found = { makers: makersIn(project, isUsed), isUsed, conversions: new Map() };
    worked.set(project, found);
  }
  return found;
}

/** Every call of the project, tests left out, that makes a client. */
function makersIn(project: LinkedProject, isUsed: (name: string) => boolean): readonly Maker[] {
  const { inference } = project;
  const { clients } = inference.knowledge;
  const makers: Maker[] = [];
  for (const module of project.modules.values()) {
    if (isTestModule(module.path)) continue;
    const roots = module.facts.imports.map((statement) => statement.module.split('.', 1)[0] ?? '');
    if (!roots.some((root) => clients.isLibrary(root))) continue;
    for (const call of module.facts.calls) {
      const scope = module.functions[call.function];
      const [value] = scope ? inference.evaluate(scope, call.callee) : [];
      if (value?.kind !== 'external') continue;
      const owner = value.name.slice(0, value.name.lastIndexOf('.'));
      const made = clients.madeBy(value.name, isUsed) ?? clients.madeBy(owner, isUsed);
      const isMaker =
        made &&
        (made.as !== made.cls.twin || clients.isNamed(made.cls, value.name) || isClassMaker(made.cls, value.name));
      if (made && isMaker) makers.push({ module, start: call.start, end: call.end, cls: made.cls });
    }
  }
  return makers;
}

function isClassMaker({ facts }: TwinClass, name: string): boolean {
  return facts.classMakers?.includes(name.slice(name.lastIndexOf('.') + 1)) ?? false;
}

/** Whether files of a project, tests left out, import a package, or a class of one by its qualified name. */
function isUsedIn(project: LinkedProject): (name: string) => boolean {
  const used = new Set<string>();
  for (const { path, facts } of project.modules.values()) {
    if (isTestModule(path)) continue;
    for (const { module, member, level } of facts.imports) {
      if (level > 0) continue;
      used.add(module.split('.', 1)[0] ?? '');
      if (member !== undefined) used.add(`${module}.${member}`);
    }
  }
  return (name) => used.has(name);
}

/** Whether all that blocks below the first call of a path is converted. */
function isMended(project: LinkedProject, path: BlockingPath, { converted }: Conversion): boolean {
  const [first] = path.steps;
  const seen = new Set<string>();
  const pending: { node: FunctionNode; edge: typeof first.edge }[] = [first];
  for (let step = pending.pop(); step; step = pending.pop()) {
    const { node, edge } = step;
    const key = `${node.module.path}:${edge.span.start}:${edge.span.end}`;
    if (edge.blockers.length > 0 && !converted.has(key)) return false;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const target of edge.targets) {
      for (const inner of project.graph.edgesOf(target)) {
        const blocks = project.blocking.pathFrom(target, inner) ?? project.blocking.likelyPathFrom(target, inner);
        if (blocks) pending.push({ node: target, edge: inner });
      }
    }
  }
  return true;
}
