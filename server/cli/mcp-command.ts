import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { ToolError } from '../agents/agent-workspace.ts';
import { agentTools } from '../agents/all-tools.ts';
import { loadSyntax, type Syntax } from '../engine/syntax.ts';
import { loadGrammar } from '../host/load-grammar.ts';
import { readCards } from '../host/read-cards.ts';
import { formatMessage } from '../messages/format-message.ts';
import { librariesFrom, settingsFrom } from './analysis-options.ts';
import type { CommandOptions } from './command-options.ts';
import { FollowedFolder, type FollowOptions } from './followed-folder.ts';
import { makeMcpServer } from './mcp-server.ts';
import { InputError } from './open-analysis.ts';

interface McpOptions extends FollowOptions {
  /** Absolute; undefined: what the client says, else the current folder. */
  readonly root: string | undefined;
}

/**
 * `loopwise mcp`: serves the tools of agents over stdin and stdout until stdin closes, which ends it with 0. 2: bad usage, or a
 * folder that cannot be read. Nothing but the protocol is written to stdout.
 */
export async function runMcp(given: CommandOptions): Promise<number> {
  const options = await optionsFrom(given);
  const cards = await readCards(import.meta.dirname);
  const syntax = await loadSyntax(await loadGrammar(import.meta.dirname));
  const session = new AgentSession(syntax, options);
  const ended = new Promise<void>((resolve) => {
    serveStdio(
      () => {
        const server = makeMcpServer(cards, (name, input, signal) =>
          session.inTurn(signal, async () => {
            const roots = await session.roots();
            const tool = agentTools.find((known) => known.name === name);
            if (!tool) throw new ToolError(`There is no tool "${name}".`);
            return tool.answer(input, { roots, cards });
          }),
        );
        session.follow(server);
        return server;
      },
      { onerror: (error) => process.stderr.write(`loopwise mcp: ${error.message}\n`) },
    );
    process.stdin.once('close', resolve);
    process.stdin.once('end', resolve);
  });
  await ended;
  await session.close();
  return 0;
}

/** Throws `InputError` for a folder that cannot be read. */
async function optionsFrom(options: CommandOptions): Promise<McpOptions> {
  const [given] = options.positionals;
  const root = given === undefined ? undefined : path.resolve(given);
  if (root !== undefined) {
    const found = await stat(root).catch((error: NodeJS.ErrnoException) => error.code ?? '?');
    const say = (key: string, params: Record<string, string>) => formatMessage(options.language, key, params);
    if (typeof found === 'string') throw new InputError(say('mcp.unreadable', { folder: root, code: found }));
    if (!found.isDirectory()) throw new InputError(say('mcp.no folder', { folder: root }));
  }
  const { preset, exclude } = settingsFrom(options);
  const configuration = { ...(preset ? { preset } : {}), exclude: [...(exclude ?? [])] };
  return { root, python: librariesFrom(options).python, settings: { enabled: true, configuration } };
}

/** What one client asks, one question after the other. */
class AgentSession {
  private readonly syntax: Syntax;
  private readonly options: McpOptions;
  private server: McpServer | undefined;
  private folders: readonly FollowedFolder[] | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(syntax: Syntax, options: McpOptions) {
    this.syntax = syntax;
    this.options = options;
  }

  /** Takes the client's own folders, where no folder was given; reads the files before the first question. */
  follow(server: McpServer): void {
    this.server = server;
    this.folders = undefined;
    server.server.oninitialized = () => void this.inTurn(undefined, () => this.roots()).catch(() => {});
    server.server.setNotificationHandler('notifications/roots/list_changed', () => {
      this.folders = undefined;
    });
  }

  /** Does something when all before it is done. Rejects when it is not wanted any more by then. */
  inTurn<Result>(signal: AbortSignal | undefined, act: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(() => {
      signal?.throwIfAborted();
      return act();
    });
    this.last = result.catch(() => {});
    return result;
  }

  /** The folders with their files as they are now. Throws `ToolError` for a folder that cannot be read. */
  async roots(): Promise<readonly FollowedFolder[]> {
    this.folders ??= (await this.wanted()).map((folder) => new FollowedFolder(folder, this.syntax, this.options));
    for (const folder of this.folders) {
      try {
        await folder.refresh();
      } catch (error) {
        throw new ToolError(`${folder.folder} cannot be read: ${(error as Error).message}`);
      }
    }
    return this.folders;
  }

  private async wanted(): Promise<readonly string[]> {
    if (this.options.root !== undefined) return [this.options.root];
    const ofClient = await this.rootsOfClient();
    return ofClient.length > 0 ? ofClient : [process.cwd()];
  }

  private async rootsOfClient(): Promise<readonly string[]> {
    const protocol = this.server?.server;
    if (!protocol?.getClientCapabilities()?.roots) return [];
    try {
      const { roots } = await protocol.listRoots(undefined, { timeout: 5000 });
      return roots.flatMap(({ uri }) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));
    } catch {
      // Since the protocol of 2026 servers do not ask for them.
      return [];
    }
  }

  async close(): Promise<void> {
    await this.last;
    for (const folder of this.folders ?? []) await folder.keepLibraries();
  }
}
