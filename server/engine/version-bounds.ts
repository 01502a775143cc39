/** A release of a package: `0.100.0b1` is `[0, 100, 0]` and comes before the release itself. */
interface Version {
  readonly release: readonly number[];
  readonly isBefore: boolean;
}

/** The versions that a package may have, from the lowest to the highest; a side that nothing limits is undefined. */
export interface VersionBounds {
  readonly low: Version | undefined;
  readonly high: Version | undefined;
  /** Whether `high` itself may be it. */
  readonly includesHigh: boolean;
}

/** Whether a package is certainly of a version or a later one; undefined where only some of its possible versions are. */
export function isSince({ low, high, includesHigh }: VersionBounds, version: string): boolean | undefined {
  const since = versionOf(version);
  if (!since) return undefined;
  if (low && compare(low, since) >= 0) return true;
  if (!high) return undefined;
  const order = compare(high, since);
  return order < 0 || (order === 0 && !includesHigh) ? false : undefined;
}

/** Whether a package may have some version of both. */
export function overlap(a: VersionBounds, b: VersionBounds): boolean {
  return !isBelow(a, b) && !isBelow(b, a);
}

/** The bounds around several. */
export function hull(all: readonly VersionBounds[]): VersionBounds | undefined {
  return all.reduce<VersionBounds | undefined>((a, b) => {
    if (!a) return b;
    const order = a.high && b.high ? compare(a.high, b.high) : 0;
    return {
      low: a.low && b.low && (compare(a.low, b.low) <= 0 ? a.low : b.low),
      high: a.high && b.high && (order >= 0 ? a.high : b.high),
      includesHigh: order === 0 ? a.includesHigh || b.includesHigh : order > 0 ? a.includesHigh : b.includesHigh,
    };
  }, undefined);
}

/**
 * The bounds that a requirement such as `>=0.95,<0.110`, `==0.92.*`, `~=0.92.1`, or Poetry's `^0.92` and `0.92.0` sets.
 * Undefined where it sets none, or where it is not understood. Source: PEP 440, "Version specifiers"; Poetry, "Dependency
 * specification".
 */
export function boundsOf(requirement: string): VersionBounds | undefined {
  let low: Version | undefined;
  let high: Version | undefined;
  let includesHigh = false;
  const atLeast = (version: Version) => {
    if (!low || compare(version, low) > 0) low = version;
  };
  const atMost = (version: Version, isIncluded: boolean) => {
    const order = high ? compare(version, high) : -1;
    if (order < 0) includesHigh = isIncluded;
    else if (order === 0) includesHigh &&= isIncluded;
    if (order < 0) high = version;
  };
  for (const part of requirement.split(',')) {
    const [, sign = '', text = '', wildcard] =
      /^\s*(===?|~=|!=|<=|>=|<|>|\^|~)?\s*v?([^\s*]*?)(\.?\*)?\s*$/.exec(part) ?? [];
    if (sign === '!=' || (text === '' && wildcard === '*')) continue;
    const version = versionOf(text);
    if (!version) return undefined;
    const { release } = version;
    switch (sign) {
      case '>':
      case '>=':
        atLeast(version);
        break;
      case '<':
        atMost(version, false);
        break;
      case '<=':
        atMost(version, true);
        break;
      case '^':
        atLeast(version);
        atMost(
          next(
            release,
            Math.max(
              0,
              release.findIndex((number) => number > 0),
            ),
          ),
          false,
        );
        break;
      case '~':
        atLeast(version);
        atMost(next(release, Math.min(1, release.length - 1)), false);
        break;
      case '~=':
        atLeast(version);
        atMost(next(release, Math.max(0, release.length - 2)), false);
        break;
      default:
        atLeast(version);
        if (wildcard) atMost(next(release, release.length - 1), false);
        else atMost(version, true);
    }
  }
  return low || high ? { low, high, includesHigh } : undefined;
}

/** Source: PEP 440, "Public version identifiers". An epoch, which nobody uses here, is not understood. */
function versionOf(text: string): Version | undefined {
  const match =
    /^(\d{1,9}(?:\.\d{1,9}){0,7})(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview|dev)[-_.]?\d*)?(?:[-_.]?(?:post|r)?\d*)?(?:\.dev\d*)?(?:\+[\w.]*)?$/i.exec(
      text,
    );
  if (match?.[1] === undefined) return undefined;
  return { release: match[1].split('.').map(Number), isBefore: match[2] !== undefined };
}

/** The first release that differs from one in a place, counted from zero, or before it. */
function next(release: readonly number[], place: number): Version {
  return { release: [...release.slice(0, place), (release[place] ?? 0) + 1], isBefore: false };
}

function compare(a: Version, b: Version): number {
  for (let place = 0; place < Math.max(a.release.length, b.release.length); place++) {
    const difference = (a.release[place] ?? 0) - (b.release[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(b.isBefore) - Number(a.isBefore);
}

function isBelow(a: VersionBounds, b: VersionBounds): boolean {
  if (!a.high || !b.low) return false;
  const order = compare(a.high, b.low);
  return order < 0 || (order === 0 && !a.includesHigh);
}
