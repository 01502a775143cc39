import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Analysis, defaultSettings } from '../../server/engine/analysis.ts';
import { InstalledLibraries } from '../../server/host/installed-libraries.ts';
import { libraryFolders } from '../../server/host/python-environment.ts';
import { allKnowledge } from '../../server/knowledge/all-knowledge.ts';
import type { KnowledgeEntry } from '../../server/knowledge/knowledge-schema.ts';
import { testSyntax } from '../engine-host.ts';

/*
 * Libraries that are described and installed here (Debian's packages, which the run-time oracle uses too) are asked for as if
 * nobody had described them. What their source says must not contradict what is written down.
 */
const installed = new InstalledLibraries(libraryFolders('/usr/bin/python3'), '/', undefined);
const libraries = ['requests', 'httpx', 'redis', 'sqlalchemy', 'urllib3'];

/** An application with a path operation for each entry that calls it, and the name of the path operation. */
function applicationOf(library: string, entries: readonly KnowledgeEntry[]): string {
  const lines = ['from fastapi import FastAPI', 'app = FastAPI()'];
  const modules = new Set<string>([library]);
  entries.forEach(({ name, async: isAsync }, index) => {
    const segments = name.split('.');
    const at = segments.findIndex((segment) => /^[A-Z]/.test(segment));
    const isMethod = at >= 0 && at < segments.length - 1;
    const owner = isMethod ? segments.slice(0, at + 1).join('.') : undefined;
    modules.add(segments.slice(0, isMethod || at >= 0 ? at : -1).join('.'));
    const callee = owner === undefined ? name : `given.${segments.slice(at + 1).join('.')}`;
    lines.push(
      `@app.get("/${index}")`,
      `async def call_${index}(${owner === undefined ? '' : `given: ${owner}`}):`,
      `    ${isAsync ? 'await ' : ''}${callee}()`,
    );
  });
  return [...[...modules].map((module) => `import ${module}`), ...lines, ''].join('\n');
}

async function findingsOf(library: string, entries: readonly KnowledgeEntry[]) {
  const others = allKnowledge.libraries.filter(({ modules }) => !modules.includes(library));
  const settings = { ...defaultSettings, preset: 'strict' as const };
  const analysis = new Analysis(await testSyntax(), settings, { ...allKnowledge, libraries: others });
  analysis.update('main.py', applicationOf(library, entries));
  analysis.useLibraries(installed);
  const found = new Map(analysis.allFindings().map((finding) => [finding.function, finding]));
  return { analysis, of: (index: number) => found.get(`call_${index}`) };
}

describe('the source of described libraries', () => {
  for (const library of libraries) {
    test(`${library} says nothing that its description denies`, async () => {
      const entries = allKnowledge.libraries
        .flatMap((known) => known.entries)
        .filter(({ name }) => name.startsWith(`${library}.`) && !/\*|__/.test(name));
      const { analysis, of } = await findingsOf(library, entries);
      assert.ok(analysis.libraryFiles() > 5, 'its source is read');
      entries.forEach((entry, index) => {
        const finding = of(index);
        if (entry.async) assert.equal(finding, undefined, `${entry.name} is asynchronous`);
        else if (!entry.blocks) assert.ok(!finding || finding.isLikely, `${entry.name} does not block`);
      });
    });
  }

  test('leads through several files of a library down to what waits', async () => {
    const { of } = await findingsOf('urllib3', [{ name: 'urllib3.PoolManager.urlopen' }]);
    const chain = of(0)?.chain ?? [];
    assert.ok(new Set(chain.map(({ path }) => path)).size >= 3, JSON.stringify(chain));
    assert.equal(of(0)?.confidence, 'library');
  });
});
