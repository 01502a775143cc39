import { isListedCallable } from '../engine/framework-callable.ts';
import { positionAt } from '../engine/line-index.ts';
import type { CommandOptions } from './command-options.ts';
import { routeFormats } from './command-table.ts';
import { openForCommand } from './open-for-command.ts';
import { ProgressBar } from './progress-bar.ts';
import { visible } from './terminal-text.ts';

/** `loopwise routes`: every function that FastAPI calls, where it runs and whether it blocks. */
export async function runRoutes(options: CommandOptions): Promise<number> {
  const progress = new ProgressBar(process.stderr);
  const { analysis, keep, unreadable, isIncomplete } = await openForCommand(options, progress);
  const project = analysis.project();
  const called = analysis.frameworkCallables().filter(isListedCallable);
  const routes = called.map(({ node, role, place, method, route }) => ({
    role,
    method: method ?? null,
    route: route ?? null,
    servedPath:
      analysis.servedPath({ path: node.module.path, name: node.facts.qualifiedName, method, route }) ?? route ?? null,
    path: node.module.path,
    line: positionAt(node.module.facts.lineStarts, node.facts.span.start).line,
    function: node.facts.qualifiedName,
    declared: node.facts.kind,
    runsOn: place,
    blocks: project.pathOf(node)?.blocker.name ?? null,
  }));
  await keep();
  progress.end();
  for (const line of unreadable) process.stderr.write(`${line}\n`);
  const fastapi = analysis.frameworkVersions();
  if (options.choice('format', routeFormats, 'text') === 'json')
    process.stdout.write(`${JSON.stringify({ version: 1, routes, fastapi }, undefined, 2)}\n`);
  else process.stdout.write(routes.map((route) => `${visible(lineOf(route))}\n`).join(''));
  return isIncomplete ? 2 : 0;
}

function lineOf(route: {
  role: string;
  method: string | null;
  route: string | null;
  servedPath: string | null;
  path: string;
  line: number;
  function: string;
  declared: string;
  runsOn: string;
  blocks: string | null;
}): string {
  const name = route.method ? `${route.method} ${route.servedPath ?? '…'}` : route.role;
  const blocked = route.blocks ? `  blocks: ${route.blocks}` : '';
  return `${name.padEnd(40)} ${route.declared.padEnd(9)} ${route.runsOn.padEnd(11)} ${route.function} (${route.path}:${route.line + 1})${blocked}`;
}
