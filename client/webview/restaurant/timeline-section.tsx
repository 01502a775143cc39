import { useState } from 'preact/hooks';
import type { Show } from '../../restaurant/show.ts';
import type { Clock } from './clock.ts';
import { usePage } from './page-context.ts';
import { StallTable } from './stall-table.tsx';
import { TimelineLegend } from './timeline-legend.tsx';
import { TimelineView } from './timeline-view.tsx';

export interface TimelineSectionProps {
  readonly clock: Clock;
  readonly shows: readonly [Show, Show];
  readonly titles: readonly [string, string];
  /** Milliseconds that both timelines show. */
  readonly end: number;
}

/** The timelines of both sides with what they stand for, and their stalls as tables. */
export function TimelineSection({ clock, shows, titles, end }: TimelineSectionProps) {
  const { say } = usePage();
  const [zoom, setZoom] = useState(1);
  return (
    <section class="timelines" aria-labelledby="timelines">
      <h2 id="timelines">{say('burgers.timeline')}</h2>
      <p>{say('burgers.timeline.hint')}</p>
      <TimelineLegend />
      <label class="zoom">
        {say('burgers.timeline.zoom')}{' '}
        <input
          type="range"
          min={1}
          max={8}
          value={zoom}
          onInput={({ currentTarget }) => setZoom(Number(currentTarget.value))}
        />
      </label>
      <TimelineView clock={clock} show={shows[0]} title={titles[0]} side="left" zoom={zoom} end={end} />
      <TimelineView clock={clock} show={shows[1]} title={titles[1]} side="right" zoom={zoom} end={end} />
      <details>
        <summary>{say('burgers.table')}</summary>
        <StallTable show={shows[0]} title={titles[0]} />
        <StallTable show={shows[1]} title={titles[1]} />
      </details>
    </section>
  );
}
