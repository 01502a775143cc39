import { readFileSync } from 'node:fs';
import type { Finding } from '../../server/engine/finding.ts';
import { analysisOf } from '../engine-host.ts';
import { changesOf, concerns, type Label, labelsFileOf, readLabels } from './labelled-functions.ts';
import { findRepository, pythonFilesAt } from './repository-snapshot.ts';

/** Repositories in which every finding is a true defect or a mistake of ours, with the folder to look at. */
const quiet: readonly { readonly repository: string; readonly folder: string }[] = [
  { repository: 'fastapi/fastapi', folder: 'docs_src/' },
  { repository: 'polarsource/polar', folder: 'server/' },
  { repository: 'mealie-recipes/mealie', folder: '' },
  { repository: 'Netflix/dispatch', folder: 'src/' },
  { repository: 'fastapi/full-stack-fastapi-template', folder: 'backend/' },
];

const usage = `Usage: npm run corpus -- DIR [--labels FILE] [--missed] [--list]

DIR holds the repositories (owner+name/repo, owner+name, owner/name or name).
--labels FILE  labelled functions; default ../shared/corpus/fixed-by-maintainers.tsv beside the project
--missed       also name every labelled function that is not found
--list         also list every finding on the repositories that should be quiet
`;

/** Labelled functions that do not block, decided with their code in front of us; keys as in `keyOf`. */
function readHarmless(): ReadonlySet<string> {
  const [, ...rows] = readFileSync(new URL('harmless-functions.tsv', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return new Set(rows.map((row) => row.split('\t').slice(0, 4).join(' ')));
}

const keyOf = (label: Label) => `${label.repository} ${label.parent} ${label.path} ${label.function}`;

async function blockingAt(corpus: string, repository: string, commit: string): Promise<readonly Finding[]> {
  const files = pythonFilesAt(findRepository(corpus, repository), commit);
  const analysis = await analysisOf(files);
  return analysis.allFindings().filter(({ rule }) => rule === 'blocking-call' || rule === 'cpu-bound-call');
}

async function scoreLabels(corpus: string, labels: readonly Label[], showMissed: boolean): Promise<void> {
  const changes = changesOf(labels);
  const harmless = readHarmless();
  let found = 0;
  let wrong = 0;
  let silent = 0;
  for (const [change, group] of changes) {
    const [repository = '', parent = '', fix = ''] = change.split(' ');
    const before = await blockingAt(corpus, repository, parent);
    const after = await blockingAt(corpus, repository, fix);
    const missed = group.filter((label) => !before.some((finding) => concerns(finding, label)));
    const reported = group.filter((label) => after.some((finding) => concerns(finding, label)));
    found += group.length - missed.length;
    wrong += reported.length;
    const hits = group.length - missed.length;
    console.log(
      `${repository} ${parent}: found ${hits} of ${group.length} at parent, ${reported.length} reported at fix`,
    );
    silent += missed.filter((label) => harmless.has(keyOf(label))).length;
    for (const label of showMissed ? missed : []) {
      const verdict = harmless.has(keyOf(label)) ? 'harmless' : 'missed  ';
      console.log(`  ${verdict} ${label.path}:${label.line} ${label.function}`);
    }
    for (const label of reported) {
      const finding = after.find((candidate) => concerns(candidate, label));
      console.log(`  reported ${label.path}:${label.line} ${label.function}`);
      for (const step of finding?.chain ?? []) {
        console.log(`             ${step.path}:${step.range.start.line + 1} ${step.function}: ${step.text}`);
      }
    }
  }
  console.log(`labelled functions: found ${found} of ${labels.length} at parent, ${wrong} reported at fix`);
  console.log(`  of those not found, ${silent} do not block (harmless-functions.tsv says why)`);
}

async function listQuiet(corpus: string, showAll: boolean): Promise<void> {
  for (const { repository, folder } of quiet) {
    const files = pythonFilesAt(findRepository(corpus, repository), 'HEAD');
    const analysis = await analysisOf(new Map([...files].filter(([file]) => file.startsWith(folder))));
    const findings = analysis.allFindings();
    const byRule = Map.groupBy(findings, (finding) => finding.rule);
    const counts = [...byRule].map(([rule, list]) => `${rule} ${list.length}`).join(', ') || 'none';
    console.log(
      `${repository} ${folder}: ${analysis.frameworkCallables().length} framework callables, findings: ${counts}`,
    );
    if (!showAll) continue;
    for (const finding of findings) {
      const { start } = finding.range;
      console.log(
        `  ${finding.path}:${start.line + 1} ${finding.rule} ${finding.function}: ${finding.params.call ?? ''}`,
      );
      for (const step of finding.chain.slice(1)) {
        console.log(`      ${step.path}:${step.range.start.line + 1} ${step.function}: ${step.text}`);
      }
    }
  }
}

const [corpus, ...options] = process.argv.slice(2);
if (corpus === undefined || corpus.startsWith('-')) {
  process.stderr.write(usage);
  process.exit(2);
}
const labelsFile = labelsFileOf(options);
await scoreLabels(corpus, readLabels(labelsFile), options.includes('--missed'));
await listQuiet(corpus, options.includes('--list'));
