import { useCallback } from 'preact/hooks';
import { barStyles } from '../../restaurant/paint-timeline.ts';
import type { Surface } from '../../restaurant/surface.ts';
import type { BarKind } from '../../restaurant/timeline-rows.ts';
import { usePage } from './page-context.ts';
import { Picture } from './picture.tsx';

const kinds = Object.keys(barStyles) as BarKind[];

/** What the bars of the timeline stand for. */
export function TimelineLegend() {
  const { say } = usePage();
  return (
    <ul class="legend" aria-label={say('burgers.legend')}>
      {kinds.map((kind) => (
        <li key={kind}>
          <Swatch kind={kind} /> {say(`burgers.legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

const heightOf = () => 14;

function Swatch({ kind }: { readonly kind: BarKind }) {
  const { say } = usePage();
  const paint = useCallback(
    (surface: Surface, width: number) => surface.rectangle(0.5, 0.5, width - 1, 13, barStyles[kind]),
    [kind],
  );
  return (
    <span class="swatch" aria-hidden="true">
      <Picture name={`legend-${kind}`} heightOf={heightOf} label={say(`burgers.legend.${kind}`)} paint={paint} />
    </span>
  );
}
