import type { DeclaredProject } from './pyproject.ts';

/** The members of a repository, by what their `pyproject.toml` files say. */
export class DeclaredProjects {
  /** The innermost folders first. */
  private readonly projects: readonly DeclaredProject[];
  private readonly needs = new Map<DeclaredProject, ReadonlySet<DeclaredProject>>();

  constructor(projects: Iterable<DeclaredProject>) {
    this.projects = [...projects].sort((a, b) => b.folder.length - a.folder.length);
  }

  /** Folders that a top-level name may stand for though they are called otherwise, those that the importing file needs first. */
  foldersOf(topLevel: string, from: string): readonly string[] {
    const declaring = this.projects.filter((project) => folderNamed(project, topLevel) !== undefined);
    const needed = declaring.filter((project) => this.isNeeded(from, project));
    return [...needed, ...declaring.filter((project) => !needed.includes(project))].map(
      (project) => folderNamed(project, topLevel) ?? '',
    );
  }

  /** Of several places for an import the one in the importing file's own project or in one that it needs; else undefined. */
  chosen(from: string, places: readonly string[]): string | undefined {
    const own = this.around(from);
    if (!own) return undefined;
    const inOwn = places.filter((place) => this.around(place) === own);
    if (inOwn.length > 0) return inOwn.length === 1 ? inOwn[0] : undefined;
    const needed = places.filter((place) => {
      const project = this.around(place);
      return project !== undefined && this.isNeeded(from, project);
    });
    return needed.length === 1 ? needed[0] : undefined;
  }

  private isNeeded(from: string, project: DeclaredProject): boolean {
    const own = this.around(from);
    return own !== undefined && (own === project || this.neededBy(own).has(project));
  }

  /** The project that a file or folder belongs to. */
  private around(place: string): DeclaredProject | undefined {
    return this.projects.find(({ folder }) => folder === '' || place === folder || place.startsWith(`${folder}/`));
  }

  /** Projects of the repository that a project needs, directly or not. */
  private neededBy(project: DeclaredProject): ReadonlySet<DeclaredProject> {
    let needed = this.needs.get(project);
    if (!needed) {
      const found = new Set([project]);
      for (const { dependencies } of found)
        for (const other of this.projects) if (other.name !== '' && dependencies.includes(other.name)) found.add(other);
      needed = found;
      this.needs.set(project, needed);
    }
    return needed;
  }
}

/** The folder of a package that is imported by another name than its folder's. */
function folderNamed({ renamed }: DeclaredProject, topLevel: string): string | undefined {
  return renamed.find(([name]) => name === topLevel)?.[1];
}
