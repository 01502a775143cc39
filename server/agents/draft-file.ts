import type { Analysis } from '../engine/analysis.ts';
import { positionAt } from '../engine/line-index.ts';
import { sizeLimit } from '../host/decode-source.ts';
import { type AgentWorkspace, ToolError } from './agent-workspace.ts';
import { placeIn, type WorkspacePath } from './workspace-paths.ts';

/** A file as it is, or as an agent is about to write it. */
export interface DraftFile extends WorkspacePath {
  /** Of all files, with the draft in the place of this one. */
  readonly analysis: Analysis;
}

/** Analyses a draft of a file, which need not exist. Throws `ToolError` for what cannot be a Python file of the workspace. */
export function draftOf(workspace: AgentWorkspace, given: string | undefined, code: string): DraftFile {
  if (given === undefined) throw new ToolError('"code" needs "path": the file that it is, or will be.');
  const { root, path } = placeIn(workspace, given);
  if (!path.endsWith('.py')) throw new ToolError(`${given} is not the path of a Python file (*.py).`);
  if (code.length > sizeLimit * 2 ** 20) throw new ToolError(`"code" is longer than ${sizeLimit} MB.`);
  const isSame = root.analysis.text(path) === code;
  return { root, path, analysis: isSame ? root.analysis : root.analysis.withText(path, code) };
}

/** What a model must know of a file that Python refuses; undefined for one that parses. */
export function syntaxNote(analysis: Analysis, path: string): string | undefined {
  const [error] = analysis.syntaxErrors(path);
  if (!error) return undefined;
  const lineStarts = analysis.project().modules.get(path)?.facts.lineStarts ?? [];
  const line = positionAt(lineStarts, error.start).line + 1;
  return `Line ${line} of ${path} is not valid Python, so what stands there has not been checked.`;
}
