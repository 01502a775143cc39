import { useEffect, useState } from 'preact/hooks';
import { Clock } from './clock.ts';

/** A clock for what ends at this time, that stops when what it is for is no longer shown. @param progress Where it begins, 0 to 1. */
export function useClock(end: number, progress: number): Clock {
  const [clock] = useState(() => {
    const made = new Clock();
    made.setEnd(end);
    made.seek(progress * end);
    return made;
  });
  useEffect(() => clock.setEnd(end), [clock, end]);
  useEffect(() => () => clock.pause(), [clock]);
  return clock;
}
