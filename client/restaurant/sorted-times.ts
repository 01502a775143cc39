import { bisector } from 'd3-array';

const byBegin = bisector<{ readonly from: number }, number>(({ from }) => from);

/** The last of the items that begins at `time` or before; they are sorted by `from`. */
export function lastBegun<Item extends { readonly from: number }>(
  sorted: readonly Item[],
  time: number,
): Item | undefined {
  return sorted[byBegin.right(sorted, time) - 1];
}

/** The item that goes on at `time`; the items are sorted and do not overlap. */
export function during<Item extends { readonly from: number; readonly to: number }>(
  sorted: readonly Item[],
  time: number,
): Item | undefined {
  const item = lastBegun(sorted, time);
  return item && item.to > time ? item : undefined;
}

/** How many of the spans go on at most at one time; spans that only touch do not overlap. */
export function mostAtOnce(spans: readonly { readonly from: number; readonly to: number }[]): number {
  const starts = spans.map(({ from }) => from).sort((a, b) => a - b);
  const ends = spans.map(({ to }) => to).sort((a, b) => a - b);
  let most = 0;
  let ended = 0;
  for (const [index, start] of starts.entries()) {
    while (ended < ends.length && (ends[ended] as number) <= start) ended++;
    most = Math.max(most, index + 1 - ended);
  }
  return most;
}
