import type { BlockingPath } from './blocking-summary.ts';
import { edgeAt, functionNamedAt } from './call-at-place.ts';
import type { ChainStep, Finding } from './finding.ts';
import { positionAt } from './line-index.ts';
import type { LinkedProject } from './linked-project.ts';
import { chainOf } from './rules/blocking-call.ts';
import type { Position } from './text-range.ts';
import type { Module } from './value.ts';

/**
 * The steps from a place down to the call that blocks: of the call or the function header there, else of the finding that
 * stands there or on its line. Empty where nothing blocks.
 */
export function blockingPathAt(
  project: LinkedProject,
  module: Module,
  offset: number,
  findings: readonly Finding[],
): readonly ChainStep[] {
  // First what stands there itself: the finding of an outer call does not speak for another call among its arguments.
  const own = ownPath(project, module, offset);
  if (own) return chainOf(own);
  const position = positionAt(module.facts.lineStarts, offset);
  const withChain = findings.filter(({ chain }) => chain.length > 0);
  const near =
    withChain.find(({ range }) => isWithin(position, range.start, range.end)) ??
    withChain.find(({ range }) => range.start.line <= position.line && position.line <= range.end.line);
  return near?.chain ?? [];
}

function ownPath(project: LinkedProject, module: Module, offset: number): BlockingPath | undefined {
  const header = functionNamedAt(module, offset);
  if (header) return project.pathOf(header);
  const found = edgeAt(project, module, offset);
  return found && project.blocking.pathFrom(found.node, found.edge);
}

function isWithin({ line, character }: Position, start: Position, end: Position): boolean {
  const isBefore = line < start.line || (line === start.line && character < start.character);
  return !isBefore && (line < end.line || (line === end.line && character <= end.character));
}
