import type { Blocker, CallEdge, CallGraph } from './call-graph.ts';
import type { FunctionNode } from './value.ts';

/** An edge and the function that it stands in. */
export interface PathStep {
  readonly node: FunctionNode;
  readonly edge: CallEdge;
}

/** The plainest way from a function to a call that blocks: short, and with few steps that only some calls take. */
export interface BlockingPath {
  /** The edges to follow; the last one has the blocker. */
  readonly steps: readonly [PathStep, ...PathStep[]];
  readonly blocker: Blocker;
}

/** What a step costs, and what one more costs that is taken only under a condition. */
const stepCost = 1;
const conditionCost = 2;

function costOf(edge: CallEdge): number {
  return edge.call?.isConditional ? stepCost + conditionCost : stepCost;
}

/**
 * Tells for every function that the roots reach whether it ends in a call that blocks. An edge with several possible
 * targets blocks only if all of them do.
 */
export class BlockingSummary {
  private readonly graph: CallGraph;
  /** Functions that block, with what their way down to the blocking call costs. */
  private readonly distance = new Map<FunctionNode, number>();

  constructor(graph: CallGraph, roots: Iterable<FunctionNode>) {
    this.graph = graph;
    const waiting = new Map<FunctionNode, { node: FunctionNode; cost: number; open: number }[]>();
    const seen = new Set<FunctionNode>(roots);
    // By their cost so far: the nearest first, so that each function is reached over a cheapest way.
    const reached: FunctionNode[][] = [];
    const reach = (node: FunctionNode, cost: number) => {
      const nodes = reached[cost];
      if (nodes) nodes.push(node);
      else reached[cost] = [node];
    };
    for (const node of seen) {
      for (const edge of graph.edgesOf(node)) {
        for (const target of edge.targets) seen.add(target);
        if (edge.mayBeHarmless) continue;
        const cost = costOf(edge);
        if (edge.targets.length === 0) {
          reach(node, cost);
          continue;
        }
        const wait = { node, cost, open: new Set(edge.targets).size };
        for (const target of new Set(edge.targets)) {
          const list = waiting.get(target);
          if (list) list.push(wait);
          else waiting.set(target, [wait]);
        }
      }
    }
    for (let cost = 0; cost < reached.length; cost++) {
      for (const node of reached[cost] ?? []) {
        if (this.distance.has(node)) continue;
        this.distance.set(node, cost);
        for (const wait of waiting.get(node) ?? []) if (--wait.open === 0) reach(wait.node, cost + wait.cost);
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

  /** The plainest path from a function; undefined when it does not block. */
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
    let bestCost = Number.POSITIVE_INFINITY;
    for (const edge of this.graph.edgesOf(node)) {
      if (edge.mayBeHarmless || !edge.targets.every((target) => this.distance.has(target))) continue;
      const nearest = this.nearest(edge.targets);
      const rest = nearest ? (this.distance.get(nearest) ?? 0) : 0;
      const cost = costOf(edge);
      // Of two ways that cost the same, the one that runs always.
      const isBetter = rest + cost < bestCost || (rest + cost === bestCost && best && cost < costOf(best));
      if (rest < own && isBetter) {
        best = edge;
        bestCost = rest + cost;
      }
    }
    return best;
  }
}
