/**
 * Puts what is asked for one by one into requests for many, since each request may cross a network. What is asked for in one
 * turn of the event loop goes together.
 */
export class RequestBatch<Answer> {
  private readonly send: (items: readonly string[]) => Promise<readonly Answer[]>;
  private readonly most: number;
  private waiting: { item: string; resolve: (answer: Answer) => void; reject: (reason: unknown) => void }[] = [];

  /**
   * @param send Asks for many; its answer has one for each, in order. When it rejects, so does everything that it asked for.
   * @param most Items of one request.
   */
  constructor(send: (items: readonly string[]) => Promise<readonly Answer[]>, most: number) {
    this.send = send;
    this.most = most;
  }

  ask(item: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setTimeout(() => this.sendAll(), 0);
      this.waiting.push({ item, resolve, reject });
    });
  }

  private sendAll(): void {
    const { waiting } = this;
    this.waiting = [];
    for (let at = 0; at < waiting.length; at += this.most) void this.sendSome(waiting.slice(at, at + this.most));
  }

  private async sendSome(asked: typeof this.waiting): Promise<void> {
    try {
      const answers = await this.send(asked.map(({ item }) => item));
      if (answers.length !== asked.length) throw new Error(`${answers.length} answers to ${asked.length} questions`);
      for (const [at, { resolve }] of asked.entries()) resolve(answers[at] as Answer);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
