import { parse } from 'smol-toml';

/** What a `pyproject.toml` says of the packages that its project installs, as plain data. Folders are relative to the root, with `/`. */
export interface DeclaredProject {
  /** Folder of the file; empty for the root. */
  readonly folder: string;
  /** Normalised as in PEP 503; empty when it is not said. */
  readonly name: string;
  /** Normalised names of the projects that it needs, each once. */
  readonly dependencies: readonly string[];
  /** Packages that are imported by another name than their folder's, each with its folder. */
  readonly renamed: readonly (readonly [name: string, folder: string])[];
}

/** Whether a path is that of a file which declares a project. */
export function isProjectFile(path: string): boolean {
  return path === 'pyproject.toml' || path.endsWith('/pyproject.toml');
}

type Table = Readonly<Record<string, unknown>>;

/** Reads the text of a `pyproject.toml` at a path; undefined when it is not valid TOML. Unknown keys are left alone. */
export function declaredProject(path: string, text: string): DeclaredProject | undefined {
  let root: Table;
  try {
    root = parse(text);
  } catch {
    return undefined;
  }
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const name = textAt(root, 'project', 'name') ?? textAt(root, 'tool', 'poetry', 'name') ?? '';
  return { folder, name: normalised(name), dependencies: dependenciesIn(root), renamed: renamedIn(root, folder) };
}

/** Source: Python packaging, "Declaring project metadata" and "Dependency groups"; Poetry and uv, their documentation. */
function dependenciesIn(root: Table): readonly string[] {
  const written = [
    ...textsAt(root, 'project', 'dependencies'),
    ...Object.values(tableAt(root, 'project', 'optional-dependencies')).flatMap(texts),
    ...Object.values(tableAt(root, 'dependency-groups')).flatMap(texts),
    ...Object.keys(tableAt(root, 'tool', 'poetry', 'dependencies')),
    ...Object.keys(tableAt(root, 'tool', 'uv', 'sources')),
  ];
  return [...new Set(written.map((requirement) => normalised(/^[\w.-]+/.exec(requirement.trim())?.[0] ?? '')))];
}

/** Source: setuptools, `package-dir`; Hatch, `sources` and `force-include` of a build target. */
function renamedIn(root: Table, folder: string): DeclaredProject['renamed'] {
  const renamed = new Map<string, string>();
  const add = (name: string, from: string) => {
    const place = joined(folder, from);
    if (/^[A-Za-z_]\w*$/.test(name) && place !== joined(folder, name)) renamed.set(name, place);
  };
  for (const [name, from] of Object.entries(tableAt(root, 'tool', 'setuptools', 'package-dir')))
    if (typeof from === 'string' && name !== '') add(name, from);
  for (const build of [
    tableAt(root, 'tool', 'hatch', 'build'),
    tableAt(root, 'tool', 'hatch', 'build', 'targets', 'wheel'),
  ]) {
    for (const key of ['sources', 'force-include']) {
      for (const [from, name] of Object.entries(tableAt(build, key))) if (typeof name === 'string') add(name, from);
    }
  }
  return [...renamed];
}

/** A folder below another one, without `.` and `..`; what leads out of the root ends at the root. */
function joined(folder: string, below: string): string {
  const segments: string[] = [];
  for (const segment of `${folder}/${below}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

/** Source: PEP 503, "Normalized Names". */
function normalised(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

function valueAt(root: Table, ...keys: readonly string[]): unknown {
  let at: unknown = root;
  for (const key of keys) at = isTable(at) ? at[key] : undefined;
  return at;
}

function tableAt(root: Table, ...keys: readonly string[]): Table {
  const found = valueAt(root, ...keys);
  return isTable(found) ? found : {};
}

function textAt(root: Table, ...keys: readonly string[]): string | undefined {
  const found = valueAt(root, ...keys);
  return typeof found === 'string' ? found : undefined;
}

function textsAt(root: Table, ...keys: readonly string[]): readonly string[] {
  return texts(valueAt(root, ...keys));
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
