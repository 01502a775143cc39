import * as v from 'valibot';
import type { Analysis } from '../engine/analysis.ts';
import type { Finding, Severity } from '../engine/finding.ts';
import { allRules } from '../engine/rules/all-rules.ts';
import { agentTool } from './agent-tool.ts';
import type { AgentRoot, AgentWorkspace } from './agent-workspace.ts';
import { AnswerText } from './answer-text.ts';
import { draftOf, syntaxNote } from './draft-file.ts';
import { findingText } from './finding-text.ts';
import { assertKnown, placeIn, shownPath, type WorkspacePath } from './workspace-paths.ts';

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** Rules that find no defects. */
const advice: ReadonlySet<string> = new Set(allRules.flatMap(({ name, isAdvice }) => (isAdvice ? [name] : [])));

/** `loopwise_check`: the findings of files, folders or a draft. */
export const checkTool = agentTool({
  name: 'loopwise_check',
  title: 'Check for what blocks the event loop',
  description: `Finds what \`async def\` and \`def\` do to a FastAPI server, from the source alone; nothing is run. It follows calls through helpers, classes, dependencies and files, so it sees a blocking call (HTTP, database, file, sleep, subprocess, password hashing …) at the end of a chain, coroutines that nobody awaits, tasks that nobody keeps, locks that are held over an \`await\`, and \`await\` or loops where they fail.
Call it before you save Python code of a FastAPI application: give the new text of the file as \`code\` and its \`path\`, and you learn what the change would cause, in other files too. Without \`code\` it checks files as they are: all, or those of \`paths\`.
Answers in Markdown: each finding with its place, why, where the function runs, the chain of calls down to what blocks, the possible fixes, and the preferred one as a diff. Lines and columns count from 1. Tests, suppressed lines and installed libraries have no findings.`,
  input: v.strictObject({
    paths: v.pipe(
      v.optional(v.array(v.string())),
      v.description(
        'Files or folders to check, relative to the workspace or absolute. Findings elsewhere whose chain of calls leads through them count too. Without it: everything.',
      ),
    ),
    path: v.pipe(
      v.optional(v.string()),
      v.description(
        'The Python file that `code` is a draft of, existing or new. Without `code`: the one file to check.',
      ),
    ),
    code: v.pipe(
      v.optional(v.string()),
      v.description(
        'The whole text of the file at `path` as you are about to write it. It is checked in its place; nothing is saved.',
      ),
    ),
    severity: v.pipe(
      v.optional(v.picklist(severities)),
      v.description('Leave out findings below this severity. Default: hint, which includes advice.'),
    ),
    limit: v.pipe(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 20),
      v.description('Findings to show at most.'),
    ),
  }),
  async answer({ paths = [], path, code, severity = 'hint', limit }, workspace) {
    const isLoud = (finding: Finding) => severities.indexOf(finding.severity) <= severities.indexOf(severity);
    if (code !== undefined) {
      const draft = draftOf(workspace, path, code);
      const { root, analysis } = draft;
      const isKnown = knownIn(root.analysis.allFindings());
      const found = analysis
        .allFindings()
        .map((finding) => ({ root, analysis, finding, mark: isKnown(finding) ? 'as in the saved files' : 'new' }))
        // A defect that is new elsewhere the draft has caused: callers of what is a coroutine now have no chain to it.
        .filter(
          ({ finding, mark }) =>
            isLoud(finding) && (isAbout(finding, draft.path) || (mark === 'new' && !advice.has(finding.rule))),
        );
      const isNew = root.analysis.text(draft.path) === undefined;
      const of = `the draft of ${shownPath(workspace, root, draft.path)}${isNew ? ', a file that is not there yet' : ''}`;
      return answerOf(workspace, of, found, limit, [syntaxNote(analysis, draft.path)]);
    }
    const asked = [...paths, ...(path === undefined ? [] : [path])].map((given) => placeIn(workspace, given));
    for (const place of asked) await assertKnown(place);
    const found = workspace.roots.flatMap((root) => {
      const { analysis } = root;
      const places = asked.filter((place) => place.root === root);
      return analysis
        .allFindings()
        .filter(
          (finding) => isLoud(finding) && (asked.length === 0 || places.some((place) => isAbout(finding, place.path))),
        )
        .map((finding) => ({ root, analysis, finding, mark: undefined }));
    });
    const files = workspace.roots.reduce((sum, { analysis }) => sum + analysis.paths().length, 0);
    const of =
      asked.length === 0
        ? files === 1
          ? 'the only Python file'
          : `all ${files} Python files`
        : asked.map(({ root, path: inner }) => shownPath(workspace, root, inner) || 'the whole folder').join(', ');
    const notes = asked.map(({ root, path: inner }) => syntaxNote(root.analysis, inner));
    return answerOf(workspace, of, found, limit, notes);
  },
});

interface Found {
  readonly root: AgentRoot;
  readonly analysis: Analysis;
  readonly finding: Finding;
  readonly mark: string | undefined;
}

/** Whether a finding stands in a file or folder, or its chain leads through there. */
function isAbout({ path, chain }: Finding, place: WorkspacePath['path']): boolean {
  const isInside = (file: string) => place === '' || file === place || file.startsWith(`${place}/`);
  return isInside(path) || chain.some((step) => isInside(step.path));
}

/** Whether a finding was there before, wherever its line has moved; of several alike each counts once. */
function knownIn(before: readonly Finding[]): (finding: Finding) => boolean {
  const keyOf = ({ rule, path, function: name, message, params, chain }: Finding) =>
    JSON.stringify([rule, path, name, message, params, chain.map(({ text }) => text)]);
  const left = new Map<string, number>();
  for (const finding of before) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return (finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count > 0;
  };
}

function answerOf(
  workspace: AgentWorkspace,
  of: string,
  found: readonly Found[],
  limit: number,
  notes: readonly (string | undefined)[],
): string {
  const rank = ({ finding, mark }: Found) =>
    severities.indexOf(finding.severity) + (mark === 'new' ? 0 : severities.length);
  const inOrder = found.toSorted((a, b) => rank(a) - rank(b));
  const fresh = found.filter(({ mark }) => mark === 'new').length;
  const hasMarks = found.some(({ mark }) => mark !== undefined);
  const count = found.length === 0 ? 'No findings' : found.length === 1 ? '1 finding' : `${found.length} findings`;
  const answer = new AnswerText(`${count} in ${of}${hasMarks ? ` (${fresh} new)` : ''}.`);
  for (const note of notes) if (note !== undefined) answer.add(note);
  const shown = answer.addAll(inOrder.slice(0, limit), ({ root, analysis, finding, mark }) =>
    findingText(analysis, finding, (path) => shownPath(workspace, root, path), mark),
  );
  const left = inOrder.slice(shown);
  if (left.length > 0) answer.note(leftOut(workspace, left));
  else if (found.length > 0)
    answer.note(
      'Why a rule exists: loopwise_explain with its name. A line that is right as it is: `# loopwise: ignore[rule] because …` at its end.',
    );
  return answer.toString();
}

function leftOut(workspace: AgentWorkspace, left: readonly Found[]): string {
  const byFile = new Map<string, number>();
  for (const { root, finding } of left) {
    const file = shownPath(workspace, root, finding.path);
    byFile.set(file, (byFile.get(file) ?? 0) + 1);
  }
  const files = [...byFile].toSorted((a, b) => b[1] - a[1]);
  const named = files.slice(0, 3).map(([file, count]) => `${file} (${count})`);
  const others = files.length > 3 ? ` and ${files.length - 3} more files` : '';
  return `${left.length} more not shown: ${named.join(', ')}${others}. Ask for fewer files with \`paths\`, or more findings with \`limit\`.`;
}
