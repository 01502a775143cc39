interface Entry<Item> {
  readonly at: number;
  /** Among equals the first that came is the first to go. */
  readonly order: number;
  readonly item: Item;
}

/** Items by a number, the smallest first, and among equals in the order in which they came: a binary heap. */
export class PriorityQueue<Item> {
  private readonly heap: Entry<Item>[] = [];
  private count = 0;

  /** The smallest number; infinity when nothing is left. */
  get first(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  /** The item with the smallest number. */
  get head(): Item | undefined {
    return this.heap[0]?.item;
  }

  add(at: number, item: Item): void {
    const { heap } = this;
    const entry = { at, order: this.count++, item };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry<Item>;
      if (!isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  /** Takes the item with the smallest number out. */
  take(): Item | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top?.item;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child] as Entry<Item>)) child++;
      const below = heap[child] as Entry<Item>;
      if (!isBefore(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
    return top.item;
  }
}

function isBefore<Item>(one: Entry<Item>, other: Entry<Item>): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
