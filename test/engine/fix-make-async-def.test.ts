import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { applyEdits } from '../../server/engine/fixes/apply-edits.ts';
import { lineStartsOf } from '../../server/engine/line-index.ts';
import { analysisOf } from '../engine-host.ts';

import { fixturesFolder, readMarkedFixture } from './marked-fixture.ts';

describe('make-async-def, where a thread is needless', () => {
  const folder = path.join(fixturesFolder, 'rules', 'needless-thread');
  for (const name of readdirSync(folder)) {
    test(`mends every finding in ${name}, and makes no other`, async () => {
      const analysis = await analysisOf(readMarkedFixture(path.join(folder, name)).files);
      const texts = new Map(readMarkedFixture(path.join(folder, name)).files);
      let count = 0;
      for (;;) {
        const finding = analysis.allFindings().find(({ rule }) => rule === 'needless-thread');
        if (!finding) break;
        const [fix] = analysis.fixes(finding);
        assert.equal(fix?.kind, 'make-async-def');
        assert.equal(fix.isSafe, true);
        assert.equal(fix.preferred, true);
        const before = texts.get(finding.path) ?? '';
        const text = applyEdits(before, lineStartsOf(before), fix.edits.get(finding.path) ?? []);
        texts.set(finding.path, text);
        analysis.update(finding.path, text);
        assert.deepEqual(analysis.syntaxErrors(finding.path), []);
        assert.ok(count++ < 100, finding.function);
      }
      assert.ok(count > 0);
      assert.deepEqual(analysis.allFindings(), []);
    });
  }
});
