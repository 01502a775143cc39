import type { CodeLens } from 'vscode-languageserver';
import type { ListedRoute } from '../engine/analysis.ts';
import { type Finding, freezesLoop } from '../engine/finding.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import type { FilePlace } from './call-hierarchy.ts';
import { openBurgers } from './client-options.ts';

/** What the lenses need of the server. */
export interface LensContext {
  /** The file of a URI with everything that was typed; undefined when it is not analysed. */
  readonly placeOf: (uri: string) => FilePlace | undefined;
  readonly language: () => Language;
  /** Whether lenses are wanted, and all that they depend on has been read. */
  readonly isOn: () => boolean;
}

/** The lenses above path operations, which open the burger restaurant. */
export class CodeLenses {
  private readonly context: LensContext;
  /** What the editor shows, by file. */
  private readonly shown = new Map<string, string>();

  constructor(context: LensContext) {
    this.context = context;
  }

  /** Answers `textDocument/codeLens`. */
  of(uri: string): readonly CodeLens[] {
    const lenses = this.make(uri);
    this.shown.set(uri, JSON.stringify(lenses));
    return lenses;
  }

  /** The editor no longer shows a file. */
  forget(uri: string): void {
    this.shown.delete(uri);
  }

  /** Whether the editor shows something else than what it would be told now. */
  areStale(): boolean {
    return [...this.shown].some(([uri, lenses]) => JSON.stringify(this.make(uri)) !== lenses);
  }

  private make(uri: string): readonly CodeLens[] {
    const { placeOf, language, isOn } = this.context;
    const place = isOn() ? placeOf(uri) : undefined;
    if (!place) return [];
    const { analysis } = place.folder;
    const freezing = analysis.findings(place.path).filter(freezesLoop);
    return analysis.routesIn(place.path).map((route) => lensOf(uri, route, freezing, language()));
  }
}

function lensOf(uri: string, route: ListedRoute, freezing: readonly Finding[], language: Language): CodeLens {
  const { start, end } = route.definition;
  const isFrozen = freezing.some(
    (finding) =>
      finding.function === route.name && finding.range.start.line >= start.line && finding.range.end.line <= end.line,
  );
  return {
    range: { start, end: start },
    command: {
      title: formatMessage(language, isFrozen ? 'lens.restaurant.freezes' : 'lens.restaurant'),
      command: openBurgers,
      arguments: [uri, route.range.start],
    },
  };
}
