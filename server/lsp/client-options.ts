import type { Position } from 'vscode-languageserver';
import { linkTarget } from './markdown-text.ts';

/** Opens the blocking path at a place (`uri`, `position`) or, without arguments, at the cursor. */
export const showBlockingPath = 'loopwise.showBlockingPath';
/** Opens a concept card (its identifier). */
export const openCard = 'loopwise.openCard';
/** Opens the burger restaurant for the path operation that runs a place (`uri`, `position`). */
export const openBurgers = 'loopwise.openBurgers';
/** Puts the cursor at a place (`uri`, `position`) and opens the menu of fixes there. */
export const showFixes = 'loopwise.showFixes';
/** Asks for a reason and writes it behind a comment that silences (`uri`, `line`, `character`, `comment`). */
export const suppressWithReason = 'loopwise.suppressWithReason';

/** What a client says of itself in `initializationOptions`, beyond the protocol's capabilities. */
export interface ClientOptions {
  /** It has the command `loopwise.showBlockingPath`: hovers link to it, and it is a code action. */
  readonly hasShowBlockingPath: boolean;
  /** It has the command `loopwise.openCard`. */
  readonly hasOpenCard: boolean;
  /** It has the command `loopwise.showFixes`. */
  readonly hasShowFixes: boolean;
  /** It has the command `loopwise.openBurgers`: lenses, hovers and code actions lead to it. */
  readonly hasOpenBurgers: boolean;
  /** It has the command `loopwise.suppressWithReason`. */
  readonly hasSuppressWithReason: boolean;
  /** It shows `loopwise/status`: it is one of our own, which names commands. */
  readonly showsStatus: boolean;
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
    hasShowFixes: commands.includes(showFixes),
    hasOpenBurgers: commands.includes(openBurgers),
    hasSuppressWithReason: commands.includes(suppressWithReason),
    showsStatus: commands.length > 0,
    ownsCallHierarchy: raw.callHierarchyProvider === false,
  };
}

/** The target of a Markdown link that runs a command of the client at a place. */
export function placeCommandLink(
  command: typeof showBlockingPath | typeof showFixes | typeof openBurgers,
  uri: string,
  { line, character }: Position,
): string {
  return commandLink(command, [uri, { line, character }]);
}

/** The target of a Markdown link that opens a card. */
export function cardCommandLink(id: string): string {
  return commandLink(openCard, [id]);
}

function commandLink(command: string, parameters: readonly unknown[]): string {
  return `command:${command}?${linkTarget(encodeURIComponent(JSON.stringify(parameters)))}`;
}
