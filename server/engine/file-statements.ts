import { type DeclaredProject, declaredProject, isProjectFile } from './pyproject.ts';
import { type StatedVersion, statedVersion } from './version-files.ts';

/** What a file of a project other than Python's says, as plain data. */
export interface FileStatements {
  readonly project?: DeclaredProject | undefined;
  readonly version?: StatedVersion | undefined;
}

/** What the text of a `pyproject.toml`, a lock file or a list of requirements says; one that is not what its name promises: nothing. */
export function statementsOf(path: string, text: string): FileStatements {
  return {
    project: isProjectFile(path) ? declaredProject(path, text) : undefined,
    version: statedVersion(path, text),
  };
}
