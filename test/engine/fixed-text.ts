import assert from 'node:assert/strict';
import type { Analysis, AnalysisSettings } from '../../server/engine/analysis.ts';
import type { Fix } from '../../server/engine/finding.ts';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { lineStartsOf } from '../../server/engine/line-index.ts';
import { analysisOf } from '../engine-host.ts';

/** Fixes of the first finding of `main.py`, by title key. */
function fixesOfFirst(analysis: Analysis): Map<string, Fix> {
  const finding = analysis.findings('main.py')[0];
  assert.ok(finding, 'there is a finding');
  return new Map(analysis.fixes(finding).map((fix) => [fix.title, fix]));
}

/** Fixes of the first finding of a text, by title key, in their order. */
export async function fixesOf(text: string): Promise<Map<string, Fix>> {
  return fixesOfFirst(await analysisOf({ 'main.py': text }));
}

/** Title keys of the fixes that are offered for the first finding of a text. */
export async function offered(text: string): Promise<string[]> {
  return [...(await fixesOf(text)).keys()];
}

/**
 * Applies a fix of the first finding of `main.py` and gives every edited file. Fails when it is not offered, when the result does not
 * parse and when the finding is still there.
 */
export async function fixedFiles(
  files: Readonly<Record<string, string>>,
  title: string,
  settings: Partial<AnalysisSettings> = {},
): Promise<Record<string, string>> {
  const analysis = await analysisOf(files, settings);
  const before = analysis.findings('main.py').length;
  const fixes = fixesOfFirst(analysis);
  const fix = fixes.get(title);
  assert.ok(fix, `${title} is offered, not only ${[...fixes.keys()].join(', ')}`);
  const results: Record<string, string> = {};
  for (const [path, edits] of fix.edits) {
    const text = files[path] ?? '';
    results[path] = applyEdits(text, lineStartsOf(text), edits);
  }
  for (const [path, text] of Object.entries(results)) {
    analysis.update(path, text);
    assert.deepEqual(analysis.syntaxErrors(path), [], text);
  }
  assert.ok(
    analysis.findings('main.py').length < before,
    `the finding is gone from\n${Object.values(results).join('\n')}`,
  );
  return results;
}

/** As `fixedFiles` for a project of one file. */
export async function fixed(text: string, title: string, settings: Partial<AnalysisSettings> = {}): Promise<string> {
  return (await fixedFiles({ 'main.py': text }, title, settings))['main.py'] ?? '';
}

/**
 * Files after the fix of a kind for the first finding, which must be gone; the texts must be Python. Fails where the fix is not
 * offered.
 */
export async function appliedFix(
  files: Readonly<Record<string, string>>,
  kind: string,
): Promise<Record<string, string>> {
  const analysis = await analysisOf(files);
  const [finding] = analysis.allFindings();
  assert.ok(finding, 'there is a finding');
  const fixes = analysis.fixes(finding);
  const fix = fixes.find((candidate) => candidate.kind === kind);
  assert.ok(fix, `${kind} is offered, not only ${fixes.map((other) => other.kind).join(', ')}`);
  const before = analysis.allFindings().length;
  const result = { ...files };
  for (const [path, edits] of fix.edits) {
    const text = applyEdits(files[path] ?? '', lineStartsOf(files[path] ?? ''), edits);
    result[path] = text;
    analysis.update(path, text);
    assert.deepEqual(analysis.syntaxErrors(path), [], text);
  }
  const left = analysis.allFindings();
  assert.ok(left.length < before, `a finding is gone, left are ${left.map(({ rule }) => rule).join(', ')}`);
  return result;
}

/** Kinds of the fixes of the first finding, with a word for those that may be applied unread. */
export async function offeredFixes(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const analysis = await analysisOf(files);
  const [finding] = analysis.allFindings();
  assert.ok(finding, 'there is a finding');
  return analysis.fixes(finding).map(({ kind, isSafe }) => (isSafe ? `${kind} (safe)` : kind));
}
