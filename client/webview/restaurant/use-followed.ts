import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Clock } from './clock.ts';

/** A value that the clock decides: what asks for it is rendered anew only when it changes. */
export function useFollowed<Value>(clock: Clock, read: () => Value): Value {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const value = read();
  const shown = useRef(value);
  shown.current = value;
  const reading = useRef(read);
  reading.current = read;
  useEffect(
    () =>
      clock.follow(() => {
        if (reading.current() !== shown.current) again(undefined);
      }),
    [clock],
  );
  return value;
}
