// The licences of the packages whose code is in the bundles: they ask that their text goes with it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const packageFolder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const licenceFile = /^(licen[cs]e|copying)(\.\w+|-\w+)?$/i;

/**
 * The text for everything that the bundles were made of. Throws for a package without a licence file, unless its manifest names
 * the licence.
 *
 * @param root Folder of the project.
 * @param inputs Paths of bundled files, relative to it.
 */
export function thirdPartyLicenses(root, inputs) {
  const folders = new Set(inputs.flatMap((input) => packageFolder.exec(input)?.[1] ?? []));
  const parts = [...folders].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((name) => licenceFile.test(name));
    if (!file && !manifest.license) throw new Error(`${folder}: no licence is named`);
    const text = file ? readFileSync(path.join(root, folder, file), 'utf8').trim() : '';
    return `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})\n\n${text}`.trim();
  });
  return `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
