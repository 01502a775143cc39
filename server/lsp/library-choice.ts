/** A folder and the Python environment that is chosen for it in the editor; sent as `loopwise/pythonEnvironments`. */
export interface ChosenEnvironment {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** Folder or interpreter. */
  readonly environment: string;
}

/** Reads what a client says of chosen environments; what is not of the right kind is left out. */
export function chosenEnvironmentsFrom(given: unknown): readonly ChosenEnvironment[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((item: Partial<Record<keyof ChosenEnvironment, unknown>> | null) => {
    const { folder, environment } = item ?? {};
    return typeof folder === 'string' && typeof environment === 'string' ? [{ folder, environment }] : [];
  });
}

/** Whose libraries calls are followed into: the setting decides, then the configuration file, then what is chosen in the editor, then what is usual. */
export class LibraryChoice {
  private isOn = true;
  private setting = '';
  private chosen: ReadonlyMap<string, string> = new Map();

  /** Takes in the settings `loopwise.followLibraries` and `loopwise.pythonEnvironment`. True when they have changed. */
  configure(given: unknown): boolean {
    const raw = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
    const before = `${this.isOn} ${this.setting}`;
    this.isOn = raw.followLibraries !== false;
    this.setting = typeof raw.pythonEnvironment === 'string' ? raw.pythonEnvironment.trim() : '';
    return `${this.isOn} ${this.setting}` !== before;
  }

  /** Takes in what is chosen in the editor now. */
  choose(environments: readonly ChosenEnvironment[]): void {
    this.chosen = new Map(environments.map(({ folder, environment }) => [folder, environment]));
  }

  /** What the settings name; undefined when they leave it open. */
  get named(): string | undefined {
    return this.isOn && this.setting !== '' ? this.setting : undefined;
  }

  /**
   * The environment for a folder: its folder or interpreter, `none`, or undefined for the usual one.
   *
   * @param configured What the folder's configuration file names.
   */
  environmentOf(folderUri: string, configured?: string): string | undefined | 'none' {
    return this.isOn ? (this.named ?? configured ?? this.chosen.get(folderUri)) : 'none';
  }
}
