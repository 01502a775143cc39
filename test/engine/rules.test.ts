import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import { allRules } from '../../server/engine/rules/all-rules.ts';
import type { Preset } from '../../server/engine/rules/rule.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { rulePage } from '../../server/rules-reference/rule-page.ts';
import { analysisOf } from '../engine-host.ts';
import { fixturesFolder, readMarkedFixture } from './marked-fixture.ts';

/** What the findings of other rules leave alone: advice is marked in the fixtures of its own rule only. */
const adviceRules: ReadonlySet<string> = new Set(allRules.filter(({ isAdvice }) => isAdvice).map(({ name }) => name));

const presets: readonly Preset[] = ['recommended', 'strict', 'learning'];

for (const rule of allRules) {
  // A rule that is off by default is tried where it is on.
  const preset = presets.find((candidate) => rule.severity[candidate] !== 'off') ?? 'recommended';
  const findingsOf = (analysis: Analysis) =>
    analysis.allFindings().filter((finding) => finding.rule === rule.name || !adviceRules.has(finding.rule));
  describe(rule.name, () => {
    const folder = path.join(fixturesFolder, 'rules', rule.name);
    for (const name of readdirSync(folder)) {
      test(`reports what ${name} marks, and nothing else`, async () => {
        const { files, expected } = readMarkedFixture(path.join(folder, name));
        const found = findingsOf(await analysisOf(files, { preset }));
        const places = found.map((finding) => `${finding.path}:${finding.range.start.line + 1} ${finding.rule}`);
        assert.deepEqual(
          places,
          expected.map((mark) => `${mark.path}:${mark.line + 1} ${mark.rule}`),
        );
        for (const [index, mark] of expected.entries()) {
          if (mark.blocker) assert.equal(found[index]?.params.blocker, mark.blocker, places[index]);
        }
      });
    }

    test('has ten true cases and ten tempting functions without a finding', async () => {
      let marks = 0;
      let quiet = 0;
      for (const name of readdirSync(folder)) {
        const { files, expected } = readMarkedFixture(path.join(folder, name));
        const analysis = await analysisOf(files, { preset });
        const withFinding = new Set(findingsOf(analysis).map((finding) => `${finding.path} ${finding.function}`));
        marks += expected.filter((mark) => mark.rule === rule.name).length;
        for (const module of analysis.project().modules.values()) {
          const functions = module.facts.functions.filter(({ kind }) => kind === 'def' || kind === 'async def');
          quiet += functions.filter((fn) => !withFinding.has(`${module.path} ${fn.qualifiedName}`)).length;
        }
      }
      assert.ok(marks >= 10, `${marks} true cases`);
      assert.ok(quiet >= 10, `${quiet} functions without a finding`);
    });

    test('reports the bad example of its page and not the good one', async () => {
      const { bad, good } = rule.documentation;
      const inBad = findingsOf(await analysisOf({ 'main.py': bad }, { preset })).map((finding) => finding.rule);
      assert.deepEqual(inBad, [rule.name]);
      assert.deepEqual(findingsOf(await analysisOf({ 'main.py': good }, { preset })), []);
    });

    test('has the reference page that its source describes (npm run rule-pages writes it)', () => {
      const page = new URL(`../../server/rules-reference/${rule.name}.md`, import.meta.url);
      assert.equal(readFileSync(page, 'utf8'), rulePage(rule));
    });

    test('is silent when its severity is off, and has the severity that the settings give', async () => {
      const files = { 'main.py': rule.documentation.bad };
      const off = await analysisOf(files, { severity: { [rule.name]: 'off' } });
      assert.deepEqual(findingsOf(off), []);
      const hint = await analysisOf(files, { severity: { [rule.name]: 'hint' } });
      assert.deepEqual(
        findingsOf(hint).map((finding) => finding.severity),
        ['hint'],
      );
    });
  });
}

test('a message advises to make a function `def` where that is offered as a fix, and nowhere else', async () => {
  const folders = ['blocking-call', 'cpu-bound-call'].flatMap((rule) => {
    const folder = path.join(fixturesFolder, 'rules', rule);
    return readdirSync(folder).map((name) => path.join(folder, name));
  });
  const seen = new Set<boolean>();
  for (const folder of folders) {
    const name = path.basename(folder);
    const analysis = await analysisOf(readMarkedFixture(folder).files);
    for (const finding of analysis.allFindings()) {
      if (adviceRules.has(finding.rule)) continue;
      const message = formatMessage('en', finding.message, finding.params);
      const isAdvised = / make the function `def`/i.test(message);
      const isOffered = analysis.fixes(finding).some((fix) => fix.title === 'fix.make-def');
      assert.equal(isAdvised, isOffered, `${name} ${finding.path}:${finding.range.start.line + 1} ${message}`);
      assert.doesNotMatch(message, /undefined|[{}]/);
      seen.add(isAdvised);
    }
  }
  assert.equal(seen.size, 2);
});
