type Settings = Readonly<Record<string, unknown>>;

const section = 'loopwise';

/**
 * The settings of a client, by whichever ways it gives them: `initializationOptions`, then over them what it answers to
 * `workspace/configuration`, or, where it answers nothing, what `workspace/didChangeConfiguration` brought. Each may be bare or
 * below the key `loopwise`.
 */
export class ClientSettings {
  private readonly initial: Settings;
  private pushed: Settings = {};

  /** `initializationOptions`, where settings may also stand below `settings`. */
  constructor(initializationOptions: unknown) {
    const own = sectionOf(initializationOptions);
    this.initial = isObject(own.settings) ? sectionOf(own.settings) : own;
  }

  /** Takes the settings of `workspace/didChangeConfiguration`. Null, as VS Code sends it, only says that something changed. */
  push(settings: unknown): void {
    if (isObject(settings)) this.pushed = sectionOf(settings);
  }

  /** All settings, given what the client answered when it was asked for them. */
  merge(answered: unknown): Settings {
    // VS Code answers with what the user has set, which may be nothing, and sends all of its defaults besides.
    return { ...this.initial, ...(isObject(answered) ? sectionOf(answered) : this.pushed) };
  }
}

/** Settings without the key that they stand below: `{loopwise: {preset}}`, `{"loopwise.preset"}` and `{preset}` are the same. */
function sectionOf(given: unknown): Settings {
  if (!isObject(given)) return {};
  if (isObject(given[section])) return given[section];
  const prefix = `${section}.`;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key.startsWith(prefix) ? key.slice(prefix.length) : key, value]),
  );
}

function isObject(given: unknown): given is Settings {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
