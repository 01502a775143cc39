import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { launchChromium, startVSCodeServer } from '../../.ci/vscode-server.mjs';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** A VS Code server with a browser and a copy of the fixture project, for one test file. */
export interface EditorHost {
  readonly address: string;
  readonly browser: Browser;
  /** The copy: tests may change it. */
  readonly folder: string;
  close(): Promise<void>;
}

/**
 * Starts VS Code, with other extensions in these folders, and Chromium; installs neither. Folders are not trusted unless
 * `isTrusted`. Rejects when one of them does not start.
 */
export async function startEditor(others: readonly string[] = [], isTrusted = false): Promise<EditorHost> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'loopwise-editor-'));
  const folder = path.join(temporary, 'editor-project');
  cpSync(path.join(projectRoot, 'test', 'fixtures', 'editor-project'), folder, { recursive: true });
  const dataFolder = path.join(temporary, 'data');
  for (const other of others)
    cpSync(other, path.join(dataFolder, 'extensions', path.basename(other)), { recursive: true });
  const server = await startVSCodeServer({ dataFolder, isTrusted });
  const browser: Browser = await launchChromium();
  return {
    address: server.address,
    browser,
    folder,
    async close() {
      await browser.close();
      await server.close();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
