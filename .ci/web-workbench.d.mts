/** Text or bytes of a file of an extension, by its relative path; undefined where it has none. */
export type ExtensionFile = (file: string) => Promise<string | Uint8Array | undefined>;

export function startWebWorkbench(options: {
  extensions: Readonly<Record<string, ExtensionFile>>;
  folder: string;
  language?: string;
  settings?: Readonly<Record<string, unknown>>;
  isTrusted?: boolean;
}): Promise<{ address: string; close: () => Promise<void> }>;
