import { type Hover, type Location, MarkupKind, type Position } from 'vscode-languageserver';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { ChainStep } from '../engine/finding.ts';
import type { HoverSubject } from '../engine/hover-subject.ts';
import type { Language } from '../messages/format-message.ts';
import { lineText } from '../messages/line-text.ts';
import {
  type ClientOptions,
  cardCommandLink,
  openBurgers,
  placeCommandLink,
  showBlockingPath,
  showFixes,
} from './client-options.ts';
import type { DocumentPlace, FilePlace } from './document-place.ts';
import { type HoverLength, hoverText } from './hover-text.ts';
import { plainHover } from './plain-hover.ts';

/** What decides how a hover is written. */
export interface HoverContext {
  readonly language: Language;
  readonly cards: CardCatalogue;
  readonly client: ClientOptions;
  readonly length: HoverLength;
  /** The client shows Markdown. */
  readonly isMarkdown: boolean;
}

/** Answers `textDocument/hover`; null where nothing decides about where code runs, and where hovers are off. */
export function hoverAnswer(
  place: DocumentPlace,
  position: Position,
  { language, cards, client, length, isMarkdown }: HoverContext,
): Hover | null {
  if (length === 'off') return null;
  const { folder, path, uri } = place;
  const inFile = place.positionInFile(position);
  const subject = folder.analysis.hover(path, inFile);
  if (!subject) return null;
  const finding = client.hasShowFixes ? findingOf(place, subject) : undefined;
  const findingAt = finding && folder.locationOf(path, finding.range);
  const links = {
    toStep: (step: ChainStep) => stepLink(folder.locationOf(step.path, step.range)),
    lineOf: (step: ChainStep) => lineText(folder.analysis, step, language),
    toPath: client.hasShowBlockingPath ? placeCommandLink(showBlockingPath, uri, position) : undefined,
    toBurgers:
      client.hasOpenBurgers && isServed(place, subject, inFile)
        ? placeCommandLink(openBurgers, uri, position)
        : undefined,
    toCard: client.hasOpenCard ? cardCommandLink : undefined,
    toFixes: findingAt && placeCommandLink(showFixes, findingAt.uri, findingAt.range.start),
  };
  const value = hoverText(subject, language, cards, links, length);
  const contents = isMarkdown
    ? { kind: MarkupKind.Markdown, value }
    : { kind: MarkupKind.PlainText, value: plainHover(value) };
  return { range: folder.locationOf(path, subject.range).range, contents };
}

/** A cell of a notebook has a fragment of its own, and no other place can be named in it. */
function stepLink({ uri, range }: Location): string {
  return uri.includes('#') ? uri : `${uri}#L${range.start.line + 1}`;
}

/** Whether it is a path operation, or a call that blocks and that one runs. */
function isServed({ folder, path }: FilePlace, subject: HoverSubject, position: Position): boolean {
  if (subject.kind === 'callable') return subject.role === 'path operation';
  return subject.kind === 'blocking call' && folder.analysis.isServed(path, position);
}

/** The finding in a function that a hover on its header speaks of. On a finding itself the editor offers its fixes anyway. */
function findingOf({ folder, path }: FilePlace, subject: HoverSubject) {
  if (subject.kind !== 'callable' || subject.blocker === undefined) return undefined;
  return folder.analysis
    .findings(path)
    .find((finding) => finding.function === subject.name && finding.chain.at(-1)?.path === subject.chain.at(-1)?.path);
}
