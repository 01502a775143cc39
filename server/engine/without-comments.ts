const commentOrString =
  /#[^\n]*|"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;

/** Python code with blanks in the place of its comments. Offsets stay as they are. */
export function withoutComments(code: string): string {
  return code.replace(commentOrString, (found) => (found.startsWith('#') ? ' '.repeat(found.length) : found));
}
