import * as vscode from 'vscode';
import type {
  BaseLanguageClient,
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
} from 'vscode-languageclient';

/** Extensions that answer call hierarchies for Python. */
const otherProviders = [
  'ms-python.vscode-pylance',
  'detachhead.basedpyright',
  'ms-pyright.pyright',
  'anysphere.cursorpyright',
  'codeium.windsurfpyright',
  'meta.pyrefly',
  'astral-sh.ty',
];

/** Call hierarchies from the language server: who reaches a blocking call, up to the path operations. */
export class ServerCallHierarchy implements vscode.CallHierarchyProvider {
  private readonly client: BaseLanguageClient;

  constructor(client: BaseLanguageClient) {
    this.client = client;
  }

  async prepareCallHierarchy(
    { uri }: { readonly uri: vscode.Uri },
    position: vscode.Position,
  ): Promise<vscode.CallHierarchyItem[] | undefined> {
    const { client } = this;
    const items = await client.sendRequest<CallHierarchyItem[] | null>('textDocument/prepareCallHierarchy', {
      textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
      position: { line: position.line, character: position.character },
    });
    return client.protocol2CodeConverter.asCallHierarchyItems(items);
  }

  async provideCallHierarchyIncomingCalls(
    item: vscode.CallHierarchyItem,
  ): Promise<vscode.CallHierarchyIncomingCall[] | undefined> {
    const { client } = this;
    const calls = await client.sendRequest<CallHierarchyIncomingCall[] | null>('callHierarchy/incomingCalls', {
      item: client.code2ProtocolConverter.asCallHierarchyItem(item),
    });
    return client.protocol2CodeConverter.asCallHierarchyIncomingCalls(calls);
  }

  async provideCallHierarchyOutgoingCalls(
    item: vscode.CallHierarchyItem,
  ): Promise<vscode.CallHierarchyOutgoingCall[] | undefined> {
    const { client } = this;
    const calls = await client.sendRequest<CallHierarchyOutgoingCall[] | null>('callHierarchy/outgoingCalls', {
      item: client.code2ProtocolConverter.asCallHierarchyItem(item),
    });
    return client.protocol2CodeConverter.asCallHierarchyOutgoingCalls(calls);
  }
}

/**
 * Offers the server's call hierarchies to VS Code as long as nobody else does for Python. VS Code asks one provider only,
 * the last one registered of those that fit best, and never the next one when that has no answer
 * (workbench/contrib/callHierarchy/common/callHierarchy.ts, `CallHierarchyModel.create`). Beside Pylance, ours would take
 * away the hierarchy of every function that FastAPI does not reach; the command `loopwise.showCallers` shows it then.
 */
export function offerCallHierarchy(provider: ServerCallHierarchy): vscode.Disposable {
  let offer: vscode.Disposable | undefined;
  const decide = () => {
    const isTaken = otherProviders.some((id) => vscode.extensions.getExtension(id));
    if (isTaken) offer?.dispose();
    offer = isTaken
      ? undefined
      : (offer ?? vscode.languages.registerCallHierarchyProvider({ language: 'python' }, provider));
  };
  decide();
  return vscode.Disposable.from(vscode.extensions.onDidChange(decide), { dispose: () => offer?.dispose() });
}
