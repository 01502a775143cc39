import { parseArgs } from 'node:util';
import { positionAt } from '../engine/line-index.ts';
import { InputError, type LibraryOptions, openAnalysis } from './open-analysis.ts';

/** Roles of functions that FastAPI itself does not call. */
const unlisted: ReadonlySet<string> = new Set(['thread function', 'task', 'validator']);

/** `loopwise routes`: every function that FastAPI calls, where it runs and whether it blocks. */
export async function runRoutes(args: readonly string[]): Promise<number> {
  let format: string;
  let positionals: string[];
  let libraries: LibraryOptions;
  let config: string | undefined;
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        config: { type: 'string' },
        python: { type: 'string' },
        'no-cache': { type: 'boolean', default: false },
      },
    });
    libraries = { python: parsed.values.python, cache: !parsed.values['no-cache'] };
    ({ positionals } = parsed);
    ({ format, config } = parsed.values);
    if (format !== 'text' && format !== 'json') throw new Error(`--format "${format}" is not one of text, json`);
  } catch (error) {
    process.stderr.write(`loopwise routes: ${(error as Error).message}\n`);
    return 2;
  }
  try {
    const { analysis, keep } = await openAnalysis(positionals, { config }, undefined, libraries);
    const project = analysis.project();
    const called = analysis.frameworkCallables().filter(({ role }) => !unlisted.has(role));
    const routes = called.map(({ node, role, place, method, route }) => ({
      role,
      method: method ?? null,
      route: route ?? null,
      path: node.module.path,
      line: positionAt(node.module.facts.lineStarts, node.facts.span.start).line,
      function: node.facts.qualifiedName,
      declared: node.facts.kind,
      runsOn: place,
      blocks: project.pathOf(node)?.blocker.name ?? null,
    }));
    await keep();
    if (format === 'json')
      process.stdout.write(
        `${JSON.stringify({ version: 1, routes, fastapi: analysis.frameworkVersions() }, undefined, 2)}\n`,
      );
    else for (const route of routes) process.stdout.write(`${lineOf(route)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`loopwise routes: ${error.message}\n`);
    return 2;
  }
}

function lineOf(route: {
  role: string;
  method: string | null;
  route: string | null;
  path: string;
  line: number;
  function: string;
  declared: string;
  runsOn: string;
  blocks: string | null;
}): string {
  const name = route.method ? `${route.method} ${route.route ?? '…'}` : route.role;
  const blocked = route.blocks ? `  blocks: ${route.blocks}` : '';
  return `${name.padEnd(40)} ${route.declared.padEnd(9)} ${route.runsOn.padEnd(11)} ${route.function} (${route.path}:${route.line + 1})${blocked}`;
}
