import type { Inference } from './inference.ts';
import type { Expression, UnpackStep } from './module-facts.ts';
import { type ClassNode, containerOf, mappingOf, union, type Value } from './value.ts';

const unknown: readonly Value[] = [];
const namedTuple = /^typing(_extensions)?\.NamedTuple$/;
const typedDictionary = /^typing(_extensions)?\.TypedDict$/;

/** What containers, and objects that behave like them, give when they are iterated, unpacked, subscripted or asked. */
export class ContainerValues {
  private readonly inference: Inference;

  constructor(inference: Inference) {
    this.inference = inference;
  }

  /** What a `for` binds. */
  iterated(values: readonly Value[], isAsync = false): readonly Value[] {
    return union(
      ...values.map((value): readonly Value[] => {
        switch (value.kind) {
          case 'container':
            return value.keys ?? value.items;
          case 'tuple':
            return union(...value.items);
          case 'instance':
            return union(...(this.fields(value.node) ?? [this.iteratedObject(value, isAsync)]));
          default:
            return unknown;
        }
      }),
    );
  }

  /** What containers hold: of dictionaries their values. */
  contents(values: readonly Value[]): readonly Value[] {
    return union(...values.map((value) => (value.kind === 'container' ? value.items : this.iterated([value]))));
  }

  private iteratedObject(value: Value & { kind: 'instance' }, isAsync: boolean): readonly Value[] {
    const { classes } = this.inference;
    const iterate = classes.findMethod(value.node, isAsync ? '__aiter__' : '__iter__');
    if (!iterate) return unknown;
    const iterators = this.inference.call({ kind: 'function', node: iterate, receiver: value });
    return union(
      ...iterators.map((iterator): readonly Value[] => {
        if (iterator.kind === 'container') return iterator.items;
        const next =
          iterator.kind === 'instance'
            ? classes.findMethod(iterator.node, isAsync ? '__anext__' : '__next__')
            : undefined;
        const given = next ? this.inference.call({ kind: 'function', node: next, receiver: iterator }) : unknown;
        return isAsync ? this.inference.awaited(given) : given;
      }),
    );
  }

  /** What stands at a place of an unpacked value. */
  unpacked(values: readonly Value[], step: UnpackStep): readonly Value[] {
    return union(
      ...values.map((value): readonly Value[] => {
        const items = this.itemsOf(value);
        if (typeof step === 'number') return items ? (items.at(step) ?? unknown) : this.iterated([value]);
        const rest = items ? union(...items.slice(step.from, items.length - step.after)) : this.iterated([value]);
        return [containerOf(rest)];
      }),
    );
  }

  private itemsOf(value: Value): readonly (readonly Value[])[] | undefined {
    if (value.kind === 'tuple') return value.items;
    return value.kind === 'instance' ? this.fields(value.node) : undefined;
  }

  /** What the fields of a `NamedTuple` hold, in their order; undefined for other classes. */
  private fields(node: ClassNode): readonly (readonly Value[])[] | undefined {
    const { classes, external } = this.inference.classes.lineage(node);
    if (!external.some((name) => namedTuple.test(name))) return undefined;
    const owner = classes.find((cls) => cls.facts.bindings.some(({ annotation }) => annotation));
    const names = (owner ?? node).facts.bindings.flatMap(({ target, annotation }) => (annotation ? [target] : []));
    const instance: Value = { kind: 'instance', node, parameters: [] };
    return names.map((name) => this.inference.member(instance, name));
  }

  /** What `value[index]` gives, for the values that are no classes. */
  subscripted(value: Value, index: readonly Expression[]): readonly Value[] {
    const [first] = index;
    const isSlice = first?.kind === 'slice';
    const items = this.itemsOf(value);
    if (items) {
      if (isSlice) return [containerOf(union(...items))];
      return first?.kind === 'literal' && first.type === 'int' ? (items.at(Number(first.value)) ?? unknown) : unknown;
    }
    if (value.kind === 'container') {
      if (isSlice) return [containerOf(value.items)];
      return value.items;
    }
    if (value.kind !== 'instance') return unknown;
    const { external } = this.inference.classes.lineage(value.node);
    if (external.some((name) => typedDictionary.test(name))) {
      const key = first?.kind === 'literal' && first.type === 'str' ? first.value : undefined;
      return key === undefined ? unknown : this.inference.member(value, key);
    }
    const method = this.inference.classes.findMethod(value.node, '__getitem__');
    return method ? this.inference.call({ kind: 'function', node: method, receiver: value }) : unknown;
  }

  /** What a method of a list, set, dictionary or iterator is. */
  method(owner: Value & { kind: 'container' }, name: string): readonly Value[] {
    const { items, keys } = owner;
    const gives = (result: readonly Value[]): readonly Value[] => [{ kind: 'partial', callees: [], result }];
    const pair: Value = { kind: 'tuple', items: [keys ?? unknown, items] };
    switch (name) {
      case 'pop':
      case 'get':
      case 'popleft':
      case 'setdefault':
        return gives(items);
      case 'popitem':
        return gives([pair]);
      case 'copy':
        return gives([keys ? mappingOf(keys, items) : containerOf(items)]);
      case 'keys':
        return gives([containerOf(keys ?? unknown)]);
      case 'values':
        return gives([containerOf(items)]);
      case 'items':
        return gives([containerOf([pair])]);
      default:
        return unknown;
    }
  }
}
