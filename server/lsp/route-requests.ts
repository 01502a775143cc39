import type { Connection, Position } from 'vscode-languageserver';
import type { FunctionCode } from '../engine/function-code.ts';
import type { MendedRoute, Route, RouteRecipe } from '../engine/route.ts';
import { type Recipe, withPlaces } from '../engine/simulation/recipe.ts';
import { type Language, plainMessage } from '../messages/format-message.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import type { DocumentPlace } from './document-place.ts';
import type { RouteAfterFix, RouteAnswer, RouteCode, RouteItem, RouteKey } from './route-answer.ts';

/** More path operations than this are not listed. */
const mostRoutes = 2000;

/** What the requests need of the server. */
export interface RouteContext {
  readonly language: () => Language;
  /** The file of a URI with everything that was typed; undefined when it is not analysed. */
  readonly placeOf: (uri: string) => DocumentPlace | undefined;
  /** All folders, with everything that was typed. */
  readonly folders: () => Iterable<AnalysisFolder>;
}

/**
 * Answers what the burger restaurant asks: `loopwise/routeAt` (`textDocument`, `position`), `loopwise/route` (`key`), both
 * with what fixes make of it where `withFix` is true, and `loopwise/routes` (`uri`, or without it of all folders). What is not
 * of the right kind gets null or an empty list.
 */
export function answerRouteRequests(connection: Connection, context: RouteContext): void {
  connection.onRequest('loopwise/routeAt', (params: unknown) => routeAt(recordOf(params), context));
  connection.onRequest('loopwise/route', (params: unknown) => routeOf(recordOf(params), context));
  connection.onRequest('loopwise/routes', (params: unknown) => routes(recordOf(params), context));
}

function routeAt({ textDocument, position, withFix }: Given, { placeOf, language }: RouteContext): RouteAnswer | null {
  const { uri } = recordOf(textDocument);
  const at = positionFrom(position);
  const place = typeof uri === 'string' ? placeOf(uri) : undefined;
  const found = at && place?.folder.analysis.routeAt(place.path, place.positionInFile(at));
  return place && found ? answerOf(place.folder, found, withFix, language()) : null;
}

function routeOf({ key, withFix }: Given, { placeOf, language }: RouteContext): RouteAnswer | null {
  const { uri, name, method, route } = recordOf(key);
  if (typeof uri !== 'string' || typeof name !== 'string') return null;
  const place = placeOf(uri);
  const found = place?.folder.analysis.routeNamed(place.path, {
    name,
    method: textFrom(method),
    route: textFrom(route),
  });
  return place && found ? answerOf(place.folder, found, withFix, language()) : null;
}

function routes({ uri }: Given, { placeOf, folders }: RouteContext): readonly RouteItem[] {
  if (uri !== undefined) {
    const place = typeof uri === 'string' ? placeOf(uri) : undefined;
    return place ? itemsOf(place.folder, [place.path]).slice(0, mostRoutes) : [];
  }
  return [...folders()].flatMap((folder) => itemsOf(folder, folder.analysis.paths().sort())).slice(0, mostRoutes);
}

function itemsOf(folder: AnalysisFolder, paths: readonly string[]): RouteItem[] {
  return paths
    .flatMap((path) => folder.analysis.routesIn(path))
    .map((route) => ({
      key: keyOf(folder, route),
      method: route.method ?? null,
      route: folder.analysis.servedPath(route) ?? null,
      range: folder.locationOf(route.path, route.range).range,
      blocks: route.blocks,
    }));
}

function answerOf(folder: AnalysisFolder, route: RouteRecipe, withFix: unknown, language: Language): RouteAnswer {
  const mended = withFix === true ? folder.analysis.mendedRoute(route) : undefined;
  return {
    key: keyOf(folder, route),
    method: route.method ?? null,
    route: folder.analysis.servedPath(route) ?? null,
    recipe: withUris(route.recipe, folder),
    code: codeOf(route.code, folder),
    ...(mended ? { afterFix: mendedOf(mended, folder, language) } : {}),
  };
}

function mendedOf(
  { finding, fixes, count, recipe, code, notebooks }: MendedRoute,
  folder: AnalysisFolder,
  language: Language,
): RouteAfterFix {
  const titles = new Set(fixes.map((fix) => plainMessage(language, fix.title, fix.params)));
  const [title] = titles;
  return {
    title:
      title !== undefined && titles.size === 1
        ? title
        : plainMessage(language, 'fix-all.route', { count: String(count) }),
    at: folder.locationOf(finding.path, finding.range),
    recipe: withUris(recipe, folder, notebooks),
    code: codeOf(code, folder, notebooks),
  };
}

function keyOf(folder: AnalysisFolder, { path, name, method, route, range }: Route): RouteKey {
  return {
    uri: folder.locationOf(path, range).uri,
    name,
    ...(method === undefined ? {} : { method }),
    ...(route === undefined ? {} : { route }),
  };
}

/** @param notebooks Those that are not as the folder has them. */
function codeOf(
  { path, firstLine, lines }: FunctionCode,
  folder: AnalysisFolder,
  notebooks?: MendedRoute['notebooks'],
): RouteCode {
  const at = { line: firstLine, character: 0 };
  const { uri, range } = folder.locationOf(path, { start: at, end: at }, notebooks?.get(path));
  return { uri, firstLine: range.start.line, lines };
}

function withUris(recipe: Recipe, folder: AnalysisFolder, notebooks?: MendedRoute['notebooks']): Recipe {
  return withPlaces(recipe, ({ path, range }) => {
    const location = folder.locationOf(path, range, notebooks?.get(path));
    return { path: location.uri, range: location.range };
  });
}

type Given = Readonly<Record<string, unknown>>;

function recordOf(value: unknown): Given {
  return typeof value === 'object' && value !== null ? (value as Given) : {};
}

function textFrom(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function positionFrom(value: unknown): Position | undefined {
  const { line, character } = recordOf(value);
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
