import type { ChainStep } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';

/** A step of a chain in words. */
export interface ShownStep {
  readonly step: ChainStep;
  /** `Class.method (file:line)`. */
  readonly name: string;
  /** What it does there, as in `calls self.fetch()`. */
  readonly action: string;
}

/** Files whose name says nothing without their folder. */
const needsFolder = /^(__init__|__main__)\.py$/;

/**
 * The steps of a chain in words, with no more of each path than tells the files of the chain apart: two files `service.py`
 * keep their folders.
 *
 * @param lineOf The line of a step as it is shown.
 * @param code How the call's text is marked as code.
 */
export function shownSteps(
  chain: readonly ChainStep[],
  language: Language,
  lineOf: (step: ChainStep) => string,
  code = (text: string) => text,
): readonly ShownStep[] {
  const paths = new Set(chain.map(({ path }) => path));
  return chain.map((step, index) => ({
    step,
    name: `${step.function} (${shortPath(step.path, paths)}:${lineOf(step)})`,
    action: formatMessage(language, index === chain.length - 1 ? 'path.last step' : 'path.step', {
      text: code(step.text),
    }),
  }));
}

function shortPath(path: string, all: ReadonlySet<string>): string {
  const parts = path.split('/');
  for (let count = needsFolder.test(parts.at(-1) ?? '') ? 2 : 1; count < parts.length; count++) {
    const end = parts.slice(-count).join('/');
    if (![...all].some((other) => other !== path && (other === end || other.endsWith(`/${end}`)))) return end;
  }
  return path;
}
