import { toJsonSchema } from '@valibot/to-json-schema';
import { configurationSchema } from './configuration-schema.ts';

/** The JSON Schema of `loopwise.toml`, and of the table `[tool.loopwise]` in `pyproject.toml`, as editors read it. */
export function configurationJsonSchema(): object {
  return {
    ...toJsonSchema(configurationSchema, { target: 'draft-07' }),
    $id: 'https://raw.githubusercontent.com/loopwise/loopwise/main/server/config/loopwise.schema.json',
    title: 'Loopwise',
    description:
      'What blocks the event loop of a FastAPI server: loopwise.toml, and [tool.loopwise] in pyproject.toml.',
  };
}
