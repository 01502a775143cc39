import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchChromium, startVSCodeServer } from '../../.ci/vscode-server.mjs';
import { startWebWorkbench } from '../../.ci/web-workbench.mjs';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

const screenshots = path.join(projectRoot, 'out', 'screenshots');

/** Keeps a picture of a page in `out/screenshots`, for people to look at. Rejects when it shows next to nothing. */
export async function capture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  const file = path.join(screenshots, `${name}.png`);
  await page.screenshot({ path: file });
  assert.ok(statSync(file).size > 20_000, `${file} shows something`);
}

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
export async function startEditor(
  others: readonly string[] = [],
  isTrusted = false,
  language = 'en',
): Promise<EditorHost> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'loopwise-editor-'));
  const folder = path.join(temporary, 'editor-project');
  cpSync(path.join(projectRoot, 'test', 'fixtures', 'editor-project'), folder, { recursive: true });
  const dataFolder = path.join(temporary, 'data');
  for (const other of others)
    cpSync(other, path.join(dataFolder, 'extensions', path.basename(other)), { recursive: true });
  if (language !== 'en') addLanguagePack(dataFolder, language);
  const server = await startVSCodeServer({ dataFolder, isTrusted, language });
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

/**
 * Makes VS Code take a language for its own: extensions then show theirs. The pack has no translations of VS Code itself, so its own
 * labels stay English.
 */
function addLanguagePack(dataFolder: string, language: string): void {
  const folder = path.join(dataFolder, 'data');
  mkdirSync(folder, { recursive: true });
  const translations = path.join(folder, `${language}.i18n.json`);
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: `test-${language}`,
    label: language,
    extensions: [{ extensionIdentifier: { id: `test.language-${language}` }, version: '1.0.0' }],
    translations: { vscode: translations },
  };
  writeFileSync(path.join(folder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** VS Code without a server, with the extension as it is shipped, on a project in memory. */
export interface WebEditorHost {
  readonly address: string;
  readonly browser: Browser;
  /** Files of the extension that the editor has asked for, one for each time. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export interface WebEditorOptions {
  readonly language?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files beside those of the fixture project, by path in it. */
  readonly added?: Readonly<Record<string, string>>;
  /** Files that the command "Memory: Write the next file" writes, one each time. */
  readonly later?: Readonly<Record<string, string>>;
}

/** Starts the workbench and Chromium; installs neither. Rejects when one of them does not start. */
export async function startWebEditor({
  language = 'en',
  settings = {},
  added = {},
  later = {},
}: WebEditorOptions = {}): Promise<WebEditorHost> {
  const memory = path.join(projectRoot, 'test', 'fixtures', 'memory-workspace');
  const shipped = new Set(await listFiles({ cwd: projectRoot, packageManager: PackageManager.None }));
  const fileOf = (folder: string, file: string) => readFile(path.join(folder, file)).catch(() => undefined);
  const asked: string[] = [];
  const workbench = await startWebWorkbench({
    folder: 'vscode-vfs://memory/project',
    language,
    settings,
    extensions: {
      memory: async (file) =>
        file === 'files.json' ? memoryFiles({ ...fixtureTexts(), ...added }, later) : fileOf(memory, file),
      loopwise: async (file) => {
        asked.push(file);
        return shipped.has(file) ? fileOf(projectRoot, file) : undefined;
      },
    },
  });
  const browser = await launchChromium();
  return {
    address: workbench.address,
    browser,
    asked,
    async close() {
      await browser.close();
      await workbench.close();
    },
  };
}

/** What the extension of the memory's files reads at its start, as JSON: files in the folder `/project`, by path in it. */
export function memoryFiles(
  files: Readonly<Record<string, string>>,
  later: Readonly<Record<string, string>> = {},
): string {
  const inProject = (texts: typeof files) =>
    Object.fromEntries(Object.entries(texts).map(([file, text]) => [`/project/${file}`, text]));
  return JSON.stringify({ files: inProject(files), later: inProject(later) });
}

/** The Python files of the fixture project, by path in it. */
export function fixtureTexts(): Readonly<Record<string, string>> {
  const folder = path.join(projectRoot, 'test', 'fixtures', 'editor-project');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));
  return Object.fromEntries(
    files.map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(folder, file), 'utf8')]),
  );
}

/** Runs a command by its title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.keyboard.type(title);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
  await page.keyboard.press('Enter');
}

/** The page of a webview whose heading has such a text. @param patience Milliseconds; after them it rejects. */
export async function webviewWith(page: Page, title: string | RegExp, patience = 60_000): Promise<Frame> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      const heading = await frame
        .getByRole('heading', { level: 1, name: title })
        .count()
        .catch(() => 0);
      if (heading > 0) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`no webview shows ${title}`);
}

/** A theme, with the class that VS Code's window has in it. */
export interface Theme {
  readonly name: string;
  readonly mark: string;
}

export const themes = {
  light: { name: 'Default Light Modern', mark: 'vs' },
  dark: { name: 'Default Dark Modern', mark: 'vs-dark' },
  contrast: { name: 'Default High Contrast', mark: 'hc-black' },
} as const satisfies Readonly<Record<string, Theme>>;

/** Settings of the folder: VS Code takes them over while it runs. */
export function writeSettings({ folder }: EditorHost, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}

/** Gives VS Code a theme, with other settings of the folder, and waits until it has it. */
export async function setTheme(
  editor: EditorHost,
  page: Page,
  { name, mark }: Theme,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  writeSettings(editor, { ...settings, 'workbench.colorTheme': name });
  await page.locator(`.monaco-workbench.${mark}`).waitFor();
}
