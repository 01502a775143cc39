import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CardCatalogue } from '../cards/card-catalogue.ts';

/** All cards: they lie beside the bundle in `cards`, or, unbundled, in the sources. */
export async function readCards(bundleFolder: string): Promise<CardCatalogue> {
  const sources = new Map<string, string>();
  for (const base of [path.join(bundleFolder, 'cards'), path.join(bundleFolder, '..', 'cards')]) {
    for (const language of ['en', 'es']) {
      const folder = path.join(base, language);
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        if (!name.endsWith('.md')) continue;
        sources.set(`${language}/${name.slice(0, -3)}`, await readFile(path.join(folder, name), 'utf8'));
      }
    }
    if (sources.size > 0) break;
  }
  return new CardCatalogue(sources);
}
