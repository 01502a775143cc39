/** Generic classes of the standard library whose last parameter is what iterating them gives. */
export const containers = new Set([
  'list',
  'set',
  'frozenset',
  'tuple',
  'Sequence',
  'MutableSequence',
  'Iterable',
  'Iterator',
  'Collection',
  'List',
  'Set',
  'FrozenSet',
  'Tuple',
  'deque',
  'Deque',
  'Generator',
  'AsyncGenerator',
  'AsyncIterator',
  'AsyncIterable',
  'KeysView',
  'AbstractSet',
  'MutableSet',
  'ValuesView',
]);

/** Mappings: their last parameter is what their values are. */
export const mappings = new Set([
  'dict',
  'Dict',
  'Mapping',
  'MutableMapping',
  'defaultdict',
  'DefaultDict',
  'OrderedDict',
]);

/** Wrappers whose first parameter is the type itself. */
export const transparent = new Set([
  'Optional',
  'Union',
  'Annotated',
  'Final',
  'ClassVar',
  'Required',
  'NotRequired',
  'ReadOnly',
]);

/** Iterators and generators: their first parameter is what iterating them gives. */
export const firstParameterIsYielded = new Set([
  'Generator',
  'AsyncGenerator',
  'Iterator',
  'AsyncIterator',
  'Iterable',
  'AsyncIterable',
]);
