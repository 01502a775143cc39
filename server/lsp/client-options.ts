import type { Position } from 'vscode-languageserver';
import { linkTarget } from './markdown-text.ts';

/** Opens the blocking path at a place (`uri`, `position`) or, without arguments, at the cursor. */
export const showBlockingPath = 'loopwise.showBlockingPath';
/** Opens a concept card (its identifier). */
export const openCard = 'loopwise.openCard';
/** Asks for a reason and writes it behind a comment that silences (`uri`, `line`, `character`, `comment`). */
export const suppressWithReason = 'loopwise.suppressWithReason';

/** What a client says of itself in `initializationOptions`, beyond the protocol's capabilities. */
export interface ClientOptions {
  /** It has the command `loopwise.showBlockingPath`: hovers link to it, and it is a code action. */
  readonly hasShowBlockingPath: boolean;
  /** It has the command `loopwise.openCard`. */
  readonly hasOpenCard: boolean;
  /** It has the command `loopwise.suppressWithReason`. */
  readonly hasSuppressWithReason: boolean;
  /** It asks for call hierarchies itself, so that the server must not offer them to its editor. */
  readonly ownsCallHierarchy: boolean;
}

/** Reads `initializationOptions`; what is not of the right kind counts as not given. */
export function clientOptionsFrom(given: unknown): ClientOptions {
  const raw = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const commands: readonly unknown[] = Array.isArray(raw.commands) ? raw.commands : [];
  return {
    hasShowBlockingPath: commands.includes(showBlockingPath),
    hasOpenCard: commands.includes(openCard),
    hasSuppressWithReason: commands.includes(suppressWithReason),
    ownsCallHierarchy: raw.callHierarchyProvider === false,
  };
}

/** The target of a Markdown link that shows the blocking path at a place. */
export function pathCommandLink(uri: string, { line, character }: Position): string {
  return `command:${showBlockingPath}?${linkTarget(encodeURIComponent(JSON.stringify([uri, { line, character }])))}`;
}
