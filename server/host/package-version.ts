import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The version of this package, from its package.json: above the bundle's folder, or above that of the sources. */
export async function packageVersion(bundleFolder: string): Promise<string> {
  const read = (up: string) => readFile(path.join(bundleFolder, up, 'package.json'), 'utf8');
  const manifest: { version: string } = JSON.parse(await read('..').catch(() => read('../..')));
  return manifest.version;
}
