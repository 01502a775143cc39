import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { importModule } from './add-import.ts';
import { fixAt } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';
import { argumentsOf, twinSite } from './twin-site.ts';

/** `time.sleep(x)` becomes `await asyncio.sleep(x)`. */
export function asyncSleep(context: FixContext): Fix | undefined {
  const site = twinSite(context);
  const callee = site?.call.childForFieldName('function');
  if (site?.name !== 'time.sleep' || !callee || argumentsOf(site.call)?.positional.length !== 1) return undefined;
  const { file } = site;
  const asyncio = importModule(file, 'asyncio');
  if (!asyncio) return undefined;
  const edits = [
    replaceSpan(file.module.facts, callee.startIndex, callee.endIndex, `await ${asyncio.name}.sleep`),
    ...(asyncio.edit ? [asyncio.edit] : []),
  ];
  return fixAt(file.module.path, { kind: 'async-sleep', params: {}, isSafe: true }, edits);
}
