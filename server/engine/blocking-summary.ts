import type { Category } from '../knowledge/knowledge-schema.ts';
import type { Blocker, CallEdge } from './call-edge.ts';
import { isWhereNoneRuns } from './loop-awareness.ts';
import type { FunctionNode } from './value.ts';

/** An edge and the function that it stands in. */
export interface PathStep {
  readonly node: FunctionNode;
  readonly edge: CallEdge;
}

/**
 * What the knowledge of a path rests on, by the weakest of its steps: the blocking call stands in the function itself; calls
 * whose target is known lead there; a call has several implementations, and all of them block; the source of a library
 * tells, which nobody has described.
 */
export type Confidence = 'direct' | 'typed' | 'hierarchy' | 'library';

/** The plainest way from a function to a call that blocks: short, and with few steps that only some calls take. */
export interface BlockingPath {
  /** The edges to follow; the last one has the blocker. */
  readonly steps: readonly [PathStep, ...PathStep[]];
  readonly blocker: Blocker;
  readonly confidence: Confidence;
  /** Some step may go another way, so that nothing may block in the end. */
  readonly isLikely: boolean;
}

/** What a step costs, what one more costs that is taken only under a condition, and one that may be over too soon. */
const stepCost = 1;
const conditionCost = 2;
const doubtCost = 8;

function costOf(edge: CallEdge): number {
  const condition = edge.call?.isConditional ? conditionCost : 0;
  const doubt = edge.blockers.some(({ isLikely }) => isLikely) ? doubtCost : 0;
  return stepCost + condition + doubt;
}

/** What libraries use for a moment to protect their own state. */
const heldBriefly: ReadonlySet<Category> = new Set(['lock', 'queue']);

/** Whether an edge in the source of a library is taken in every call, and waits for what takes long. */
function isPlainInLibrary(edge: CallEdge): boolean {
  // Of what the syntax calls, such as the end of a `with`, it is not known whether it runs always.
  if (edge.call?.isConditional !== false) return false;
  return !edge.blockers.some(({ entry }) => entry.category !== undefined && heldBriefly.has(entry.category));
}

interface Needed {
  readonly targets: readonly FunctionNode[];
  readonly all: boolean;
}

/** What is known of the functions that block, with certainty or with some likelihood. */
abstract class Tier {
  /** Functions that block, with what their way down to the blocking call costs. */
  readonly distance = new Map<FunctionNode, number>();

  private readonly isSilent: (node: FunctionNode) => boolean;

  constructor(isSilent: (node: FunctionNode) => boolean) {
    this.isSilent = isSilent;
  }

  /** Targets of an edge that must block for it to block: none when it blocks by itself, undefined when it never does. */
  needed(node: FunctionNode, edge: CallEdge): Needed | undefined {
    return isWhereNoneRuns(node, edge.span.start) || this.isSilent(node) ? undefined : this.neededOnLoop(node, edge);
  }

  protected abstract neededOnLoop(node: FunctionNode, edge: CallEdge): Needed | undefined;

  /** Whether an edge ends in a call that blocks. */
  leads(node: FunctionNode, edge: CallEdge): boolean {
    const needed = this.needed(node, edge);
    if (!needed) return false;
    if (needed.targets.length === 0) return true;
    const blocks = (target: FunctionNode) => this.distance.has(target);
    return needed.all ? needed.targets.every(blocks) : needed.targets.some(blocks);
  }

  /** Of the targets that block the one with the plainest way down. */
  nearest(targets: readonly FunctionNode[]): FunctionNode | undefined {
    let best: FunctionNode | undefined;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (const target of targets) {
      const distance = this.distance.get(target) ?? Number.POSITIVE_INFINITY;
      if (distance >= bestDistance) continue;
      best = target;
      bestDistance = distance;
    }
    return best;
  }
}

/** An edge with several possible targets blocks only if all of them do; nothing harmless may run in their place. */
class Certain extends Tier {
  private readonly isDoubtful: (target: FunctionNode) => boolean;

  constructor(isDoubtful: (target: FunctionNode) => boolean, isSilent: (node: FunctionNode) => boolean) {
    super(isSilent);
    this.isDoubtful = isDoubtful;
  }

  protected override neededOnLoop(node: FunctionNode, edge: CallEdge) {
    if (edge.targets.some((target) => this.isDoubtful(target))) return undefined;
    if (edge.blockers.some(({ isLikely }) => isLikely)) return undefined;
    if (edge.mayBeHarmless || (node.module.isLibrary && !isPlainInLibrary(edge))) return undefined;
    return { targets: edge.targets, all: true };
  }
}

/** One possible target that blocks is enough. */
class Likely extends Tier {
  protected override neededOnLoop(_node: FunctionNode, edge: CallEdge) {
    // A call of which only is known that it calls something: `super()` in a mixin.
    if (edge.targets.length === 0 && edge.blockers.length === 0) return undefined;
    return { targets: edge.blockers.length > 0 ? [] : edge.targets, all: false };
  }
}

/** The graph that a summary searches: what runs as a part of each function. */
export interface SearchedGraph {
  edgesOf(node: FunctionNode): readonly CallEdge[];
  /** The functions themselves and all that they run, directly or not, each once. */
  reachedFrom(roots: Iterable<FunctionNode>): Iterable<FunctionNode>;
  /** Whether a step to a function goes through a decorator of which nothing is known. */
  isDoubtful(target: FunctionNode): boolean;
}

/** Tells for every function that the roots reach whether it ends in a call that blocks. */
export class BlockingSummary {
  private readonly graph: SearchedGraph;
  private readonly certain: Certain;
  private readonly likely: Likely;

  /** @param isSilent Functions in which nothing counts, whatever they call. */
  constructor(
    graph: SearchedGraph,
    roots: Iterable<FunctionNode>,
    isSilent: (node: FunctionNode) => boolean = () => false,
  ) {
    this.graph = graph;
    this.certain = new Certain((target) => graph.isDoubtful(target), isSilent);
    this.likely = new Likely(isSilent);
    const nodes = [...graph.reachedFrom(roots)];
    this.measure(this.certain, nodes);
    this.measure(this.likely, nodes);
  }

  private measure(tier: Tier, nodes: readonly FunctionNode[]): void {
    const waiting = new Map<FunctionNode, { node: FunctionNode; cost: number; open: number }[]>();
    // By their cost so far: the nearest first, so that each function is reached over a cheapest way.
    const reached: FunctionNode[][] = [];
    const reach = (node: FunctionNode, cost: number) => {
      const nodes = reached[cost];
      if (nodes) nodes.push(node);
      else reached[cost] = [node];
    };
    for (const node of nodes) {
      for (const edge of this.graph.edgesOf(node)) {
        const needed = tier.needed(node, edge);
        if (!needed) continue;
        const cost = costOf(edge);
        const targets = new Set(needed.targets);
        if (targets.size === 0) reach(node, cost);
        const wait = { node, cost, open: needed.all ? targets.size : 1 };
        for (const target of targets) {
          const list = waiting.get(target);
          if (list) list.push(wait);
          else waiting.set(target, [wait]);
        }
      }
    }
    for (let cost = 0; cost < reached.length; cost++) {
      for (const node of reached[cost] ?? []) {
        if (tier.distance.has(node)) continue;
        tier.distance.set(node, cost);
        for (const wait of waiting.get(node) ?? []) if (--wait.open === 0) reach(wait.node, cost + wait.cost);
      }
    }
  }

  /** The path that begins with an edge; undefined when the edge does not certainly lead to a blocking call. */
  pathFrom(node: FunctionNode, edge: CallEdge): BlockingPath | undefined {
    return this.follow(this.certain, node, edge);
  }

  /** The path that begins with an edge and has a step that may go another way; undefined when there is none, or a certain one. */
  likelyPathFrom(node: FunctionNode, edge: CallEdge): BlockingPath | undefined {
    return this.certain.leads(node, edge) ? undefined : this.follow(this.likely, node, edge);
  }

  /** The plainest path from a function; undefined when it does not block. */
  path(node: FunctionNode): BlockingPath | undefined {
    const edge = this.leadingEdge(this.certain, node);
    return edge && this.pathFrom(node, edge);
  }

  private follow(tier: Tier, node: FunctionNode, edge: CallEdge): BlockingPath | undefined {
    const steps: [PathStep, ...PathStep[]] = [{ node, edge }];
    for (let at = steps[0]; ; steps.push(at)) {
      if (!tier.leads(at.node, at.edge)) return undefined;
      const next = tier.nearest(tier.needed(at.node, at.edge)?.targets ?? []);
      if (!next) {
        const blocker = at.edge.blockers[0];
        return blocker && { steps, blocker, confidence: confidenceOf(steps), isLikely: tier === this.likely };
      }
      const nextEdge = this.leadingEdge(tier, next);
      if (!nextEdge || steps.length > 60) return undefined;
      at = { node: next, edge: nextEdge };
    }
  }

  private leadingEdge(tier: Tier, node: FunctionNode): CallEdge | undefined {
    const own = tier.distance.get(node);
    if (own === undefined) return undefined;
    let best: CallEdge | undefined;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const edge of this.graph.edgesOf(node)) {
      if (!tier.leads(node, edge)) continue;
      const nearest = tier.nearest(tier.needed(node, edge)?.targets ?? []);
      const rest = nearest ? (tier.distance.get(nearest) ?? 0) : 0;
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

function confidenceOf(steps: readonly PathStep[]): Confidence {
  if (steps.some(({ node }) => node.module.isLibrary)) return 'library';
  if (steps.some(({ edge }) => new Set(edge.targets).size > 1)) return 'hierarchy';
  return steps.length > 1 ? 'typed' : 'direct';
}
