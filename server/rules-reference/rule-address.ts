/** Where the reference page of a rule is published. */
export function ruleAddress(rule: string): string {
  return `https://github.com/loopwise/loopwise/blob/main/server/rules-reference/${rule}.md`;
}
