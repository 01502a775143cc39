/** Which mark of a chart stands for which side. */
export function SideKey({
  titles,
  kind,
}: {
  readonly titles: readonly [string, string];
  readonly kind: 'line' | 'bar';
}) {
  return (
    <p class="key">
      <span>
        <span class={`mark ${kind} left`} aria-hidden="true" /> {titles[0]}
      </span>
      <span>
        <span class={`mark ${kind} right`} aria-hidden="true" /> {titles[1]}
      </span>
    </p>
  );
}
