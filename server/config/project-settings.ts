import { type AnalysisSettings, defaultSettings } from '../engine/analysis.ts';
import type { DeclaredKnowledge } from '../engine/declared-knowledge.ts';
import type { Language } from '../messages/language.ts';
import type { Configuration } from './configuration-schema.ts';
import type { FileSelection } from './file-selection.ts';

/** What one place configures: a file, the settings of an editor, a command line. */
export interface ConfigurationLayer {
  readonly configuration: Configuration;
  /** Path from the folder that its paths are relative to down to the root of the analysis; empty where that is the root. */
  readonly down: string;
}

/** All that is decided for a root. */
export interface ProjectSettings {
  readonly analysis: AnalysisSettings;
  readonly selection: FileSelection;
  /** Folder or interpreter of the Python environment, or `none`; undefined: the usual one. */
  readonly python: string | undefined;
  readonly language: Language | undefined;
}

/**
 * Puts together what several places configure, the one that goes before the others first. It decides key by key and rule by
 * rule; what is excluded and what is known of functions adds up.
 */
export function projectSettings(layers: readonly ConfigurationLayer[]): ProjectSettings {
  const all = layers.map(({ configuration }) => configuration);
  const first = <Key extends keyof Configuration>(key: Key): Configuration[Key] =>
    all.find((configuration) => configuration[key] !== undefined)?.[key];
  const globs = (key: 'include' | 'exclude', from: readonly ConfigurationLayer[]) =>
    from.flatMap(({ configuration, down }) => (configuration[key] ?? []).map((glob) => ({ glob, down })));
  const including = layers.find(({ configuration }) => configuration.include !== undefined);
  const rooted = layers.find(({ configuration }) => configuration['source-roots'] !== undefined);
  return {
    analysis: {
      ...defaultSettings,
      preset: first('preset') ?? defaultSettings.preset,
      severity: Object.assign({}, ...all.map(({ rules }) => rules).reverse()),
      sourceRoots: (rooted?.configuration['source-roots'] ?? []).flatMap(
        (folder) => belowRoot(folder, rooted?.down ?? '') ?? [],
      ),
      declared: declaredIn(all),
      offload: first('offload') ?? defaultSettings.offload,
    },
    selection: {
      include: including ? globs('include', [including]) : [],
      exclude: globs('exclude', layers),
      respectGitignore: first('respect-gitignore') ?? true,
    },
    python: first('python'),
    language: first('language'),
  };
}

function declaredIn(all: readonly Configuration[]): DeclaredKnowledge {
  const known = all.flatMap(({ knowledge }) => knowledge ?? []);
  return {
    blocking: known.flatMap(({ blocking = [] }) =>
      blocking.map((entry) => (typeof entry === 'string' ? { name: entry } : entry)),
    ),
    nonBlocking: known.flatMap((knowledge) => knowledge['non-blocking'] ?? []),
    offloading: known
      .flatMap(({ offloading = [] }) => offloading)
      .map((entry) => {
        const { name, callable = 0, keyword, runs } = typeof entry === 'string' ? { name: entry } : entry;
        return { name, callable, keyword, runs: runs === 'process' ? 'process' : 'thread pool' };
      }),
  };
}

/** A folder relative to the root; undefined for one that is not in it. */
function belowRoot(folder: string, down: string): string | undefined {
  const segments: string[] = [];
  for (const segment of folder.replaceAll('\\', '/').split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (segment !== '..') segments.push(segment);
  }
  const joined = segments.join('/');
  if (down === '') return joined;
  if (joined === down) return '';
  return joined.startsWith(`${down}/`) ? joined.slice(down.length + 1) : undefined;
}
