import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { AgentAnswer } from '../server/lsp/agent-requests.ts';

/** What a tool is asked; it comes from a language model, and is checked by the server. */
type ToolInput = Readonly<Record<string, unknown>>;

/**
 * Offers the tools of the manifest to the language models of the editor; the language server answers. Nothing is asked before
 * they run: they only read the workspace, and tell the model what it may read itself.
 */
export function offerLanguageModelTools(
  client: BaseLanguageClient,
  extension: vscode.Extension<unknown>,
): vscode.Disposable {
  // Editors that are made from VS Code's sources may lack it.
  if (typeof vscode.lm?.registerTool !== 'function') return vscode.Disposable.from();
  const tools = (extension.packageJSON.contributes?.languageModelTools ?? []) as readonly { readonly name: string }[];
  return vscode.Disposable.from(...tools.map(({ name }) => vscode.lm.registerTool(name, toolOf(client, name))));
}

function toolOf(client: BaseLanguageClient, name: string): vscode.LanguageModelTool<ToolInput> {
  return {
    prepareInvocation: ({ input }) => ({ invocationMessage: invocationMessage(name, input) }),
    async invoke({ input }, token) {
      const params = { tool: name, input };
      const { text, isError } = await client.sendRequest<AgentAnswer>('loopwise/agentTool', params, token);
      // The message of an error is what the model reads.
      if (isError) throw new Error(text);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** What the chat shows while a tool runs. */
function invocationMessage(name: string, { path, paths, code, line, name: subject }: ToolInput): string {
  const file = typeof path === 'string' ? path : undefined;
  if (name === 'loopwise_routes') return vscode.l10n.t('Looking up what FastAPI calls');
  if (name === 'loopwise_explain') {
    if (file !== undefined) return vscode.l10n.t('Looking up where {0}:{1} runs', file, String(line ?? ''));
    return vscode.l10n.t('Reading about {0}', typeof subject === 'string' ? subject : 'FastAPI');
  }
  if (file !== undefined && code !== undefined) return vscode.l10n.t('Checking the draft of {0} for what blocks', file);
  const asked = [...(Array.isArray(paths) ? paths : []), ...(file === undefined ? [] : [file])].map(String);
  return asked.length > 0
    ? vscode.l10n.t('Checking {0} for what blocks', asked.join(', '))
    : vscode.l10n.t('Checking the workspace for what blocks');
}
