import path from 'node:path';
import { build } from 'esbuild';
import { pageAddress } from '../../.ci/vscode-server.mjs';
import { type EditorHost, projectRoot } from './editor.ts';

/** What a suite in the extension host came to. */
export interface SuiteResult {
  /** 0 when its `run()` resolved. */
  readonly code: number;
  /** What the extension host wrote to the console. */
  readonly lines: readonly string[];
}

/** Bundles a suite of this folder, by its name without `.ts`, and runs it inside VS Code's extension host. */
export async function runSuite(
  editor: EditorHost,
  name: string,
  onLine?: (line: string) => void,
): Promise<SuiteResult> {
  const bundle = path.join(projectRoot, 'out', 'test', name, 'index.cjs');
  await build({
    entryPoints: [path.join(projectRoot, 'test', 'vscode', `${name}.ts`)],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const page = await editor.browser.newPage();
  const lines: string[] = [];
  const ended = Promise.withResolvers<number>();
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    const line = args.map(String).join(' ');
    lines.push(line);
    onLine?.(line);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
  await page.goto(pageAddress({ address: editor.address, folder: editor.folder, suite: bundle }));
  return { code: await ended.promise, lines };
}
