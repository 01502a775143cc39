import { statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, TomlError } from 'smol-toml';
import manifest from '../../package.json' with { type: 'json' };
import { formatMessage, plainMessage } from '../messages/format-message.ts';
import { type CommandOptions, UsageError } from './command-options.ts';
import { InputError } from './open-analysis.ts';
import { configurationTemplate, preCommitTemplate, workflowTemplate } from './project-templates.ts';
import { shownPath } from './shown-path.ts';

/**
 * `loopwise init`: writes a configuration, or what other programs need to run Loopwise. Nothing that is there is overwritten: 0
 * something was written or is there already, 2 it cannot be written.
 */
export async function runInit(options: CommandOptions): Promise<number> {
  const { language } = options;
  const [folder = '.'] = options.positionals;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(formatMessage(language, 'input.missing', { path: folder }));
  if (options.has('pre-commit') && options.has('github')) {
    const params = { option: '--pre-commit', other: '--github' };
    throw new UsageError(formatMessage(language, 'cli.not together', params));
  }
  if (options.has('pre-commit')) {
    const text = preCommitTemplate(manifest.version);
    return writeNew(path.join(folder, '.pre-commit-config.yaml'), text, 'init.hook next', options);
  }
  if (options.has('github')) {
    const file = path.join(folder, '.github', 'workflows', 'loopwise.yml');
    return writeNew(file, workflowTemplate(manifest.version), undefined, options);
  }
  return writeConfiguration(folder, options);
}

async function writeConfiguration(folder: string, options: CommandOptions): Promise<number> {
  const { language } = options;
  const own = path.join(folder, 'loopwise.toml');
  const say = (key: string, file: string, params: Record<string, string> = {}) =>
    process.stdout.write(`${plainMessage(language, key, { file: shownPath(path.resolve(file)), ...params })}\n`);
  if ((await textOf(own, options)) !== undefined) {
    say('init.exists', own);
    return 0;
  }
  const project = path.join(folder, 'pyproject.toml');
  const text = await textOf(project, options);
  if (text === undefined) return writeNew(own, configurationTemplate(language), 'init.next', options);
  const tool = toolTable(text, project, options);
  if (tool && 'loopwise' in tool) {
    say('init.exists table', project);
    return 0;
  }
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const table = configurationTemplate(language, 'tool.loopwise').replaceAll('\n', lineEnd);
  const before = text.trim() === '' ? '' : `${text.replace(/\s*$/, '')}${lineEnd}${lineEnd}`;
  await write(project, before + table, 'w', options);
  say('init.added', project);
  say('init.next', project);
  return 0;
}

/** The table `[tool]` of a pyproject.toml. Throws `InputError` where the file is not TOML. */
function toolTable(text: string, file: string, { language }: CommandOptions): object | undefined {
  try {
    const { tool } = parse(text);
    return typeof tool === 'object' ? tool : undefined;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const params = { file: shownPath(path.resolve(file)), line: String(error.line) };
    throw new InputError(formatMessage(language, 'init.broken', params));
  }
}

/** Writes a file that is not there yet; of one that is, says what would have been written. */
async function writeNew(
  file: string,
  text: string,
  next: string | undefined,
  options: CommandOptions,
): Promise<number> {
  const { language } = options;
  const shown = { file: shownPath(path.resolve(file)) };
  if ((await textOf(file, options)) !== undefined) {
    process.stdout.write(`${formatMessage(language, 'init.merge', shown)}\n\n${text}`);
    return 0;
  }
  await write(file, text, 'wx', options);
  process.stdout.write(`${formatMessage(language, 'init.written', shown)}\n`);
  if (next !== undefined) process.stdout.write(`${plainMessage(language, next)}\n`);
  return 0;
}

async function write(file: string, text: string, flag: 'w' | 'wx', { language }: CommandOptions): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag });
  } catch (error) {
    const params = {
      file: shownPath(path.resolve(file)),
      code: (error as NodeJS.ErrnoException).code ?? String(error),
    };
    throw new InputError(formatMessage(language, 'input.unwritable', params));
  }
}

/** The text of a file; undefined where there is none. Throws `InputError` where it cannot be read. */
async function textOf(file: string, { language }: CommandOptions): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT') return undefined;
    throw new InputError(formatMessage(language, 'input.unreadable', { path: shownPath(path.resolve(file)), code }));
  }
}
