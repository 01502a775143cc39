import * as v from 'valibot';
import { agentTool } from './agent-tool.ts';
import { type AgentWorkspace, ToolError } from './agent-workspace.ts';
import { AnswerText } from './answer-text.ts';
import { type DraftFile, draftOf } from './draft-file.ts';
import { explainName, knownNames } from './name-explanation.ts';
import { explainPlace } from './place-explanation.ts';
import { assertKnown, placeIn, shownPath } from './workspace-paths.ts';

/** `loopwise_explain`: a rule, a concept card, or a place in the code. */
export const explainTool = agentTool({
  name: 'loopwise_explain',
  title: 'Explain a rule, a concept or a place',
  description: `Explains what decides between \`async def\` and \`def\` in FastAPI. Three ways to ask:
- \`path\` and \`line\`: the function at that line. Where it runs (event loop, thread pool) and why, whose requests run it, what it calls that blocks, which of \`async def\` and \`def\` is right there, and its findings with fixes. With \`code\`, the same of a draft of the file that is not saved.
- \`name\`: a rule (\`blocking-call\`, \`missing-await\` …) or a concept card (\`decision\`, \`when-async\`, \`when-def\`, \`dependencies\`, \`cpu-bound\` …).
- nothing: the names of all rules and cards.
Call it before you decide how to declare a function, and when you do not know why there is a finding. Lines count from 1.`,
  input: v.strictObject({
    name: v.pipe(v.optional(v.string()), v.description('A rule or a concept card.')),
    path: v.pipe(v.optional(v.string()), v.description('A Python file, relative to the workspace or absolute.')),
    line: v.pipe(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      v.description('A line of the file, from 1: in the function that is asked about.'),
    ),
    code: v.pipe(v.optional(v.string()), v.description('The whole text of the file as you are about to write it.')),
  }),
  async answer({ name, path, line, code }, workspace) {
    if (name !== undefined) {
      if (path !== undefined) throw new ToolError('Give either "name", or "path" with "line".');
      return new AnswerText(explainName(name, workspace.cards)).toString();
    }
    if (path === undefined) {
      if (line !== undefined || code !== undefined) throw new ToolError('"line" and "code" need "path".');
      return new AnswerText(`There is something to read about:\n\n${knownNames(workspace.cards)}`).toString();
    }
    if (line === undefined) throw new ToolError('"path" needs "line": a line of the function, from 1.');
    const place = await placeOf(workspace, path, code);
    const show = (file: string) => shownPath(workspace, place.root, file);
    return explainPlace({ analysis: place.analysis, cards: workspace.cards, show }, place.path, line);
  },
});

async function placeOf(workspace: AgentWorkspace, path: string, code: string | undefined): Promise<DraftFile> {
  if (code !== undefined) return draftOf(workspace, path, code);
  if (!path.endsWith('.py')) throw new ToolError(`${path} is not the path of a Python file (*.py).`);
  const place = placeIn(workspace, path);
  await assertKnown(place);
  return { ...place, analysis: place.root.analysis };
}
