import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Finding, Fix } from '../../server/engine/finding.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';
import { checkedByPython, type FixTrial, placeOf, tryFixes } from './fix-trial.ts';
import { fixturesFolder, projectFilesIn } from './marked-fixture.ts';

/** Every project among the fixtures: those of the rules and the applications that the oracle executes. */
const projects = [
  ...globSync('rules/*/*/', { cwd: fixturesFolder }),
  ...globSync('runtime/*/app.py', { cwd: fixturesFolder }).map((file) => path.dirname(file)),
].sort();

function textsOf(project: string): Map<string, string> {
  const folder = path.join(fixturesFolder, project);
  return new Map(projectFilesIn(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

async function trialsOf(project: string, presets = ['strict'] as const): Promise<FixTrial[]> {
  const texts = textsOf(project);
  const trials: FixTrial[] = [];
  for (const preset of presets) {
    const analysis = await analysisOf(texts, { preset });
    const findings = analysis.allFindings();
    // One comment that silences is like the other.
    const isWanted = (finding: Finding, fix: Fix) => fix.kind !== 'suppress' || finding === findings[0];
    trials.push(...tryFixes(analysis, texts, findings, isWanted));
  }
  return trials;
}

describe('every fix that is offered for a finding of the fixtures', async () => {
  for (const project of projects) {
    test(`compiles, resolves the finding and changes nothing else: ${project}`, async () => {
      const trials = await trialsOf(project);
      const answers = checkedByPython(trials);
      const problems = trials.flatMap((trial, index) => {
        const answer = answers[index];
        return [
          // Type parameters are newer than Debian's Python: its own parser cannot judge such a file.
          ...(answer && answer !== 'before' ? [`${placeOf(trial)}: ${answer}`] : []),
          ...(trial.isResolved ? [] : [`${placeOf(trial)}: the finding is still there`]),
          ...trial.added.map(
            (other) => `${placeOf(trial)}: adds ${other.rule} in ${other.function} ${other.params.call}`,
          ),
        ];
      });
      for (const { fix } of trials) {
        for (const language of ['en', 'es'] as const) {
          assert.doesNotMatch(formatMessage(language, fix.title, fix.params), /[{}]|``/);
          if (fix.kind !== 'suppress') formatMessage(language, `kind.${fix.kind}`);
        }
      }
      assert.equal(problems.length, 0, `\n  ${problems.join('\n  ')}\n`);
    });
  }
});
