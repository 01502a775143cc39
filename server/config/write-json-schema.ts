// Writes loopwise.schema.json from the schema of the configuration: `npm run json-schema`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { configurationJsonSchema } from './json-schema.ts';

const file = path.join(import.meta.dirname, 'loopwise.schema.json');
writeFileSync(file, `${JSON.stringify(configurationJsonSchema(), undefined, 2)}\n`);
