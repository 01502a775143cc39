import type { InlayHint, Range } from 'vscode-languageserver';
import { type Finding, freezesLoop } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import type { FilePlace } from './call-hierarchy.ts';
import { type ClientOptions, showBlockingPath } from './client-options.ts';
import { shownSteps } from './shown-steps.ts';

/** Answers `textDocument/inlayHint`: a mark behind each call that freezes the event loop, with what it ends in. */
export function inlayHints(
  { folder, path }: FilePlace,
  uri: string,
  range: Range,
  { language, client }: { readonly language: Language; readonly client: ClientOptions },
): InlayHint[] {
  return folder.analysis
    .findings(path)
    .filter((finding) => freezesLoop(finding) && isIn(finding, range))
    .map((finding) => {
      const blocker = finding.params.blocker ?? finding.chain.at(-1)?.text ?? '';
      const value = `⏸ ${finding.chain.length > 1 ? formatMessage(language, 'inlay.chain', { blocker }) : formatMessage(language, 'inlay.direct')}`;
      const title = formatMessage(language, 'path.show');
      return {
        position: finding.range.end,
        paddingLeft: true,
        tooltip: tooltipOf(finding, language),
        label: client.hasShowBlockingPath
          ? [{ value, command: { title, command: showBlockingPath, arguments: [uri, finding.range.start] } }]
          : value,
      };
    });
}

function isIn({ range: { end } }: Finding, { start, end: last }: Range): boolean {
  return end.line >= start.line && end.line <= last.line;
}

/** Plain text: it shows code of the workspace. */
function tooltipOf(finding: Finding, language: Language): string {
  const steps = shownSteps(finding.chain, language).map(({ name, action }) => `${name} ${action}`);
  return [formatMessage(language, finding.message, finding.params).replaceAll('`', "'"), ...steps].join('\n');
}
