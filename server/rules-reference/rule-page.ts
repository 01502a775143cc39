import type { Rule } from '../engine/rules/rule.ts';

/** The reference page of a rule as Markdown. */
export function rulePage(rule: Rule): string {
  const { summary, why, bad, good, ignore } = rule.documentation;
  const { recommended, strict, learning } = rule.severity;
  return `# \`${rule.name}\`

${summary}

| preset | severity |
|---|---|
| \`recommended\` | ${recommended} |
| \`strict\` | ${strict} |
| \`learning\` | ${learning} |

Concept card: [${rule.card}](../cards/en/${rule.card}.md)

## Why

${why}

## Bad

\`\`\`python
${bad}\`\`\`

## Good

\`\`\`python
${good}\`\`\`

## When to ignore it

${ignore}

Silence one line with \`# loopwise: ignore[${rule.name}]\`, a function with the same comment on its \`def\` line, a file with
\`# loopwise: ignore-file[${rule.name}]\`.
`;
}
