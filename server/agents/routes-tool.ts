import * as v from 'valibot';
import { type FrameworkCallable, isListedCallable } from '../engine/framework-callable.ts';
import { rangeOf } from '../engine/line-index.ts';
import { chainOf } from '../engine/rules/blocking-call.ts';
import { lineText } from '../messages/line-text.ts';
import { agentTool } from './agent-tool.ts';
import type { AgentRoot, AgentWorkspace } from './agent-workspace.ts';
import { AnswerText } from './answer-text.ts';
import { chainText, placeText } from './finding-text.ts';
import { assertKnown, placeIn, shownPath } from './workspace-paths.ts';

/** `loopwise_routes`: what FastAPI calls, and where. */
export const routesTool = agentTool({
  name: 'loopwise_routes',
  title: 'List what FastAPI calls and where it runs',
  description: `Lists the functions that FastAPI calls: path operations with method and whole path (prefixes of routers and mounts included), dependencies, background tasks, websockets, middleware, lifespan, exception handlers. Of each it says the file and line, whether it is \`async def\` or \`def\`, whether it runs on the event loop or in the thread pool, and what it blocks on, with the chain of calls. From the source alone; nothing is run.
Call it to find the function behind a URL, to see which endpoints block the server, or to follow the habits of a project before you add an endpoint. What blocks the event loop comes first. Lines count from 1.`,
  input: v.strictObject({
    path: v.pipe(v.optional(v.string()), v.description('Only functions of this file or folder.')),
    route: v.pipe(
      v.optional(v.string()),
      v.description('Only path operations whose URL path contains this, as in `/orders`.'),
    ),
    method: v.pipe(v.optional(v.string()), v.description('Only path operations of this HTTP method, or WEBSOCKET.')),
    blocking_only: v.pipe(v.optional(v.boolean(), false), v.description('Only functions that block the event loop.')),
    limit: v.pipe(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 50),
      v.description('Functions to list at most.'),
    ),
  }),
  async answer({ path, route, method, blocking_only: isBlockingOnly, limit }, workspace) {
    const place = path === undefined ? undefined : placeIn(workspace, path);
    if (place) await assertKnown(place);
    const isInside = (file: string) => !place?.path || file === place.path || file.startsWith(`${place.path}/`);
    const all = workspace.roots
      .filter((root) => !place || place.root === root)
      .flatMap((root) => calledIn(workspace, root))
      .filter((called) => isInside(called.callable.node.module.path))
      .filter(({ url }) => route === undefined || url?.includes(route))
      .filter(({ callable }) => method === undefined || callable.method === method.toUpperCase());
    const blocking = all.filter(({ blocksLoop }) => blocksLoop);
    const listed = isBlockingOnly ? blocking : [...blocking, ...all.filter(({ blocksLoop }) => !blocksLoop)];
    const onLoop = all.filter(({ callable }) => callable.place === 'event loop').length;
    const inThreads = all.filter(({ callable }) => callable.place === 'thread pool').length;
    const isNarrowed = path !== undefined || route !== undefined || method !== undefined;
    const fitting = isNarrowed ? (all.length > 1 ? ' that fit' : ' that fits') : '';
    const count = all.length === 0 ? 'no function' : all.length === 1 ? '1 function' : `${all.length} functions`;
    const places = `: ${onLoop} on the event loop (${blocking.length} of them block it), ${inThreads} in the thread pool`;
    const answer = new AnswerText(`FastAPI calls ${count}${fitting}${all.length > 0 ? places : ''}.`, '\n');
    const shown = answer.addAll(listed.slice(0, limit), (called) => called);
    if (shown < listed.length)
      answer.note(
        `${listed.length - shown} more not shown. Narrow it with \`path\`, \`route\` or \`method\`, or raise \`limit\`.`,
      );
    return answer.toString();
  },
});

interface Called {
  readonly callable: FrameworkCallable;
  readonly url: string | undefined;
  readonly blocksLoop: boolean;
  /** With the chain. */
  readonly full: string;
  readonly brief: string;
}

function calledIn(workspace: AgentWorkspace, root: AgentRoot): Called[] {
  const { analysis } = root;
  const project = analysis.project();
  const show = (path: string) => shownPath(workspace, root, path);
  return analysis
    .frameworkCallables()
    .filter(isListedCallable)
    .toSorted(
      (a, b) => compare(a.node.module.path, b.node.module.path) || a.node.facts.span.start - b.node.facts.span.start,
    )
    .map((callable) => {
      const { node, role, place, method } = callable;
      const { module, facts } = node;
      const range = rangeOf(module.facts.lineStarts, facts.nameSpan);
      const { route } = callable;
      const url =
        method === undefined
          ? undefined
          : (analysis.servedPath({
              path: module.path,
              name: facts.qualifiedName,
              method,
              route,
            }) ?? '…');
      const path = project.pathOf(node);
      const blocksLoop = place === 'event loop' && path !== undefined;
      const title = method === undefined ? role : `${method} ${url}`;
      const what = `**${title}**: \`${facts.qualifiedName}\` (${show(module.path)}:${lineText(analysis, { path: module.path, range }, 'en')}), \`${facts.kind}\`, runs ${placeText(place)}`;
      if (!path) return { callable, url, blocksLoop, full: `- ${what}`, brief: `- ${what}` };
      const blocks = blocksLoop
        ? `**blocks it** in \`${path.blocker.name}\``
        : `waits there in \`${path.blocker.name}\`, which is fine`;
      const brief = `- ${what}, ${blocks}`;
      const chain = chainOf(path);
      const hasChain = blocksLoop && chain.length > 1;
      return {
        callable,
        url,
        blocksLoop,
        brief,
        full: hasChain ? `${brief}: ${chainText(analysis, chain, show)}` : brief,
      };
    });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
