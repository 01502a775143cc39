/** Reads that are under way at the same time: enough that a disk never waits, few enough for every limit on open files. */
const ahead = 48;

/** The results of `read` for every item, in order, each asked for before it is needed. Rejections of `read` pass through. */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<readonly [Item, Result]> {
  const waiting: Promise<Result>[] = [];
  for (let at = 0; at < items.length; at++) {
    while (waiting.length < Math.min(at + ahead, items.length)) {
      const next = read(items[waiting.length] as Item);
      // Whoever awaits it sees the rejection; until then it must not count as unhandled.
      next.catch(() => {});
      waiting.push(next);
    }
    const result = await (waiting[at] as Promise<Result>);
    delete waiting[at];
    yield [items[at] as Item, result];
  }
}
