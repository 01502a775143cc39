import { access, constants, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeSource, encodingOf } from './decode-source.ts';
import { encodeSource } from './encode-source.ts';

/** Why a file was not written: a key of the messages with its parameters. */
export interface NotReplaced {
  readonly reason: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What will replace a file: its place, links followed, and its bytes. */
export interface PreparedSource {
  readonly target: string;
  readonly bytes: Uint8Array;
}

/**
 * Makes ready to replace the text of a Python file that still has the text it was read with: byte order mark and encoding stay,
 * and links are followed. Gives the reason where it must be left as it is; never rejects.
 */
export async function prepareSource(file: string, former: string, text: string): Promise<PreparedSource | NotReplaced> {
  try {
    const target = await realpath(file);
    const bytes = await readFile(target);
    const decoded = decodeSource(bytes, Number.POSITIVE_INFINITY);
    if (!('text' in decoded) || decoded.text !== former) return { reason: 'reason.changed', params: {} };
    const encoded = encodeSource(bytes, text);
    if (!encoded) return { reason: 'reason.encode', params: { encoding: encodingOf(bytes) } };
    // Replacing a file needs no right to write it, but whoever took that right away meant it.
    const isWritable = await access(target, constants.W_OK).then(
      () => true,
      () => false,
    );
    return isWritable ? { target, bytes: encoded } : { reason: 'reason.read-only', params: {} };
  } catch (error) {
    return unwritable(error);
  }
}

/**
 * Replaces a file at once or not at all: what reads it meanwhile sees one of both. Its permissions stay. Gives the reason where
 * it is left as it was; never rejects.
 */
export async function replaceSource({ target, bytes }: PreparedSource): Promise<NotReplaced | undefined> {
  try {
    await replace(target, bytes);
    return undefined;
  } catch (error) {
    return unwritable(error);
  }
}

function unwritable(error: unknown): NotReplaced {
  return { reason: 'reason.unwritable', params: { code: (error as NodeJS.ErrnoException).code ?? String(error) } };
}

async function replace(target: string, bytes: Uint8Array): Promise<void> {
  const { mode, uid, gid } = await stat(target);
  const part = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.part`);
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.chmod(mode & 0o7777);
      // Only some may give files away; the others own what they write.
      await handle.chown(uid, gid).catch(() => {});
    } finally {
      await handle.close();
    }
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
