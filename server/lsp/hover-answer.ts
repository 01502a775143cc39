import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { HoverSubject } from '../engine/hover-subject.ts';
import type { Language } from '../messages/format-message.ts';
import type { FilePlace } from './call-hierarchy.ts';
import {
  type ClientOptions,
  cardCommandLink,
  openBurgers,
  placeCommandLink,
  showBlockingPath,
  showFixes,
} from './client-options.ts';
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
  { folder, path }: FilePlace,
  uri: string,
  position: Position,
  { language, cards, client, length, isMarkdown }: HoverContext,
): Hover | null {
  if (length === 'off') return null;
  const subject = folder.analysis.hover(path, position);
  if (!subject) return null;
  const finding = client.hasShowFixes ? findingOf({ folder, path }, subject) : undefined;
  const links = {
    toStep: (step: { readonly path: string; readonly range: { readonly start: Position } }) =>
      `${folder.uriOf(step.path)}#L${step.range.start.line + 1}`,
    toPath: client.hasShowBlockingPath ? placeCommandLink(showBlockingPath, uri, position) : undefined,
    toBurgers:
      client.hasOpenBurgers && isServed({ folder, path }, subject, position)
        ? placeCommandLink(openBurgers, uri, position)
        : undefined,
    toCard: client.hasOpenCard ? cardCommandLink : undefined,
    toFixes: finding && placeCommandLink(showFixes, uri, finding.range.start),
  };
  const value = hoverText(subject, language, cards, links, length);
  const contents = isMarkdown
    ? { kind: MarkupKind.Markdown, value }
    : { kind: MarkupKind.PlainText, value: plainHover(value) };
  return { range: subject.range, contents };
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
