import type { Blocker, CallEdge, CallGraph } from './call-graph.ts';
import type { FunctionNode } from './value.ts';

/** An edge and the function that it stands in. */
export interface PathStep {
  readonly node: FunctionNode;
  readonly edge: CallEdge;
}

/** The shortest way from a function to a call that blocks. */
export interface BlockingPath {
  /** The edges to follow; the last one has the blocker. */
  readonly steps: readonly [PathStep, ...PathStep[]];
  readonly blocker: Blocker;
}

/**
 * Tells for every function that the roots reach whether it ends in a call that blocks. An edge with several possible
 * targets blocks only if all of them do.
 */
export class BlockingSummary {
  private readonly graph: CallGraph;
  /** Functions that block, with their number of steps down to the blocking call. */
  private readonly distance = new Map<FunctionNode, number>();

  constructor(graph: CallGraph, roots: Iterable<FunctionNode>) {
    this.graph = graph;
    const waiting = new Map<FunctionNode, { node: FunctionNode; edge: CallEdge; open: number }[]>();
    const seen = new Set<FunctionNode>(roots);
    const settled: FunctionNode[] = [];
    for (const node of seen) {
      for (const edge of graph.edgesOf(node)) {
        for (const target of edge.targets) seen.add(target);
        if (edge.mayBeHarmless) continue;
        if (edge.targets.length === 0) {
          if (!this.distance.has(node)) settled.push(node);
          this.distance.set(node, 1);
          continue;
        }
        const wait = { node, edge, open: new Set(edge.targets).size };
        for (const target of new Set(edge.targets)) {
          const list = waiting.get(target);
          if (list) list.push(wait);
          else waiting.set(target, [wait]);
        }
      }
    }
    // Breadth first: each function is reached over a shortest path.
    for (const node of settled) {
      for (const wait of waiting.get(node) ?? []) {
        if (--wait.open > 0 || this.distance.has(wait.node)) continue;
        this.distance.set(wait.node, (this.distance.get(node) ?? 0) + 1);
        settled.push(wait.node);
      }
    }
  }

  /** The path that begins with an edge; undefined when the edge does not lead to a blocking call. */
  pathFrom(node: FunctionNode, edge: CallEdge): BlockingPath | undefined {
    const steps: [PathStep, ...PathStep[]] = [{ node, edge }];
    for (let at = steps[0]; ; steps.push(at)) {
      if (at.edge.mayBeHarmless || !at.edge.targets.every((target) => this.distance.has(target))) return undefined;
      const next = this.nearest(at.edge.targets);
      if (!next) {
        const blocker = at.edge.blockers[0];
        return blocker && { steps, blocker };
      }
      const nextEdge = this.leadingEdge(next);
      if (!nextEdge || steps.length > 60) return undefined;
      at = { node: next, edge: nextEdge };
    }
  }

  /** The shortest path from a function; undefined when it does not block. */
  path(node: FunctionNode): BlockingPath | undefined {
    const edge = this.leadingEdge(node);
    return edge && this.pathFrom(node, edge);
  }

  private nearest(targets: readonly FunctionNode[]): FunctionNode | undefined {
    let best: FunctionNode | undefined;
    for (const target of targets) {
      if (best === undefined || (this.distance.get(target) ?? 0) < (this.distance.get(best) ?? 0)) best = target;
    }
    return best;
  }

  private leadingEdge(node: FunctionNode): CallEdge | undefined {
    const own = this.distance.get(node);
    if (own === undefined) return undefined;
    let best: CallEdge | undefined;
    let bestLength = Number.POSITIVE_INFINITY;
    for (const edge of this.graph.edgesOf(node)) {
      if (edge.mayBeHarmless || !edge.targets.every((target) => this.distance.has(target))) continue;
      const nearest = this.nearest(edge.targets);
      const length = nearest ? (this.distance.get(nearest) ?? 0) : 0;
      if (length < bestLength && length < own) {
        best = edge;
        bestLength = length;
      }
    }
    return best;
  }
}
