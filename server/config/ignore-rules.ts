import ignore, { type Ignore } from 'ignore';

interface FolderRules {
  /** Folder of the rules, relative to the root; empty for the root and for folders above it. */
  readonly folder: string;
  /** Path from a folder above down to the root. */
  readonly down: string;
  readonly rules: Ignore;
}

/** What the `.gitignore` files in and above a folder leave out. Paths are relative to it, with `/`. */
export class IgnoreRules {
  /** The outermost folder first: an inner one has the last word. */
  private readonly folders: FolderRules[] = [];
  private readonly decided = new Map<string, boolean>();

  /** Takes in a file with rules. The outer folders come first. */
  add(folder: string, text: string): void {
    this.folders.push({ folder, down: '', rules: ignore().add(text) });
    this.decided.clear();
  }

  /**
   * Takes in rules of a folder above, the outermost first. What ignores the root itself does not count: it was asked for.
   *
   * @param down Path from that folder to the root.
   */
  addAbove(down: string, text: string): void {
    const rules = ignore().add(text);
    if (!rules.ignores(`${down}/`)) this.folders.push({ folder: '', down: `${down}/`, rules });
  }

  /** Whether a file, or with `isFolder` a folder, is left out, itself or with a folder that it is in. */
  isIgnored(path: string, isFolder = false): boolean {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (this.isFolderIgnored(path.slice(0, slash))) return true;
    }
    return isFolder ? this.isFolderIgnored(path) : this.decide(path);
  }

  private isFolderIgnored(folder: string): boolean {
    let known = this.decided.get(folder);
    if (known === undefined) {
      known = this.decide(`${folder}/`);
      this.decided.set(folder, known);
    }
    return known;
  }

  private decide(path: string): boolean {
    for (let at = this.folders.length - 1; at >= 0; at--) {
      const { folder, down, rules } = this.folders[at] as FolderRules;
      if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
      const inner = folder === '' ? down + path : path.slice(folder.length + 1);
      if (inner === '') continue;
      const { ignored, unignored } = rules.test(inner);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}
