import { useEffect, useState } from 'preact/hooks';
import { Clock } from './clock.ts';

/**
 * A clock for what ends at this time, that stops when what it is for is no longer shown.
 *
 * @param progress Where it begins, 0 to 1.
 * @param run It goes there again when this changes.
 */
export function useClock(end: number, progress: number, run = 0): Clock {
  const [clock] = useState(() => {
    const made = new Clock();
    made.setEnd(end);
    made.seek(progress * end);
    return made;
  });
  useEffect(() => clock.setEnd(end), [clock, end]);
  useEffect(() => clock.seek(progress * clock.end), [clock, run]);
  useEffect(() => () => clock.pause(), [clock]);
  return clock;
}
