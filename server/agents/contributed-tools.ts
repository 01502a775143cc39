import { toJsonSchema } from '@valibot/to-json-schema';
import { agentTools } from './all-tools.ts';

/** Icons of the tools in the editor, by the last part of their names. */
const icons: Readonly<Record<string, string>> = { check: '$(checklist)', routes: '$(list-tree)', explain: '$(book)' };

/** The tools as VS Code's manifest has them (`contributes.languageModelTools`). */
export function contributedTools(): readonly Readonly<Record<string, unknown>>[] {
  return agentTools.map(({ name, description, input }) => {
    const short = name.replace('loopwise_', '');
    const { $schema, required, ...inputSchema } = toJsonSchema(input, { typeMode: 'input' });
    return {
      name,
      displayName: `%tool.${short}%`,
      userDescription: `%tool.${short}.text%`,
      modelDescription: description,
      toolReferenceName: `loopwise${short.charAt(0).toUpperCase()}${short.slice(1)}`,
      canBeReferencedInPrompt: true,
      icon: icons[short],
      tags: ['python', 'fastapi', 'async'],
      inputSchema: required && required.length > 0 ? { ...inputSchema, required } : inputSchema,
    };
  });
}
