import * as v from 'valibot';
import { offloadStyles } from '../engine/fixes/offload-function.ts';
import { allRules } from '../engine/rules/all-rules.ts';
import { categories } from '../knowledge/knowledge-schema.ts';

export const presets = ['recommended', 'strict', 'learning'] as const;
export const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;

const globs = v.array(v.string());

/** `package.module.function`, `package.module.Class.method`, or a pattern: `*` is any one name, `**` any number of them. */
const qualifiedName = v.pipe(
  v.string(),
  v.regex(/^[^\s.]+(\.[^\s.]+)+$/),
  v.description('A qualified name such as "package.module.Class.method". * stands for any one name, ** for several.'),
);

const blockingEntry = v.union([
  qualifiedName,
  v.strictObject({
    name: qualifiedName,
    category: v.optional(
      v.pipe(v.picklist(categories), v.description('What it waits for; cpu: it does not wait, it computes for long.')),
    ),
  }),
]);

const offloadingEntry = v.union([
  qualifiedName,
  v.strictObject({
    name: qualifiedName,
    callable: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('Position of the argument that it runs, from 0, without self. Default: 0.'),
      ),
    ),
    keyword: v.optional(v.pipe(v.string(), v.description('Keyword of that argument.'))),
    runs: v.optional(v.pipe(v.picklist(['thread', 'process']), v.description('Where it runs it. Default: "thread".'))),
  }),
]);

const severity = v.picklist(severities);

/**
 * All that can be configured, in `loopwise.toml`, below `[tool.loopwise]` in `pyproject.toml`, and in an editor's settings.
 * What is left out is not decided there. The descriptions are those of the JSON Schema.
 */
export const configurationSchema = v.strictObject({
  preset: v.optional(
    v.pipe(
      v.picklist(presets),
      v.description(
        'Which rules are on, and how severe they are. strict: also what only probably blocks, and blocking calls are errors. Default: "recommended".',
      ),
    ),
  ),
  include: v.optional(
    v.pipe(globs, v.description('Files and folders to look at, as globs relative to this file. Default: all.')),
  ),
  exclude: v.optional(
    v.pipe(globs, v.description('Files and folders to leave out, as globs relative to this file. Default: none.')),
  ),
  'respect-gitignore': v.optional(
    v.pipe(v.boolean(), v.description('Leave out what .gitignore files name. Default: true.')),
  ),
  'source-roots': v.optional(
    v.pipe(
      v.array(v.string()),
      v.description(
        'Folders, relative to this file, where absolute imports start, the first one first. Default: found.',
      ),
    ),
  ),
  offload: v.optional(
    v.pipe(
      v.picklist(offloadStyles),
      v.description('What fixes run a call in a thread with. auto: what the project uses already. Default: "auto".'),
    ),
  ),
  python: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Folder or interpreter of the Python environment, relative to this file, whose libraries are looked into; "none": none. Default: .venv or venv in the project.',
      ),
    ),
  ),
  language: v.optional(v.pipe(v.picklist(['en', 'es']), v.description('Language of messages. Default: "en".'))),
  rules: v.optional(
    v.pipe(
      v.strictObject(Object.fromEntries(allRules.map(({ name }) => [name, v.optional(severity)]))),
      v.description('Severity by rule; what is not named has that of the preset.'),
    ),
  ),
  knowledge: v.optional(
    v.pipe(
      v.strictObject({
        blocking: v.optional(
          v.pipe(v.array(blockingEntry), v.description('Functions that block, of libraries or of the project.')),
        ),
        'non-blocking': v.optional(
          v.pipe(
            v.array(qualifiedName),
            v.description('Functions that do not block, whatever is known of them or called in them.'),
          ),
        ),
        offloading: v.optional(
          v.pipe(
            v.array(offloadingEntry),
            v.description('Functions that run a callable that they are given in a thread or a process.'),
          ),
        ),
      }),
      v.description("What you know of functions that Loopwise cannot know. It goes before Loopwise's own knowledge."),
    ),
  ),
});

/** What a file or an editor configures; a key that is left out is not decided. */
export type Configuration = v.InferOutput<typeof configurationSchema>;

/** The keys that a table of the schema may have; undefined where no table is allowed. */
export function keysAt(path: readonly (string | number)[]): readonly string[] | undefined {
  return tableAt(path) && Object.keys(tableAt(path) ?? {});
}

function tableAt(path: readonly (string | number)[]): Readonly<Record<string, v.GenericSchema>> | undefined {
  let at: v.GenericSchema | undefined = configurationSchema;
  for (const key of path) {
    if (typeof key === 'number') at = itemOf(at);
    else at = entriesOf(at)?.[key];
    if (!at) return undefined;
  }
  return entriesOf(at);
}

function entriesOf(schema: v.GenericSchema): Readonly<Record<string, v.GenericSchema>> | undefined {
  const at = unwrapped(schema);
  if ('entries' in at) return at.entries as Record<string, v.GenericSchema>;
  if (at.type !== 'union') return undefined;
  const options = (at as unknown as { options: readonly v.GenericSchema[] }).options;
  return options.map(entriesOf).find((entries) => entries !== undefined);
}

function itemOf(schema: v.GenericSchema): v.GenericSchema | undefined {
  const at = unwrapped(schema);
  return at.type === 'array' ? (at as unknown as { item: v.GenericSchema }).item : undefined;
}

function unwrapped(schema: v.GenericSchema): v.GenericSchema {
  return schema.type === 'optional' ? unwrapped((schema as unknown as { wrapped: v.GenericSchema }).wrapped) : schema;
}
