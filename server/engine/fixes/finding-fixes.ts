import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { suppress } from './suppress.ts';

/** The fixes that are certain to be right for a finding, best first; the last is to silence the rule where it
 * can be silenced. */
export function fixesFor(context: FixContext): Fix[] {
  const fixes = context.source.fixes.map((make) => make(context)).filter((fix) => fix !== undefined);
  const first = fixes[0];
  if (first) fixes[0] = { ...first, preferred: true };
  const suppression = context.source.isFatal ? undefined : suppress(context);
  if (suppression) fixes.push(suppression);
  return fixes;
}
