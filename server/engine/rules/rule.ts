import type { BlockingPath, Confidence } from '../blocking-summary.ts';
import type { ChainStep, Finding, Fix, Place, Severity } from '../finding.ts';
import type { FixSources } from '../fixes/fix-sources.ts';
import type { OffloadStyle } from '../fixes/offload-function.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { Span } from '../module-facts.ts';
import type { FunctionNode, Module } from '../value.ts';

export type Preset = 'recommended' | 'strict' | 'learning';

/** What a rule found; the analysis adds the severity, drops what is suppressed and turns offsets into positions. */
export interface RuleFinding {
  readonly span: Span;
  readonly node: FunctionNode;
  readonly runsOn: Place;
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
  readonly card: string;
  readonly chain: readonly ChainStep[];
  /** Default `direct`. */
  readonly confidence?: Confidence;
  /** Default false. */
  readonly isLikely?: boolean;
  /** The way to what blocks, for its fixes. */
  readonly path?: BlockingPath;
  readonly call?: number;
  /** Python refuses the file, so silencing the rule helps nobody. Default false. */
  readonly isFatal?: boolean;
  /** In the order in which they are offered. */
  readonly fixes: readonly FixMaker[];
}

/** What the fixes of one finding are made from. */
export interface FixContext {
  readonly project: LinkedProject;
  readonly finding: Finding;
  readonly source: RuleFinding;
  /** Text of the finding's file. */
  readonly text: string;
  /** Any file of the project, with its syntax tree. */
  readonly sources: FixSources;
  readonly offloadStyle: OffloadStyle;
}

/** Makes one kind of fix; undefined where its whole edit would not be certain to be right. */
export type FixMaker = (context: FixContext) => Fix | undefined;

/** A rule's reference page, in Markdown; `bad` and `good` are whole Python files. */
export interface RuleDocumentation {
  /** What the rule finds, in one sentence. */
  readonly summary: string;
  /** What happens at run time when the finding is left alone. */
  readonly why: string;
  readonly bad: string;
  readonly good: string;
  /** When to silence the rule. */
  readonly ignore: string;
}

/** A rule: its metadata and its check together. The name is the diagnostic's code. */
export interface Rule {
  readonly name: string;
  readonly severity: Readonly<Record<Preset, Severity | 'off'>>;
  /** Card that explains the rule when the finding names no better one. */
  readonly card: string;
  /** It says what could be better where nothing is wrong. Default false: it finds defects. */
  readonly isAdvice?: boolean;
  readonly documentation: RuleDocumentation;
  /** Finds the rule's defects in one module of a linked project. */
  check(project: LinkedProject, module: Module, preset: Preset): Iterable<RuleFinding>;
}
