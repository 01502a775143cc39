import type { ComponentChildren } from 'preact';

/** What a chart says of what the pointer is on. @param x In the window, in CSS pixels, as y. */
export function Tip({
  x,
  y,
  children,
}: {
  readonly x: number;
  readonly y: number;
  readonly children: ComponentChildren;
}) {
  // Near the right edge it stands left of the pointer.
  const isRight = x > innerWidth - 280;
  const place = isRight ? { right: `${innerWidth - x}px` } : { left: `${x}px` };
  return (
    <div class="tip" style={{ ...place, top: `${y}px` }} aria-hidden="true">
      {children}
    </div>
  );
}
