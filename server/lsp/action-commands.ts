import { type CodeAction, Command, type WorkspaceEdit } from 'vscode-languageserver';

/** The command of the server that has the client apply an edit (`title`, `edit`). */
export const applyEditCommand = 'loopwise.applyEdit';

/** Code actions for a client that knows only commands: each has the server ask for its edit. */
export function asCommands(actions: readonly CodeAction[]): Command[] {
  return actions.flatMap(({ title, edit, command }) =>
    edit ? [Command.create(title, applyEditCommand, title, edit)] : command ? [command] : [],
  );
}

/** The arguments of `applyEditCommand`; undefined where they are none. */
export function editToApply(given: readonly unknown[] | undefined): { label: string; edit: WorkspaceEdit } | undefined {
  const [label, edit] = given ?? [];
  if (typeof label !== 'string' || typeof edit !== 'object' || edit === null) return undefined;
  return { label, edit };
}
