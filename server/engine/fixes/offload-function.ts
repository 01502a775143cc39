import { nameOf } from '../expression-name.ts';
import type { TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { Module } from '../value.ts';
import { importModule, importName } from './add-import.ts';
import type { SourceFile } from './fix-sources.ts';

/** Functions that run a callable in a thread and are awaited; `auto` is what the project uses most. */
export const offloadStyles = ['auto', 'run_in_threadpool', 'asyncio.to_thread', 'anyio.to_thread.run_sync'] as const;
export type OffloadStyle = (typeof offloadStyles)[number];
export type OffloadFunctionName = Exclude<OffloadStyle, 'auto'>;

/** How a file calls the function that runs a callable in a thread. */
export interface OffloadFunction {
  readonly function: OffloadFunctionName;
  /** As the file writes it. */
  readonly name: string;
  readonly edit: TextEdit | undefined;
  /** Keywords that it takes itself, so that the callable cannot have them; undefined: the callable can have none at all. */
  readonly ownKeywords: readonly string[] | undefined;
}

const lastNames: Readonly<Record<OffloadFunctionName, string>> = {
  run_in_threadpool: 'run_in_threadpool',
  'asyncio.to_thread': 'to_thread',
  'anyio.to_thread.run_sync': 'run_sync',
};

/** What the file uses, else what the project uses most, else FastAPI's own `run_in_threadpool`. */
function habitOf(project: LinkedProject, module: Module): OffloadFunctionName {
  const names = Object.keys(lastNames) as OffloadFunctionName[];
  const count = (name: OffloadFunctionName, isWanted: (other: Module) => boolean) =>
    project.inference
      .callsNamed(lastNames[name])
      .filter(({ scope, call }) => nameOf(call.callee) === lastNames[name] && isWanted(scope.module)).length;
  const most = (isWanted: (other: Module) => boolean) => {
    const counts = names.map((name) => ({ name, uses: count(name, isWanted) }));
    return counts.reduce((best, other) => (other.uses > best.uses ? other : best));
  };
  const own = most((other) => other === module);
  return own.uses > 0 ? own.name : most(() => true).name;
}

/** The function of a style as a file can call it; undefined when the file uses its name for something else. */
export function offloadFunction(
  project: LinkedProject,
  file: SourceFile,
  style: OffloadStyle,
): OffloadFunction | undefined {
  const wanted = style === 'auto' ? habitOf(project, file.module) : style;
  switch (wanted) {
    case 'run_in_threadpool': {
      const imported = importName(file, 'fastapi.concurrency', 'run_in_threadpool', ['starlette.concurrency']);
      return imported && { ...imported, function: wanted, ownKeywords: ['func'] };
    }
    case 'asyncio.to_thread': {
      const member = file.module.facts.imports.find(
        (known) => known.module === 'asyncio' && known.member === 'to_thread',
      );
      const imported = member ? importName(file, 'asyncio', 'to_thread') : importModule(file, 'asyncio');
      const name = imported && (member ? imported.name : `${imported.name}.to_thread`);
      return name === undefined ? undefined : { function: wanted, name, edit: imported?.edit, ownKeywords: [] };
    }
    case 'anyio.to_thread.run_sync': {
      const root = file.module.facts.imports.find(
        ({ bindsRoot, binds, function: at }) => bindsRoot && binds === 'anyio' && at === 0,
      );
      if (root) return { function: wanted, name: 'anyio.to_thread.run_sync', edit: undefined, ownKeywords: undefined };
      const imported = importName(file, 'anyio', 'to_thread');
      const name = imported && `${imported.name}.run_sync`;
      return name === undefined ? undefined : { function: wanted, name, edit: imported?.edit, ownKeywords: undefined };
    }
  }
}
