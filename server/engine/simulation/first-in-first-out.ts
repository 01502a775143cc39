/** A queue whose both ends are cheap. */
export class FirstInFirstOut<Item> {
  private items: Item[] = [];
  private taken = 0;

  get length(): number {
    return this.items.length - this.taken;
  }

  add(item: Item): void {
    this.items.push(item);
  }

  /** Takes the item out that has been in it longest. */
  take(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.items[this.taken++];
    if (this.taken > 64 && this.taken * 2 > this.items.length) {
      this.items = this.items.slice(this.taken);
      this.taken = 0;
    }
    return item;
  }
}
