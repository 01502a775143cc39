import type { CardCatalogue } from '../cards/card-catalogue.ts';
import type { Analysis } from '../engine/analysis.ts';

/** A folder that tools look at. */
export interface AgentRoot {
  /** Its absolute path with `/`, without one at the end. */
  readonly folder: string;
  /** The same folder without symbolic links, where its path has some. */
  readonly realFolder?: string;
  /** Of its files as they are now. */
  readonly analysis: Analysis;
  /** Why a Python file that the analysis does not have is not in it, as a sentence in English. `path` is relative to the folder. */
  whyNotRead(path: string): Promise<string>;
}

/** What the tools of agents work on. */
export interface AgentWorkspace {
  readonly roots: readonly AgentRoot[];
  readonly cards: CardCatalogue;
}

/** A mistake in what an agent asks: the message, in English, says what is wrong and what is allowed. */
export class ToolError extends Error {}
