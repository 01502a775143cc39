import { emptyOtherwise, emptyUnder, type KeepingFunction } from './lazy-initialisation.ts';

const key = String.raw`[\w.[\]"'(), ]+?`;
const container = String.raw`[A-Za-z_]\w*(?:\.\w+)*(?:\[[^\[\]]*\])?`;
const lacking = new RegExp(String.raw`^\(?\s*${key}\s+not\s+in\s+(${container})\s*\)?$`);
const having = new RegExp(String.raw`^\(?\s*${key}\s+in\s+(${container})\s*\)?$`);
const looked = new RegExp(String.raw`^(${container})\.get\(`);

/**
 * Whether code that runs where a container has no entry for a key fills it in, so that it runs once for each key: under
 * `if k not in self.made` and `if (x := self.made.get(k)) is None`, or behind `if k in self.made: return self.made[k]`. The
 * container must outlive the call.
 */
export function fillsEntry(condition: string, code: string, keeping: KeepingFunction): boolean {
  const found = lacking.exec(condition.trim())?.[1] ?? lookedUp(emptyUnder(condition)[0], keeping);
  return isKept(found, keeping) && assignsEntry(code, found);
}

/** The same for code that runs where a condition does not hold; `returned` is what the branch that holds returns. */
export function fillsEntryOtherwise(
  condition: string,
  returned: string,
  code: string,
  keeping: KeepingFunction,
): boolean {
  const found =
    having.exec(condition.trim())?.[1] ?? lookedUp(emptyOtherwise(condition, returned, keeping)[0], keeping);
  return isKept(found, keeping) && assignsEntry(code, found);
}

/** The container that a local name was looked up in. */
function lookedUp(name: string | undefined, { assigned }: KeepingFunction): string | undefined {
  const written = name === undefined ? undefined : assigned(name);
  return written === undefined ? undefined : looked.exec(written)?.[1];
}

function isKept(found: string | undefined, { isOfModule }: KeepingFunction): found is string {
  if (found === undefined) return false;
  const [, root = ''] = /^(\w+)/.exec(found) ?? [];
  return root === 'self' || root === 'cls' || /^[A-Z]/.test(root) || isOfModule(root);
}

function assignsEntry(code: string, found: string): boolean {
  const escaped = found.replace(/[.[\](){}*+?^$|\\]/g, '\\$&');
  return new RegExp(String.raw`(?:^|[\n;:])[ \t]*${escaped}\[[^\n]*\][ \t]*=(?!=)`).test(code);
}
