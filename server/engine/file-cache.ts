const file = String.raw`([A-Za-z_]\w*(?:\.\w+)*)`;
const asked = new RegExp(
  String.raw`^not\s+(?:(?:[\w.]+\.)?(?:exists|lexists|isfile|is_file)\(\s*${file}\s*\)|${file}\.(?:exists|is_file)\(\s*\))$`,
);

/**
 * Whether code makes a file that is missing, for what follows to read it: `if not isfile(path): download(path)` before
 * `open(path)`. It runs once for each file, as what fills the entry of a dictionary does.
 *
 * @param rest What follows in the function, where the code does not leave it.
 */
export function makesMissingFile(condition: string, rest: string): boolean {
  const [, given, own] = asked.exec(condition.trim()) ?? [];
  const name = (given ?? own)?.replaceAll('.', String.raw`\.`);
  if (name === undefined) return false;
  const read = String.raw`(?:\bopen|\.open|\bFileResponse|\b(?:read|load|parse)\w*)\(\s*(?:\w+\s*=\s*)?(?:str\(\s*)?${name}\b`;
  return new RegExp(String.raw`${read}|\b${name}\.(?:open|read_text|read_bytes)\(`).test(rest);
}
