import type { Analysis } from '../engine/analysis.ts';
import type { HierarchyItem } from '../engine/call-hierarchy.ts';
import type { Place } from '../engine/finding.ts';
import type { Position } from '../engine/text-range.ts';

/** A function that a list names, with the line of its name from 1. */
export interface NamedFunction {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** A function that FastAPI calls, or that is handed to a thread. */
export interface ServingFunction extends NamedFunction {
  /** `GET /orders`, or its role. */
  readonly title: string;
  readonly place: Place;
}

/** Who reaches a function. */
export interface ServedBy {
  /** The first on every way up that FastAPI or a thread runs. */
  readonly callables: readonly ServingFunction[];
  /** Its direct callers. */
  readonly callers: readonly NamedFunction[];
}

/** Callers that are followed at most. */
const mostFollowed = 500;

/** Goes up the callers of the function at a place, until something that FastAPI runs. */
export function servedBy(analysis: Analysis, path: string, position: Position): ServedBy {
  const callables = new Map<string, ServingFunction>();
  const callers: NamedFunction[] = [];
  const seen = new Set<string>();
  const waiting = [...analysis.callHierarchyItems(path, position)];
  const starts = new Set(waiting);
  for (const item of waiting) {
    if (seen.size > mostFollowed) break;
    for (const { item: caller } of analysis.hierarchyCalls('incoming', item.path, item.key) ?? []) {
      const key = JSON.stringify([caller.path, caller.key]);
      if (starts.has(item)) callers.push(named(caller));
      if (seen.has(key)) continue;
      seen.add(key);
      const { callable } = caller;
      if (!callable) {
        waiting.push(caller);
        continue;
      }
      const { method, role, place } = callable;
      const route =
        method === undefined ? undefined : analysis.servedPath({ ...named(caller), method, route: callable.route });
      callables.set(key, { ...named(caller), place, title: method === undefined ? role : `${method} ${route ?? '…'}` });
    }
  }
  return { callables: [...callables.values()], callers };
}

function named({ name, path, selectionRange }: HierarchyItem): NamedFunction {
  return { name, path, line: selectionRange.start.line + 1 };
}
