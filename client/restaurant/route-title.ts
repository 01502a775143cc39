import type { RouteAnswer } from '../../server/lsp/route-answer.ts';

/** Method and path; the function's name where it has none. */
export function routeTitle({ method, route, key }: Pick<RouteAnswer, 'method' | 'route' | 'key'>): string {
  return route === null ? key.name : `${method ?? ''} ${route}`.trim();
}
