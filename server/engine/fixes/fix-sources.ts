import type { Node } from 'web-tree-sitter';
import type { LinkedProject } from '../linked-project.ts';
import type { ParsedText, Syntax } from '../syntax.ts';
import type { Module } from '../value.ts';
import type { ImportingFile } from './add-import.ts';

/** A file of the project as a fix sees it. */
export interface SourceFile extends ImportingFile {
  /** The syntax tree, whose offsets are those of the text. */
  readonly root: Node;
}

/** The texts and syntax trees of the files that a fix edits, parsed when they are asked for. `close` frees the trees. */
export class FixSources {
  private readonly project: LinkedProject;
  private readonly syntax: Syntax;
  private readonly texts: ReadonlyMap<string, string>;
  private readonly parsed = new Map<string, ParsedText>();

  constructor(project: LinkedProject, syntax: Syntax, texts: ReadonlyMap<string, string>) {
    this.project = project;
    this.syntax = syntax;
    this.texts = texts;
  }

  /** Undefined for a file that is not the project's own. */
  file(module: Module): SourceFile | undefined {
    const { path } = module;
    const text = module.isLibrary ? undefined : this.texts.get(path);
    if (text === undefined) return undefined;
    let parsed = this.parsed.get(path);
    if (!parsed) {
      parsed = this.syntax.parse(text);
      this.parsed.set(path, parsed);
    }
    const isOwn = (name: string) => this.project.inference.isOwnModule(path, name);
    return { module, text, root: parsed.tree.rootNode, isOwn };
  }

  /** Text of any file of the project. */
  textOf(path: string): string | undefined {
    return this.texts.get(path);
  }

  close(): void {
    for (const { tree } of this.parsed.values()) tree.delete();
    this.parsed.clear();
  }
}
