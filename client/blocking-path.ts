import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** What the server answers to `loopwise/blockingPath`, in the order in which the program takes the steps. */
interface BlockingPathStep {
  readonly uri: string;
  readonly range: { readonly start: vscode.Position; readonly end: vscode.Position };
  readonly name: string;
  readonly action: string;
}

interface StepItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/**
 * The command "Show blocking path": lists the steps from a place, or else from the cursor, down to the call that blocks,
 * and shows the code of each one as it is picked. VS Code's own peek view sorts places by file, and the order is what a
 * reader wants to see. Arguments come from links and may be anything.
 */
export async function showBlockingPath(client: BaseLanguageClient, uri: unknown, position: unknown): Promise<void> {
  const place = placeFrom(uri, position) ?? cursor();
  const steps = place
    ? await client.sendRequest<readonly BlockingPathStep[]>('loopwise/blockingPath', {
        textDocument: { uri: client.code2ProtocolConverter.asUri(place.uri) },
        position: { line: place.position.line, character: place.position.character },
      })
    : [];
  if (steps.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is known to block here.'));
  else await pickStep(steps.map((step, index) => itemOf(step, index, client)));
}

/** A place that a link names; undefined for anything else. */
export function placeFrom(uri: unknown, position: unknown): { uri: vscode.Uri; position: vscode.Position } | undefined {
  if (typeof uri !== 'string' || typeof position !== 'object' || position === null) return undefined;
  const { line, character } = position as Record<string, unknown>;
  if (!Number.isSafeInteger(line) || !Number.isSafeInteger(character)) return undefined;
  return {
    uri: vscode.Uri.parse(uri),
    position: new vscode.Position(Math.max(0, Number(line)), Math.max(0, Number(character))),
  };
}

/** The cursor in a Python editor. */
export function cursor(): { uri: vscode.Uri; position: vscode.Position } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'python') return undefined;
  return { uri: editor.document.uri, position: editor.selection.active };
}

function itemOf(step: BlockingPathStep, index: number, client: BaseLanguageClient): StepItem {
  return {
    label: `${index + 1}. ${step.name}`,
    description: step.action,
    uri: client.protocol2CodeConverter.asUri(step.uri),
    range: client.protocol2CodeConverter.asRange(step.range),
  };
}

/** Resolves when the list is closed: with Enter at the step's code, with Escape where the reader came from. */
async function pickStep(items: readonly StepItem[]): Promise<void> {
  const origin = vscode.window.activeTextEditor;
  const openBefore = new Set(textTabs().map(({ uri }) => uri.toString()));
  const shown = origin && { selection: origin.selection, visible: origin.visibleRanges[0] };
  const mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
  });
  const list = vscode.window.createQuickPick<StepItem>();
  list.title = vscode.l10n.t('Blocking path');
  list.placeholder = vscode.l10n.t('Enter goes to the code, Escape goes back');
  list.matchOnDescription = true;
  list.items = items;
  let last = Promise.resolve();
  const show = (item: StepItem, preserveFocus: boolean) => {
    // One after the other; a file that cannot be shown does not keep the next one from being shown.
    last = last
      .then(async () => {
        const editor = await vscode.window.showTextDocument(item.uri, {
          preview: true,
          preserveFocus,
          selection: preserveFocus ? item.range : new vscode.Range(item.range.start, item.range.start),
        });
        editor.setDecorations(mark, [item.range]);
        editor.revealRange(item.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      })
      .catch((error) => void vscode.window.showErrorMessage(String(error)));
    return last;
  };
  let accepted: StepItem | undefined;
  list.onDidChangeActive(([item]) => item && void show(item, true));
  list.onDidAccept(() => {
    accepted = list.activeItems[0];
    list.hide();
  });
  const hidden = new Promise<void>((resolve) => list.onDidHide(resolve));
  list.show();
  await hidden;
  if (accepted) await show(accepted, false);
  else await last;
  list.dispose();
  mark.dispose();
  if (accepted || !origin || !shown) return;
  const editor = await vscode.window.showTextDocument(origin.document, {
    viewColumn: origin.viewColumn ?? vscode.ViewColumn.Active,
    selection: shown.selection,
  });
  if (shown.visible) editor.revealRange(shown.visible, vscode.TextEditorRevealType.AtTop);
  const leftOver = textTabs().filter(({ tab, uri }) => tab.isPreview && !openBefore.has(uri.toString()));
  await vscode.window.tabGroups.close(leftOver.map(({ tab }) => tab));
}

function textTabs(): { readonly tab: vscode.Tab; readonly uri: vscode.Uri }[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap((tab) => (tab.input instanceof vscode.TabInputText ? [{ tab, uri: tab.input.uri }] : [])),
  );
}
