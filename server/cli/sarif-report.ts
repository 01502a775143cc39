import { pathToFileURL } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import type { ChainStep, Finding, Fix, Severity } from '../engine/finding.ts';
import { allRules } from '../engine/rules/all-rules.ts';
import type { Rule } from '../engine/rules/rule.ts';
import type { Range } from '../engine/text-range.ts';
import { formatMessage, plainMessage } from '../messages/format-message.ts';
import { ruleAddress } from '../rules-reference/rule-address.ts';
import { rulePage } from '../rules-reference/rule-page.ts';
import { absolutePath, type CheckReport, mendingFixes, messageOf } from './check-report.ts';
import { Fingerprints, identityOf } from './finding-identity.ts';
import { linesInFile } from './lines-in-file.ts';
import type { OpenedAnalysis } from './open-analysis.ts';
import { reportBase, shownPath } from './shown-path.ts';

const levels: Readonly<Record<Severity | 'off', string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};

/** The name that paths are relative to. */
const sourceRoot = '%SRCROOT%';

/**
 * The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): the chain of a finding is a code flow, and its
 * fixes are there with their edits. Paths are relative to the folder that code scanning resolves them against.
 */
export function sarifReport(report: CheckReport): string {
  const base = reportBase(report.opened.root);
  const address = new ArtifactAddresses(report, base);
  const fingerprints = new Fingerprints();
  const results = report.findings.map((finding) => resultOf(report, finding, address, fingerprints));
  const run = {
    tool: {
      driver: {
        name: 'Loopwise',
        version: manifest.version,
        semanticVersion: manifest.version,
        informationUri: 'https://github.com/loopwise/loopwise',
        rules: allRules.map(ruleDescriptor),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [sourceRoot]: { uri: `${pathToFileURL(base).href.replace(/\/$/, '')}/` } },
    invocations: [
      {
        executionSuccessful: !report.opened.isIncomplete,
        ...(report.opened.unreadable.length === 0
          ? {}
          : {
              toolExecutionNotifications: report.opened.unreadable.map((text) => ({
                level: 'warning',
                message: { text },
              })),
            }),
      },
    ],
    results,
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleDescriptor(rule: Rule) {
  const { summary, why } = rule.documentation;
  return {
    id: rule.name,
    name: rule.name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(summary) },
    fullDescription: { text: plain(why) },
    helpUri: ruleAddress(rule.name),
    help: { text: plain(`${summary}\n\n${why}`), markdown: absoluteLinks(rulePage(rule), rule.name) },
    defaultConfiguration: {
      enabled: rule.severity.recommended !== 'off',
      level: levels[rule.severity.recommended],
    },
    properties: { tags: ['fastapi', 'async', ...(rule.isAdvice ? ['advice'] : [])] },
  };
}

function resultOf(report: CheckReport, finding: Finding, address: ArtifactAddresses, fingerprints: Fingerprints) {
  const { language, opened } = report;
  const message = messageOf(report, finding);
  // The edits of a notebook are those of its code, not of the JSON that it is written in.
  const fixes = mendingFixes(report, finding).filter(({ edits }) =>
    [...edits.keys()].every((file) => !opened.notebooks.has(file)),
  );
  const line = opened.lineOf(finding.path, finding.range.start.line);
  const identity = identityOf(finding, address.shown(finding.path), line);
  return {
    ruleId: finding.rule,
    ruleIndex: allRules.findIndex(({ name }) => name === finding.rule),
    level: levels[finding.severity],
    message: { text: plain(message), markdown: message },
    locations: [
      {
        physicalLocation: { artifactLocation: address.of(finding.path), region: regionIn(opened, finding) },
        logicalLocations: [{ fullyQualifiedName: finding.function, kind: 'function' }],
      },
    ],
    partialFingerprints: { 'loopwise/v1': fingerprints.next(identity) },
    ...(finding.chain.length > 1
      ? {
          codeFlows: [
            {
              threadFlows: [
                { locations: finding.chain.map((step, index) => flowLocation(step, index, finding.chain)) },
              ],
            },
          ],
        }
      : {}),
    ...(fixes.length > 0 ? { fixes: fixes.map((fix) => fixOf(fix)) } : {}),
    properties: {
      runsOn: finding.runsOn,
      card: finding.card,
      confidence: finding.confidence,
      likely: finding.isLikely,
    },
  };

  function flowLocation(step: ChainStep, index: number, chain: readonly ChainStep[]) {
    const key = index === chain.length - 1 ? 'path.last step' : 'path.step';
    return {
      nestingLevel: index,
      location: {
        physicalLocation: { artifactLocation: address.of(step.path), region: regionIn(opened, step) },
        logicalLocations: [{ fullyQualifiedName: step.function, kind: 'function' }],
        message: { text: `${step.function} ${formatMessage(language, key, { text: step.text })}` },
      },
    };
  }

  function fixOf({ title, params, isSafe, edits }: Fix) {
    const description = plainMessage(language, title, params);
    return {
      description: { text: isSafe ? `${description} (${formatMessage(language, 'text.fix safe')})` : description },
      artifactChanges: [...edits].map(([file, changes]) => ({
        artifactLocation: address.of(file),
        replacements: changes.map(({ range, newText }) => ({
          deletedRegion: regionOf(range),
          insertedContent: { text: newText },
        })),
      })),
    };
  }
}

/** How files are named in the report. */
class ArtifactAddresses {
  private readonly report: CheckReport;
  private readonly base: string;

  constructor(report: CheckReport, base: string) {
    this.report = report;
    this.base = base;
  }

  shown(file: string): string {
    return shownPath(absolutePath(this.report, file), this.base);
  }

  of(file: string): { uri: string; uriBaseId?: string } {
    const shown = this.shown(file);
    const absolute = absolutePath(this.report, file);
    if (shown === absolute.replaceAll('\\', '/')) return { uri: pathToFileURL(absolute).href };
    return { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: sourceRoot };
  }
}

/** In a notebook whole lines of the file: its columns are not those of the code. */
function regionIn(opened: OpenedAnalysis, place: Pick<Finding, 'path' | 'range'>) {
  if (!opened.notebooks.has(place.path)) return regionOf(place.range);
  const { first, last } = linesInFile(opened, place);
  return { startLine: first + 1, endLine: last + 1 };
}

/** Lines and columns from 1; the end column is that behind the last character. */
function regionOf({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', "'").replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

/** A page whose links work outside of its folder. */
function absoluteLinks(page: string, rule: string): string {
  return page.replace(/\]\((\.\.\/[^)]*)\)/g, (_, target: string) => `](${new URL(target, ruleAddress(rule)).href})`);
}
