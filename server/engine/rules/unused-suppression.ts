import { removeSuppression } from '../fixes/remove-suppression.ts';
import { positionAt } from '../line-index.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { ModuleFacts, SuppressionFacts } from '../module-facts.ts';
import { nearestName } from '../nearest-name.ts';
import { silences, suppressionRule } from '../suppressions.ts';
import type { FunctionNode, Module } from '../value.ts';
import type { Preset, Rule, RuleFinding } from './rule.ts';

const presets: readonly Preset[] = ['recommended', 'strict', 'learning'];

/**
 * A comment that silences a rule where the rule finds nothing. What any preset shows counts as found, whatever the settings
 * say: who changes them must not have to write the comments anew.
 *
 * @param rules All other rules.
 */
export function unusedSuppression(rules: readonly Rule[]): Rule {
  const known = [...rules.map(({ name }) => name), suppressionRule];
  return {
    name: suppressionRule,
    severity: { recommended: 'hint', strict: 'information', learning: 'hint' },
    card: 'decision',
    isAdvice: true,
    documentation: {
      summary: 'A `# loopwise: ignore` comment that silences nothing, or names a rule that does not exist.',
      why: `A comment that outlives the code it was written for silences the next finding on its line, which nobody has judged. One
with a misspelt name does nothing, and looks as if it did.

A rule counts as silenced if any preset reports something there. Where a call cannot be followed, nothing is said: with
another environment there may be a finding.`,
      bad: `from fastapi import FastAPI

app = FastAPI()


@app.get('/items')
async def read_items():
    return ['a']  # loopwise: ignore[blocking-call]
`,
      good: `import time

from fastapi import FastAPI

app = FastAPI()


@app.get('/items')
async def read_items():
    time.sleep(0.001)  # loopwise: ignore[blocking-call] shorter than the switch to a thread
    return ['a']
`,
      ignore: 'Where the comment is needed with another version of a library only.',
    },
    *check(project, module) {
      const { facts } = module;
      if (facts.suppressions.length === 0 || facts.syntaxErrors.length > 0) return;
      const found = presets.flatMap((preset) => findingsOf(project, module, preset, rules));
      for (const suppression of facts.suppressions) {
        const names = suppression.rules.length > 0 ? suppression.rules : known;
        const isUsed = (name: string) =>
          name === suppressionRule || found.some((one) => isSilenced(suppression, name, one));
        const unknown = suppression.rules.find((name) => !known.includes(name));
        const unused = names.filter((name) => !isUsed(name));
        const isNeeded = suppression.rules.length === 0 && unused.length < names.length - 1;
        if (isNeeded || unused.length === 0) continue;
        const isDoubtful =
          unused.some((name) => known.includes(name)) && mayBeUsedElsewhere(project, module, suppression);
        const certain = isDoubtful ? unused.filter((name) => !known.includes(name)) : unused;
        if (certain.length > 0) yield findingAt(module, suppression, certain, unknown, known);
      }
    },
  };
}

interface Found {
  readonly rule: string;
  readonly node: FunctionNode;
  readonly line: number;
}

function findingsOf(project: LinkedProject, module: Module, preset: Preset, rules: readonly Rule[]): readonly Found[] {
  return rules.flatMap((rule) =>
    [...rule.check(project, module, preset)].map(({ node, span }) => ({
      rule: rule.name,
      node,
      line: positionAt(module.facts.lineStarts, span.start).line,
    })),
  );
}

function isSilenced(suppression: SuppressionFacts, name: string, { rule, node, line }: Found): boolean {
  return rule === name && silences(suppression, node, { rule }, line);
}

function findingAt(
  module: Module,
  suppression: SuppressionFacts,
  unused: readonly string[],
  unknown: string | undefined,
  known: readonly string[],
): RuleFinding {
  const { start, reasonStart } = suppression;
  const isWhole = suppression.rules.every((name) => unused.includes(name));
  const nearest = unknown === undefined ? undefined : nearestName(unknown, known);
  const message = unknown !== undefined ? 'unknown' : isWhole ? 'whole' : 'part';
  return {
    span: { start, end: reasonStart },
    node: innermostAt(module, start),
    runsOn: 'caller',
    message: `unused-suppression.${message}`,
    params: {
      names: suppression.rules.length > 0 ? unused.map((name) => `\`${name}\``).join(', ') : '',
      ...(suppression.rules.length > 0 ? { named: 'named' } : {}),
      ...(unknown !== undefined ? { unknown } : {}),
      ...(nearest !== undefined ? { nearest } : {}),
    },
    card: 'decision',
    chain: [],
    fixes: [removeSuppression(suppression, unused, unknown === undefined)],
  };
}

/** The function whose text holds an offset; the module where none does. */
function innermostAt(module: Module, offset: number): FunctionNode {
  const around = module.functions.filter(({ facts }) => facts.span.start <= offset && offset <= facts.span.end);
  return around.at(-1) as FunctionNode;
}

/**
 * Whether what a comment speaks for calls something that cannot be followed here: with the source of a library at hand there
 * may be a finding. What runs in threads alone needs no look, since nothing there is a finding of that kind.
 */
function mayBeUsedElsewhere(project: LinkedProject, module: Module, suppression: SuppressionFacts): boolean {
  const holders = module.functions.filter((node) => node.facts.kind !== 'module' && speaksFor(suppression, node));
  for (const node of project.graph.reachedFrom(holders)) {
    const roles = project.model.rolesOf(node);
    if (roles.length > 0 && roles.every(({ place }) => place === 'thread pool')) continue;
    if (
      node.facts.calls.some((index) => isOpen(project, node, index, holders.includes(node) ? suppression : undefined))
    )
      return true;
  }
  return false;
}

/** Whether a comment speaks for something in a function's own code. */
function speaksFor({ scope, line }: SuppressionFacts, { facts, module }: FunctionNode): boolean {
  if (scope === 'file') return true;
  return lineAt(module.facts, facts.span.start) <= line && line <= lineAt(module.facts, facts.span.end);
}

function isOpen(project: LinkedProject, node: FunctionNode, index: number, on: SuppressionFacts | undefined): boolean {
  const call = node.module.facts.calls[index];
  if (!call) return false;
  const { facts } = node.module;
  const isForAll = on === undefined || on.scope === 'file' || on.line === lineAt(facts, node.facts.span.start);
  const isHere = lineAt(facts, call.start) <= (on?.line ?? 0) && (on?.line ?? 0) <= lineAt(facts, call.end);
  if (!isForAll && !isHere) return false;
  const { knowledge } = project.inference;
  const callees = project.inference.evaluate(node, call.callee);
  return callees.length === 0 || callees.some((value) => value.kind === 'external' && knowledge.isOpen(value.name));
}

function lineAt({ lineStarts }: ModuleFacts, offset: number): number {
  return positionAt(lineStarts, offset).line;
}
