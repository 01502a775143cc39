import type { Fix } from '../finding.ts';
import type { FixContext } from '../rules/rule.ts';
import { importModule } from './add-import.ts';
import { fixAt } from './fix-in-file.ts';
import { argumentsOf, replaceByAwait, twinSite } from './twin-site.ts';

/** Methods whose result is the same for `anyio.Path`: none of them gives a path. */
const method =
  /^pathlib\.(Posix|Windows)?Path\.(read_text|read_bytes|write_text|write_bytes|exists|is_file|is_dir|unlink|mkdir|rmdir|touch|stat)$/;

/** `path.read_text()` becomes `await anyio.Path(path).read_text()`: anyio/_core/_fileio.py, `Path`. */
export function asyncPath(context: FixContext): Fix | undefined {
  const site = twinSite(context);
  const callee = site?.call.childForFieldName('function');
  const object = callee?.childForFieldName('object');
  if (!site || !method.test(site.name) || callee?.type !== 'attribute' || !object) return undefined;
  const { file, call } = site;
  const anyio = importModule(file, 'anyio');
  if (!anyio) return undefined;
  const made = object.type === 'call' && /^(pathlib\.)?Path$/.test(object.childForFieldName('function')?.text ?? '');
  const parts = made ? argumentsOf(object) : undefined;
  const path = parts?.positional.length === 1 ? (parts.positional[0]?.text ?? '') : object.text;
  const rest = file.text.slice(object.endIndex, call.endIndex);
  const edits = [replaceByAwait(file, call, `${anyio.name}.Path(${path})${rest}`), ...(anyio.edit ? [anyio.edit] : [])];
  return fixAt(
    file.module.path,
    { kind: 'async-path', params: { method: callee.childForFieldName('attribute')?.text ?? '' }, isSafe: false },
    edits,
  );
}
