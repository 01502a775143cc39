import * as vscode from 'vscode';
import { cursor } from './blocking-path.ts';
import type { ServerCallHierarchy } from './call-hierarchy.ts';

/** A caller in the tree; `places` are its calls, in its own file. */
interface CallerNode {
  readonly item: vscode.CallHierarchyItem;
  readonly places: readonly vscode.Range[];
  readonly parent: CallerNode | undefined;
}

/** The part that we need of what VS Code's built-in extension `references-view` offers to others. */
interface ReferencesView {
  setInput(input: TreeInput): void;
}
interface TreeInput {
  readonly contextValue: string;
  readonly title: string;
  readonly location: vscode.Location;
  resolve(): vscode.ProviderResult<{ provider: vscode.TreeDataProvider<CallerNode>; message: string | undefined }>;
  with(location: vscode.Location): TreeInput;
}

/**
 * The command "Show who reaches this call": the callers of what stands at the cursor, up to the path operations, in VS
 * Code's view of references and call hierarchies. It works whoever answers VS Code's own call hierarchy.
 */
export async function showCallers(hierarchy: ServerCallHierarchy): Promise<void> {
  const place = cursor();
  const items = (place && (await hierarchy.prepareCallHierarchy(place, place.position))) ?? [];
  const view = await vscode.extensions.getExtension<ReferencesView>('vscode.references-view')?.activate();
  if (!place || items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Neither does FastAPI reach this, nor is it known to block.'),
    );
  } else if (view) view.setInput(new CallersInput(hierarchy, new vscode.Location(place.uri, place.position)));
  else await vscode.commands.executeCommand('editor.showCallHierarchy');
}

class CallersInput implements TreeInput {
  readonly contextValue = 'loopwise.callers';
  readonly title = vscode.l10n.t('Who reaches this call');
  readonly location: vscode.Location;
  private readonly hierarchy: ServerCallHierarchy;

  constructor(hierarchy: ServerCallHierarchy, location: vscode.Location) {
    this.hierarchy = hierarchy;
    this.location = location;
  }

  async resolve() {
    const { uri, range } = this.location;
    const items = (await this.hierarchy.prepareCallHierarchy({ uri }, range.start)) ?? [];
    if (items.length === 0) return undefined;
    const roots = items.map((item): CallerNode => ({ item, places: [item.selectionRange], parent: undefined }));
    return { provider: new CallersTree(this.hierarchy, roots), message: undefined };
  }

  with(location: vscode.Location): TreeInput {
    return new CallersInput(this.hierarchy, location);
  }
}

class CallersTree implements vscode.TreeDataProvider<CallerNode> {
  private readonly hierarchy: ServerCallHierarchy;
  private readonly roots: CallerNode[];

  constructor(hierarchy: ServerCallHierarchy, roots: CallerNode[]) {
    this.hierarchy = hierarchy;
    this.roots = roots;
  }

  async getChildren(node?: CallerNode): Promise<CallerNode[]> {
    if (!node) return this.roots;
    const calls = (await this.hierarchy.provideCallHierarchyIncomingCalls(node.item)) ?? [];
    return calls.map(({ from, fromRanges }) => ({ item: from, places: fromRanges, parent: node }));
  }

  getParent(node: CallerNode): CallerNode | undefined {
    return node.parent;
  }

  getTreeItem(node: CallerNode): vscode.TreeItem {
    const { item, places } = node;
    const state = vscode.TreeItemCollapsibleState;
    const shown = new vscode.TreeItem(item.name, node.parent ? state.Collapsed : state.Expanded);
    shown.description = item.detail ?? '';
    shown.tooltip = item.detail ? `${item.name} · ${item.detail}` : item.name;
    shown.iconPath = new vscode.ThemeIcon(
      item.kind === vscode.SymbolKind.Function ? 'symbol-function' : 'symbol-method',
    );
    const selection = places[0] ?? item.selectionRange;
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(selection.start, selection.start) };
    shown.command = { command: 'vscode.open', title: '', arguments: [item.uri, options] };
    return shown;
  }
}
