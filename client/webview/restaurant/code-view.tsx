import type { Range } from '../../../server/engine/text-range.ts';
import type { RouteCode } from '../../../server/lsp/route-answer.ts';
import { usePage } from './page-context.ts';

/** Lines of code, with those marked that run. @param active Lines of the file, zero-based. */
export function CodeView({
  code,
  name,
  active,
}: {
  readonly code: RouteCode;
  readonly name: string;
  readonly active: Range | undefined;
}) {
  const { say } = usePage();
  const isActive = (index: number) => {
    const line = code.firstLine + index;
    return active !== undefined && active.start.line <= line && line <= active.end.line;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section class="code-view" tabIndex={0} aria-label={say('burgers.code', { name })}>
      <pre>
        {code.lines.map((line, index) => (
          <code class={isActive(index) ? 'line active' : 'line'} aria-current={isActive(index) ? 'step' : undefined}>
            {line === '' ? ' ' : line}
            {'\n'}
          </code>
        ))}
      </pre>
    </section>
  );
}
