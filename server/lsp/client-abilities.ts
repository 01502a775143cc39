import { type ClientCapabilities, MarkupKind } from 'vscode-languageserver';

/** What the protocol leaves to a client, as far as the server does something else without it. */
export interface ClientAbilities {
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  /** Lets the server register for changes of settings. */
  readonly configurationRegistration: boolean;
  /** Watches files for the server. */
  readonly watching: boolean;
  /** Watches files outside of the workspace too. */
  readonly watchingAbove: boolean;
  /** Tells of workspace folders that come and go. */
  readonly folderChanges: boolean;
  /** Shows progress that the server begins. */
  readonly progress: boolean;
  /** Takes edits as `documentChanges`, with the version of each document. */
  readonly documentChanges: boolean;
  /** Lets the user confirm edits. */
  readonly review: boolean;
  /** Takes code actions as objects, and not only as commands of the server. */
  readonly actionLiterals: boolean;
  /** Applies edits that the server asks for. */
  readonly applyEdit: boolean;
  /** Asks for the edit of a code action when it is chosen. */
  readonly resolve: boolean;
  /** Shows the related information of a diagnostic. */
  readonly relatedInformation: boolean;
  /** Shows hovers as Markdown. */
  readonly markdown: boolean;
  /** Asks for code lenses again when it is told to. */
  readonly lensRefresh: boolean;
  /** Asks for inlay hints again when it is told to. */
  readonly inlayHintRefresh: boolean;
}

/** Reads the capabilities of `initialize`. What a client does not speak of it cannot do. */
export function abilitiesOf({ workspace, textDocument, window }: ClientCapabilities): ClientAbilities {
  const documentChanges = workspace?.workspaceEdit?.documentChanges === true;
  return {
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watching: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchingAbove: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    folderChanges: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    documentChanges,
    // Annotations are part of `documentChanges` alone.
    review: documentChanges && workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    actionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    applyEdit: workspace?.applyEdit === true,
    resolve: textDocument?.codeAction?.resolveSupport?.properties?.includes('edit') === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
  };
}
