import type * as vscode from 'vscode';

const key = 'loopwise.readCards';

/** Which cards have been read; kept for the person, and synchronised with the settings. */
export class ReadingProgress {
  private readonly state: vscode.Memento;
  private readonly listeners = new Set<() => void>();

  constructor(state: vscode.Memento & { setKeysForSync(keys: readonly string[]): void }) {
    this.state = state;
    state.setKeysForSync([key]);
  }

  has(id: string): boolean {
    return this.ids().includes(id);
  }

  /** Marks a card as read, or takes the mark away. */
  async set(id: string, isRead: boolean): Promise<void> {
    if (this.has(id) === isRead) return;
    const others = this.ids().filter((other) => other !== id);
    await this.state.update(key, isRead ? [...others, id] : others);
    for (const listener of this.listeners) listener();
  }

  /** Calls a listener whenever a mark changes, until it is disposed. */
  onDidChange(listener: () => void): vscode.Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private ids(): readonly string[] {
    const kept = this.state.get<unknown>(key);
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
  }
}
