/** Text of user code inside a Markdown code span: no character of it can end the span or start markup. */
export function codeSpan(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

/** A URI as the target of a Markdown link: parentheses in it would end the link. */
export function linkTarget(uri: string): string {
  return uri.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
}
