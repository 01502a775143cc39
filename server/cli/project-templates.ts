import { formatMessage, type Language } from '../messages/format-message.ts';

/** A configuration with the usual values; what may be wanted besides is there as comments. */
export function configurationTemplate(language: Language, table?: 'tool.loopwise'): string {
  const say = (key: string) => `# ${formatMessage(language, key)}`;
  const rules = table === undefined ? 'rules' : `${table}.rules`;
  return [
    ...(table === undefined ? [] : [`[${table}]`]),
    say('init.config.preset'),
    'preset = "recommended"',
    say('init.config.exclude'),
    '# exclude = ["migrations", "scripts/*.py"]',
    say('init.config.offload'),
    '# offload = "auto"',
    '',
    say('init.config.rules'),
    `# [${rules}]`,
    '# needless-thread = "off"',
    '',
  ].join('\n');
}

/** A configuration of pre-commit with our hook. @param version Of Loopwise. */
export function preCommitTemplate(version: string): string {
  return `repos:
  - repo: https://github.com/loopwise/loopwise
    rev: v${version}
    hooks:
      - id: loopwise
`;
}

/** A workflow for GitHub that marks findings in pull requests and gives them to code scanning. @param version Of Loopwise. */
export function workflowTemplate(version: string): string {
  return `name: Loopwise

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read
  security-events: write

jobs:
  loopwise:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # What a pull request has changed is told by the history.
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - name: Install Loopwise
        run: npm install --global loopwise@${version}
      - name: Mark what the pull request touches
        if: github.event_name == 'pull_request'
        run: loopwise check --changed="origin/$GITHUB_BASE_REF" --format github
      - name: Check everything
        if: always()
        # The findings are shown by code scanning, and do not make this step fail.
        run: loopwise check --format sarif > loopwise.sarif || test $? -eq 1
      - name: Give the findings to code scanning
        if: always()
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: loopwise.sarif
`;
}
