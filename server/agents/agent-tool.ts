import * as v from 'valibot';
import { nearestName } from '../engine/nearest-name.ts';
import { type AgentWorkspace, ToolError } from './agent-workspace.ts';

/** The schema of a tool's input: an object without other keys than it names. */
export type InputSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** A tool that a language model calls. All of its texts are for the model, in English. */
export interface AgentTool {
  readonly name: string;
  /** For people: what the tool does, in some words. */
  readonly title: string;
  /** What it is for, when to call it, what it answers. */
  readonly description: string;
  readonly input: InputSchema;
  /** Answers in Markdown. Throws `ToolError` for what it cannot answer. */
  answer(input: unknown, workspace: AgentWorkspace): Promise<string>;
}

/** Makes a tool, whose input is checked before it sees it. */
export function agentTool<const Schema extends InputSchema>(tool: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Schema;
  readonly answer: (input: v.InferOutput<Schema>, workspace: AgentWorkspace) => Promise<string>;
}): AgentTool {
  return { ...tool, answer: async (input, workspace) => tool.answer(checked(tool.input, input ?? {}), workspace) };
}

function checked<Schema extends InputSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new ToolError(result.issues.map((issue) => problemOf(issue, Object.keys(schema.entries))).join(' '));
}

function problemOf(issue: v.BaseIssue<unknown>, known: readonly string[]): string {
  const path = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const nearest = nearestName(path, known);
    const hint = nearest === undefined ? `There are: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
    return `"${path}" is not an input of this tool. ${hint}`;
  }
  const where = path === '' ? 'The input' : `"${path}"`;
  return `${where}: ${issue.message.replace(/^Invalid \w+: /, '').toLowerCase()}.`;
}
