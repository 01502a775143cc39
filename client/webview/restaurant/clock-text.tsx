import { useEffect, useRef } from 'preact/hooks';
import type { Clock } from './clock.ts';

/** Text that changes with the clock, without rendering anything else anew. */
export function ClockText({ clock, text }: { readonly clock: Clock; readonly text: () => string }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      if (element.current) element.current.textContent = text();
    };
    show();
    return clock.follow(show);
  });
  return <span ref={element} class="clock-text" />;
}
