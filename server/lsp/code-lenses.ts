import type { CodeLens, Command, Position } from 'vscode-languageserver';
import { type Finding, freezesLoop } from '../engine/finding.ts';
import type { ListedRoute } from '../engine/route.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import { type ClientOptions, openBurgers, showBlockingPath } from './client-options.ts';
import type { DocumentPlace } from './document-place.ts';

/** Which lenses are wanted above path operations. */
export interface WantedLenses {
  /** One that opens the burger restaurant. */
  readonly restaurant: boolean;
  /** One that says in a few words where it runs and what blocks it. */
  readonly summary: boolean;
}

/** What the lenses need of the server. */
export interface LensContext {
  /** The file of a URI with everything that was typed; undefined when it is not analysed. */
  readonly placeOf: (uri: string) => DocumentPlace | undefined;
  readonly language: () => Language;
  readonly client: () => ClientOptions;
  readonly wanted: () => WantedLenses;
  /** Whether all that they depend on has been read. */
  readonly isOn: () => boolean;
}

/** The lenses above path operations. */
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
    // Cells go without a word when their notebook does.
    for (const uri of [...this.shown.keys()]) if (!this.context.placeOf(uri)) this.shown.delete(uri);
    return [...this.shown].some(([uri, lenses]) => JSON.stringify(this.make(uri)) !== lenses);
  }

  private make(uri: string): readonly CodeLens[] {
    const { placeOf, isOn, wanted, client, language } = this.context;
    const { restaurant, summary } = wanted();
    const place = isOn() && (restaurant || summary) ? placeOf(uri) : undefined;
    if (!place) return [];
    const { analysis } = place.folder;
    const freezing = analysis.findings(place.path).filter(freezesLoop);
    return analysis.routesIn(place.path).flatMap((route) => {
      const name = place.rangeHere(route.range);
      const definition = place.rangeHere(route.definition);
      if (!name || !definition) return [];
      const range = { start: definition.start, end: definition.start };
      const commands = [
        ...(summary ? this.summaryOf(place, route, name.start) : []),
        ...(restaurant && client().hasOpenBurgers
          ? [restaurantCommand(uri, route, name.start, freezing, language())]
          : []),
      ];
      return commands.map((command) => ({ range, command }));
    });
  }

  private summaryOf(documentPlace: DocumentPlace, route: ListedRoute, at: Position): readonly Command[] {
    const { folder, path, uri } = documentPlace;
    const summary = folder.analysis.summaryOf(route);
    if (!summary) return [];
    const say = (key: string, count: number) =>
      formatMessage(this.context.language(), `lens.${key}${count === 1 ? '.one' : ''}`, { count: String(count) });
    const { place, freezing, dependencies, freezingDependencies } = summary;
    const title = [
      formatMessage(this.context.language(), `place.${place}`),
      ...(freezing.length > 0 ? [say('blocking calls', freezing.length)] : []),
      ...(dependencies > 0 ? [say('dependencies', dependencies)] : []),
      ...(freezingDependencies > 0 ? [say('freezing dependencies', freezingDependencies)] : []),
    ].join(' · ');
    const [first] = freezing;
    const firstAt = first && folder.locationOf(path, first.range).range.start;
    const { hasShowBlockingPath, hasOpenBurgers } = this.context.client();
    const command =
      firstAt && hasShowBlockingPath
        ? { title, command: showBlockingPath, arguments: [uri, firstAt] }
        : hasOpenBurgers
          ? { title, command: openBurgers, arguments: [uri, at] }
          : { title, command: '' };
    return [command];
  }
}

function restaurantCommand(
  uri: string,
  route: ListedRoute,
  at: Position,
  freezing: readonly Finding[],
  language: Language,
): Command {
  const { start, end } = route.definition;
  const isFrozen = freezing.some(
    (finding) =>
      finding.function === route.name && finding.range.start.line >= start.line && finding.range.end.line <= end.line,
  );
  return {
    title: formatMessage(language, isFrozen ? 'lens.restaurant.freezes' : 'lens.restaurant'),
    command: openBurgers,
    arguments: [uri, at],
  };
}
