import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type AgentRoot, ToolError } from '../agents/agent-workspace.ts';
import { agentTools } from '../agents/all-tools.ts';
import { pathOfUri } from '../agents/workspace-paths.ts';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import { missingReason } from './missing-reason.ts';
import type { SourceHost } from './source-host.ts';

/** The answer to `loopwise/agentTool`, in English for a language model. */
export interface AgentAnswer {
  readonly text: string;
  /** The text says what is wrong with the question. */
  readonly isError: boolean;
}

/** What the tools need of the server. */
export interface AgentContext {
  readonly cards: CardCatalogue;
  readonly host: SourceHost;
  /** The workspace folders, with everything that was typed. */
  readonly folders: () => readonly AnalysisFolder[];
  /** Whether the workspace is to be checked at all. */
  readonly isOn: () => boolean;
  /** Resolves when the files of the workspace have been read. */
  readonly whenRead: () => Promise<void>;
}

/**
 * Answers `loopwise/agentTool` (`tool`, `input`): what a language model asks in the editor. Paths outside of the workspace are
 * refused.
 */
export function answerAgentRequests(connection: Connection, context: AgentContext): void {
  connection.onRequest(
    'loopwise/agentTool',
    async (params: unknown, token: CancellationToken): Promise<AgentAnswer> => {
      const { tool: name, input } =
        typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
      try {
        const tool = agentTools.find((known) => known.name === name);
        if (!tool) throw new ToolError(`There is no tool "${name}".`);
        await context.whenRead();
        if (!context.isOn()) throw new ToolError('Loopwise is turned off in this workspace (setting loopwise.enable).');
        if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
        const roots = context.folders().map((folder) => rootOf(folder, context));
        return { text: await tool.answer(input, { roots, cards: context.cards }), isError: false };
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return { text: error.message, isError: true };
      }
    },
  );
}

function rootOf(folder: AnalysisFolder, { host }: AgentContext): AgentRoot {
  return {
    folder: pathOfUri(folder.uri).replace(/\/$/, ''),
    analysis: folder.analysis,
    whyNotRead: (path) => missingReason(host, folder, path),
  };
}
