import type { InlayHint, Range } from 'vscode-languageserver';
import { type Finding, freezesLoop } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { lineText } from '../messages/line-text.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import { type ClientOptions, showBlockingPath } from './client-options.ts';
import type { DocumentPlace } from './document-place.ts';
import { shownSteps } from './shown-steps.ts';

/** Answers `textDocument/inlayHint`: a mark behind each call that freezes the event loop, with what it ends in. */
export function inlayHints(
  place: DocumentPlace,
  range: Range,
  { language, client }: { readonly language: Language; readonly client: ClientOptions },
): InlayHint[] {
  const { folder, path, uri } = place;
  return folder.analysis
    .findings(path)
    .filter(freezesLoop)
    .flatMap((finding) => {
      const here = place.rangeHere(finding.range);
      if (!here || here.end.line < range.start.line || here.end.line > range.end.line) return [];
      const blocker = finding.params.blocker ?? finding.chain.at(-1)?.text ?? '';
      // In the colour of the hint, where a font has it as a sign and as a picture.
      const value = `⏸\uFE0E ${finding.chain.length > 1 ? formatMessage(language, 'inlay.chain', { blocker }) : formatMessage(language, 'inlay.direct')}`;
      const title = formatMessage(language, 'path.show');
      return {
        position: here.end,
        paddingLeft: true,
        tooltip: tooltipOf(finding, folder, language),
        label: client.hasShowBlockingPath
          ? [{ value, command: { title, command: showBlockingPath, arguments: [uri, here.start] } }]
          : value,
      };
    });
}

/** Plain text: it shows code of the workspace. */
function tooltipOf(finding: Finding, folder: AnalysisFolder, language: Language): string {
  const steps = shownSteps(finding.chain, language, (step) => lineText(folder.analysis, step, language)).map(
    ({ name, action }) => `${name} ${action}`,
  );
  return [formatMessage(language, finding.message, finding.params).replaceAll('`', "'"), ...steps].join('\n');
}
