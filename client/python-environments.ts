import { PVSC_EXTENSION_ID, PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';

/** A workspace folder and the environment that is chosen for it; the server knows it as `ChosenEnvironment`. */
export interface ChosenEnvironment {
  readonly folder: string;
  readonly environment: string;
}

/**
 * What is chosen in the Python extension for every workspace folder; empty without that extension. Nothing is chosen in an
 * untrusted workspace, where it does not look for interpreters.
 */
export async function chosenEnvironments(): Promise<readonly ChosenEnvironment[]> {
  const python = await pythonExtension();
  return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
    const environment = python?.environments.getActiveEnvironmentPath(folder.uri).path;
    // Without a choice the extension gives the name of a command, such as `python`.
    const isPlace = environment !== undefined && /[\\/]/.test(environment);
    return isPlace ? [{ folder: folder.uri.toString(), environment }] : [];
  });
}

/** Calls `listener` whenever another environment is chosen. */
export async function onDidChooseEnvironment(listener: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonExtension())?.environments.onDidChangeActiveEnvironmentPath(listener);
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const isThere = vscode.workspace.isTrusted && vscode.extensions.getExtension(PVSC_EXTENSION_ID) !== undefined;
  try {
    return isThere ? await PythonExtension.api() : undefined;
  } catch {
    // It failed to start, which it tells the user itself.
    return undefined;
  }
}
