import picomatch from 'picomatch';

/**
 * Whether a path, with `/`, is what a glob names or lies below it. A glob without `/` is looked for in every folder; `*` stays
 * within a folder's name, `**` goes across, `{a,b}` and `[abc]` are alternatives.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const trimmed = glob
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    // File names may hold what regular expressions are written with.
    .replace(/[()+@|]/g, '\\$&');
  if (trimmed === '' || trimmed === '.') return () => true;
  const start = trimmed.includes('/') ? trimmed : `**/${trimmed}`;
  return picomatch([start, `${start}/**`], { dot: true, nonegate: true, noextglob: true, windows: false });
}
