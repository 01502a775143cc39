import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { barText } from '../../restaurant/bar-text.ts';
import { paintTimeline, timelineBarAt, timelineLayout, timeX } from '../../restaurant/paint-timeline.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Show } from '../../restaurant/show.ts';
import type { Surface } from '../../restaurant/surface.ts';
import type { TimelineBar } from '../../restaurant/timeline-rows.ts';
import type { Clock } from './clock.ts';
import { usePage } from './page-context.ts';
import { Picture } from './picture.tsx';
import { Tip } from './tip.tsx';

export interface TimelineViewProps {
  readonly clock: Clock;
  readonly show: Show;
  readonly title: string;
  readonly side: 'left' | 'right';
  /** Times the width of the page. */
  readonly zoom: number;
  /** Milliseconds that both timelines show. */
  readonly end: number;
}

interface Pointed {
  readonly bar: TimelineBar;
  /** In the window, in CSS pixels. */
  readonly x: number;
  readonly y: number;
}

/** Who holds the loop and the threads when. */
export function TimelineView({ clock, show, title, side, zoom, end }: TimelineViewProps) {
  const { say, post } = usePage();
  const { rows, steps } = show;
  const [pointed, setPointed] = useState<Pointed>();
  const area = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const layoutOf = useMemo(() => {
    let made = timelineLayout(rows, 0, end);
    return (width: number) => {
      if (made.width !== width) made = timelineLayout(rows, width, end);
      return made;
    };
  }, [rows, end]);
  const paint = useCallback(
    (surface: Surface, width: number) => paintTimeline(surface, rows, layoutOf(width), say),
    [rows, layoutOf, say],
  );
  const heightOf = useCallback((width: number) => layoutOf(width).height, [layoutOf]);
  const stalls = useMemo(
    () =>
      rows.flatMap(({ bars }, row) =>
        bars.filter(({ kind }) => kind === 'stall' || kind === 'locked out').map((bar) => ({ bar, row })),
      ),
    [rows],
  );

  useEffect(() => setPointed(undefined), [rows]);

  useEffect(() => {
    const show = () => {
      const width = area.current?.clientWidth ?? 0;
      playhead.current?.style.setProperty('transform', `translateX(${timeX(layoutOf(width), clock.time)}px)`);
    };
    show();
    return clock.follow(show);
  });

  const open = (bar: TimelineBar | undefined) => {
    const place = bar && steps[bar.step]?.place;
    if (place) post({ type: 'openCode', uri: place.path, range: place.range });
  };
  const at = (event: MouseEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (!box) return undefined;
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const found = timelineBarAt(rows, layoutOf(box.width), x, y);
    return found && { bar: found.bar, x: event.clientX, y: event.clientY };
  };
  const goTo = (by: 1 | -1) => {
    const current = stalls.findIndex(({ bar }) => bar === pointed?.bar);
    const next = stalls[current < 0 ? (by === 1 ? 0 : stalls.length - 1) : current + by];
    if (!next || !area.current) return;
    const layout = layoutOf(area.current.clientWidth);
    const { top, height } = layout.rows[next.row] ?? { top: 0, height: 0 };
    const x = timeX(layout, next.bar.from);
    reveal(area.current.parentElement, x, top, top + height);
    const box = area.current.getBoundingClientRect();
    setPointed({ bar: next.bar, x: box.left + x, y: box.top + top + height });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') goTo(1);
    else if (event.key === 'ArrowLeft') goTo(-1);
    else if (event.key === 'Enter') open(pointed?.bar);
    else if (event.key === 'Escape') setPointed(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const label = say('burgers.timeline.of', {
    serving: title,
    time: showTime(say, show.simulation.trace.end),
    stalls: String(show.simulation.summary.stalls.count),
  });
  return (
    <div class="timeline" data-side={side}>
      <h3>{title}</h3>
      {/* Keys go through its stalls one by one, so a screen reader must leave them to it. */}
      <div
        class="scroll"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the focus
        tabIndex={0}
        aria-label={label}
        onKeyDown={onKeyDown}
        onMouseMove={(event) => setPointed(at(event))}
        onMouseLeave={() => setPointed(undefined)}
        onClick={(event) => open(at(event)?.bar)}
      >
        <div ref={area} class="area" style={{ width: `${zoom * 100}%` }}>
          <Picture name={`timeline-${side}`} heightOf={heightOf} label={label} paint={paint} />
          <div ref={playhead} class="playhead" aria-hidden="true" />
          {pointed && (
            <Tip x={pointed.x} y={pointed.y}>
              {barText(pointed.bar, steps, say)}
            </Tip>
          )}
        </div>
      </div>
      <p role="status" class="unseen">
        {pointed ? barText(pointed.bar, steps, say) : ''}
      </p>
    </div>
  );
}

/** Scrolls to a place that cannot be seen. In CSS pixels of what is scrolled. */
function reveal(scroller: Element | null, x: number, top: number, bottom: number): void {
  if (!scroller) return;
  const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
  if (x < scrollLeft || x > scrollLeft + clientWidth) scroller.scrollLeft = x - clientWidth / 2;
  if (top < scrollTop || bottom > scrollTop + clientHeight) scroller.scrollTop = top - clientHeight / 2;
}
