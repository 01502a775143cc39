import type { Position, Range } from '../engine/text-range.ts';
import type { AnalysisFolder } from './analysis-folder.ts';

/** A file of a folder. */
export interface FilePlace {
  readonly folder: AnalysisFolder;
  readonly path: string;
}

/** A document of the editor with its file: the whole of it, or a cell of a notebook. */
export class DocumentPlace implements FilePlace {
  readonly folder: AnalysisFolder;
  readonly path: string;
  readonly uri: string;
  /** The line of the file that the document begins with. */
  private readonly firstLine: number;

  constructor({ folder, path }: FilePlace, uri: string, firstLine = 0) {
    this.folder = folder;
    this.path = path;
    this.uri = uri;
    this.firstLine = firstLine;
  }

  /** A place of the document in its file. */
  positionInFile({ line, character }: Position): Position {
    return { line: line + this.firstLine, character };
  }

  /** A range of the document in its file. */
  rangeInFile({ start, end }: Range): Range {
    return { start: this.positionInFile(start), end: this.positionInFile(end) };
  }

  /** A range of the file in the document; undefined where it is in another cell. */
  rangeHere(range: Range): Range | undefined {
    const location = this.folder.locationOf(this.path, range);
    return location.uri === this.uri ? location.range : undefined;
  }
}
