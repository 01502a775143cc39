import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { type ConfigurationMistake, mistakeText } from '../config/configuration-mistake.ts';
import type { Configuration } from '../config/configuration-schema.ts';
import { type ProjectSettings, projectSettings } from '../config/project-settings.ts';
import type { ProjectConfiguration } from '../host/project-configuration.ts';
import type { Language } from '../messages/format-message.ts';

/** Settings of an editor that every folder has. */
export interface EditorSettings {
  readonly enabled: boolean;
  /** What the user has set; it goes before the configuration file. */
  readonly configuration: Configuration;
}

export const nothingSet: EditorSettings = { enabled: true, configuration: {} };

/** What applies in a folder: what the editor says, else its configuration file, else the defaults. */
export class FolderConfiguration {
  private editor: EditorSettings;
  private found: ProjectConfiguration | undefined;
  /** What of the file counts: where it has a mistake now, what it said before. */
  private kept: Configuration = {};
  private together: ProjectSettings;

  constructor(editor: EditorSettings) {
    this.editor = editor;
    this.together = projectSettings([{ configuration: editor.configuration, down: '' }]);
  }

  get settings(): ProjectSettings {
    return this.together;
  }

  get enabled(): boolean {
    return this.editor.enabled;
  }

  /** Absolute path of the file; undefined where there is none. */
  get file(): string | undefined {
    return this.found?.file;
  }

  /** Takes in what the file says now. */
  takeFile(found: ProjectConfiguration | undefined): void {
    const isSame = found !== undefined && found.file === this.found?.file;
    this.kept = found ? withKept(found, isSame ? this.kept : {}) : {};
    this.found = found;
    this.putTogether();
  }

  takeEditor(editor: EditorSettings): void {
    this.editor = editor;
    this.putTogether();
  }

  private putTogether(): void {
    this.together = projectSettings([
      { configuration: this.editor.configuration, down: '' },
      { configuration: this.kept, down: this.found?.down ?? '' },
    ]);
  }

  /** The mistakes of the file, as the editor shows them in it. */
  diagnostics(language: Language): readonly Diagnostic[] {
    return (this.found?.mistakes ?? []).map((mistake) => ({
      range: mistake.range,
      severity: DiagnosticSeverity.Error,
      code: 'configuration',
      source: 'loopwise',
      message: sentence(mistake, language),
    }));
  }
}

function sentence(mistake: ConfigurationMistake, language: Language): string {
  const text = mistakeText(mistake, language);
  return mistake.key === '' ? text : `${mistake.key}: ${text}`;
}

/** What is right of a file, and of its keys with a mistake what was right before. */
function withKept({ configuration, mistakes }: ProjectConfiguration, before: Configuration): Configuration {
  if (mistakes.some(({ path }) => path.length === 0)) return before;
  const kept: Record<string, unknown> = { ...configuration };
  for (const { path } of mistakes) {
    const [key, name] = path as readonly [keyof Configuration, ...(string | number)[]];
    const former = before[key];
    if (former === undefined) continue;
    if (key === 'rules' && typeof name === 'string') {
      const severity = before.rules?.[name];
      if (severity !== undefined) kept.rules = { ...(kept.rules as object | undefined), [name]: severity };
    } else if (path.length === 1) kept[key] = former;
  }
  return kept as Configuration;
}
