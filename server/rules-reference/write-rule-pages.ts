// Writes the reference page of every rule beside this file: `npm run rule-pages`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { allRules } from '../engine/rules/all-rules.ts';
import { rulePage } from './rule-page.ts';

for (const rule of allRules) writeFileSync(path.join(import.meta.dirname, `${rule.name}.md`), rulePage(rule));
