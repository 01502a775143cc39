/** The special methods that carry out operators. Source: Python language reference, "Special method names". */
const binary: ReadonlyMap<string, readonly string[]> = new Map([
  ['+', ['__add__']],
  ['-', ['__sub__']],
  ['*', ['__mul__']],
  ['/', ['__truediv__']],
  ['//', ['__floordiv__']],
  ['%', ['__mod__']],
  ['**', ['__pow__']],
  ['@', ['__matmul__']],
  ['&', ['__and__']],
  ['|', ['__or__']],
  ['^', ['__xor__']],
  ['<<', ['__lshift__']],
  ['>>', ['__rshift__']],
]);

const comparing: ReadonlyMap<string, readonly string[]> = new Map([
  ['==', ['__eq__']],
  ['!=', ['__ne__', '__eq__']],
  ['<', ['__lt__']],
  ['<=', ['__le__']],
  ['>', ['__gt__']],
  ['>=', ['__ge__']],
]);

const unary: ReadonlyMap<string, readonly string[]> = new Map([
  ['-', ['__neg__']],
  ['+', ['__pos__']],
  ['~', ['__invert__']],
]);

/** What asks an object for its truth: `if`, `not`, `and`. */
export const truth: readonly string[] = ['__bool__', '__len__'];
/** What `x in object` asks: as a last resort, it is iterated. */
export const containment: readonly string[] = ['__contains__', '__iter__'];
/** What an f-string asks an object for. */
export const formatting: readonly string[] = ['__format__', '__str__'];
export const reading: readonly string[] = ['__getitem__'];
export const writing: readonly string[] = ['__setitem__'];
export const deleting: readonly string[] = ['__delitem__'];

/** Methods of the left operand of a binary operator. */
export function binaryMethods(operator: string): readonly string[] | undefined {
  return binary.get(operator);
}

const mirrored: ReadonlyMap<string, string> = new Map([
  ['__eq__', '__eq__'],
  ['__ne__', '__ne__'],
  ['__lt__', '__gt__'],
  ['__le__', '__ge__'],
  ['__gt__', '__lt__'],
  ['__ge__', '__le__'],
]);

/** The method of the right operand, where that of the left one does not know it. */
export function reflected(method: string): string {
  return mirrored.get(method) ?? method.replace('__', '__r');
}

/** Methods of the left operand of a comparison; undefined for `in`, which asks the right one, and for `is`. */
export function comparisonMethods(operator: string): readonly string[] | undefined {
  return comparing.get(operator);
}

export function unaryMethods(operator: string): readonly string[] | undefined {
  return unary.get(operator);
}

/** `+=` first tries the method of its own. */
export function augmentedMethods(operator: string): readonly string[] | undefined {
  const methods = binary.get(operator.slice(0, -1));
  return methods && [methods[0]?.replace('__', '__i') ?? '', ...methods];
}

/** Built-in functions that call a special method of their first argument, by their names. */
export const builtinMethods: ReadonlyMap<string, readonly string[]> = new Map([
  ['len', ['__len__']],
  ['str', ['__str__']],
  ['repr', ['__repr__']],
  ['bool', truth],
  ['int', ['__int__']],
  ['float', ['__float__']],
  ['iter', ['__iter__']],
  ['hash', ['__hash__']],
  ['abs', ['__abs__']],
  ['reversed', ['__reversed__']],
]);
