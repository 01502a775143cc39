/** An error that is said in the user's language where it is shown: a key of the messages with its parameters. */
export class KeyedError extends Error {
  readonly key: string;
  readonly params: Readonly<Record<string, string>>;

  constructor(key: string, params: Readonly<Record<string, string>> = {}) {
    super(key);
    this.key = key;
    this.params = params;
  }
}
