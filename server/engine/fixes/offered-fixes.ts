import type { Finding, Fix } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import type { RuleFinding } from '../rules/rule.ts';
import type { Syntax } from '../syntax.ts';
import { CombinedEdits } from './combined-edits.ts';
import { fixesFor } from './finding-fixes.ts';
import { FixSources } from './fix-sources.ts';
import type { OffloadStyle } from './offload-function.ts';
import { withoutUnusedImports } from './unused-imports.ts';

/** What fixes are made from. */
export interface FixedState {
  readonly project: LinkedProject;
  readonly syntax: Syntax;
  readonly texts: ReadonlyMap<string, string>;
  readonly offloadStyle: OffloadStyle;
  /** What a rule has said of a finding. */
  readonly sourceOf: (finding: Finding) => RuleFinding | undefined;
}

/** What `OfferedFixes.together` puts together, and how many fixes that are. */
export interface FixesTogether {
  readonly count: number;
  readonly applied: readonly { readonly finding: Finding; readonly fix: Fix }[];
  readonly edits: Fix['edits'];
}

/** The fixes of the findings of one state of a project, each made once. */
export class OfferedFixes {
  private readonly state: FixedState;
  /** One request may need them for a finding, for its file and for all. */
  private readonly made = new Map<Finding, readonly Fix[]>();
  /** The same as they are offered, each applied by itself. */
  private readonly offered = new Map<Finding, readonly Fix[]>();

  constructor(state: FixedState) {
    this.state = state;
  }

  /** Fixes for a finding of the state, the preferred one first; empty for a finding of an earlier one. */
  of(finding: Finding): readonly Fix[] {
    const known = this.offered.get(finding);
    if (known) return known;
    const fixes = this.withSources((sources) =>
      this.fixesFrom(finding, sources).map((fix) => ({
        ...fix,
        edits: withoutUnusedImports(this.state.project, sources, fix.edits),
      })),
    );
    this.offered.set(finding, fixes);
    return fixes;
  }

  /**
   * For each finding the first fix that is wanted, put together: applied at once, they do not disturb each other. What would
   * overlap is left for the next time.
   */
  together(findings: readonly Finding[], isWanted: (fix: Fix) => boolean): FixesTogether {
    const combined = new CombinedEdits();
    return this.withSources((sources) => {
      const applied = findings.flatMap((finding) => {
        const fix = this.fixesFrom(finding, sources).find(isWanted);
        return fix && combined.add(fix.edits) ? [{ finding, fix }] : [];
      });
      const edits = withoutUnusedImports(this.state.project, sources, combined.edits);
      return { count: combined.count, applied, edits };
    });
  }

  private fixesFrom(finding: Finding, sources: FixSources): readonly Fix[] {
    const { project, texts, offloadStyle, sourceOf } = this.state;
    // A fix may have to look into each file.
    if (texts.size < project.modules.size) return [];
    const source = sourceOf(finding);
    const text = texts.get(finding.path);
    if (!source || text === undefined || project.modules.get(finding.path) !== source.node.module) return [];
    let fixes = this.made.get(finding);
    if (!fixes) {
      const all = fixesFor({ project, finding, source, text, sources, offloadStyle });
      fixes = all.filter((fix) => this.isInCells(fix));
      this.made.set(finding, fixes);
    }
    return fixes;
  }

  /** Whether a fix changes nothing of notebooks but Python in their cells. */
  private isInCells({ edits }: Fix): boolean {
    return [...edits].every(([path, list]) => {
      const notebook = this.state.project.modules.get(path)?.notebook;
      return !notebook || list.every((edit) => notebook.editOf(edit) !== undefined);
    });
  }

  private withSources<Result>(use: (sources: FixSources) => Result): Result {
    const { project, syntax, texts } = this.state;
    const sources = new FixSources(project, syntax, texts);
    try {
      return use(sources);
    } finally {
      sources.close();
    }
  }
}
