/** A place in a document as the language server protocol counts it: zero-based line and UTF-16 code unit. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open span of a document: `end` is the first place that no longer belongs to it. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
