import { checkedByPython, type FixTrial, placeOf, tryFixes } from '../engine/fix-trial.ts';
import { analysisOf } from '../engine-host.ts';
import { changesOf, concerns, labelsFileOf, readLabels } from './labelled-functions.ts';
import { findRepository, pythonFilesAt } from './repository-snapshot.ts';
import { silence } from './silence-function.ts';

const usage = `Usage: npm run corpus-fixes -- DIR [--labels FILE] [--only REPOSITORY] [--every N] [--list]

DIR holds the repositories (owner+name/repo, owner+name, owner/name or name).
--labels FILE      labelled functions; default ../shared/corpus/fixed-by-maintainers.tsv beside the project
--only REPOSITORY  changes of one repository only
--every N          try the fixes of every Nth finding only (default 1)
--list             name every fix that does not do what it should, and every labelled function that stays
`;

interface Counts {
  offered: number;
  compiled: number;
  resolved: number;
  adding: number;
}

const byKind = new Map<string, Counts>();
let findingsSeen = 0;
let findingsWithFix = 0;
let labelsFound = 0;
let labelsSilenced = 0;

function note(trials: readonly FixTrial[], showAll: boolean): void {
  const answers = checkedByPython(trials);
  for (const [index, trial] of trials.entries()) {
    const { kind } = trial.fix;
    const counts = byKind.get(kind) ?? { offered: 0, compiled: 0, resolved: 0, adding: 0 };
    byKind.set(kind, counts);
    counts.offered++;
    const answer = answers[index];
    if (answer === null || answer === 'before') counts.compiled++;
    if (trial.isResolved) counts.resolved++;
    if (trial.added.length > 0) counts.adding++;
    if (!showAll) continue;
    if (answer && answer !== 'before') console.log(`  ${placeOf(trial)}: ${answer}`);
    if (!trial.isResolved) console.log(`  ${placeOf(trial)}: the finding is still there`);
    for (const other of trial.added)
      console.log(
        `  ${placeOf(trial)}: adds ${other.rule} in ${other.path} ${other.function} ${other.params.call ?? ''}`,
      );
  }
}

const [corpus, ...options] = process.argv.slice(2);
if (corpus === undefined || corpus.startsWith('-')) {
  process.stderr.write(usage);
  process.exit(2);
}
const optionValue = (option: string) => {
  const at = options.indexOf(option);
  return at >= 0 ? options[at + 1] : undefined;
};
const only = optionValue('--only');
const every = Number(optionValue('--every') ?? 1);
const showAll = options.includes('--list');

for (const [change, labels] of changesOf(readLabels(labelsFileOf(options)))) {
  const [repository = '', parent = ''] = change.split(' ');
  if (only !== undefined && repository !== only) continue;
  const files = pythonFilesAt(findRepository(corpus, repository), parent);
  const analysis = await analysisOf(files);
  const all = analysis.allFindings();
  const findings = all.filter((_, index) => index % every === 0);
  console.log(`${repository} ${parent}: ${all.length} findings`);
  const wanted = new Set(findings);
  const trials = [...tryFixes(analysis, files, all, (finding, fix) => wanted.has(finding) && fix.kind !== 'suppress')];
  findingsSeen += findings.length;
  findingsWithFix += new Set(trials.map(({ finding }) => finding)).size;
  note(trials, showAll);
  const texts = new Map(files);
  for (const label of labels) {
    if (!analysis.findings(label.path).some((finding) => concerns(finding, label))) continue;
    labelsFound++;
    const { left } = silence(analysis, texts, label);
    if (!left) labelsSilenced++;
    else if (showAll)
      console.log(
        `  stays: ${left.path}:${left.range.start.line + 1} ${left.function}: ${left.params.call ?? ''} (${left.params.blocker ?? ''}, ${left.chain.length} steps)`,
      );
  }
}
console.log(`findings: ${findingsSeen}, with a fix: ${findingsWithFix}`);
for (const [kind, { offered, compiled, resolved, adding }] of [...byKind].sort()) {
  console.log(`${kind}: offered ${offered}, compiled ${compiled}, resolved ${resolved}, with a new finding ${adding}`);
}
console.log(`labelled functions: ${labelsFound} found, ${labelsSilenced} silenced by fixes`);
