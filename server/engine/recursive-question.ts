/** How often the answers of a group of questions that need each other are worked out again before they are taken as they are. */
const maximumRounds = 4;

/** Questions that may be open at once; one more is not worked out. */
const maximumDepth = 300;

/** A question and what is known of its answer. Questions are asked through {@link Recursion.ask}. */
export class Question<Answer> {
  /** The answer, or while it is worked out, the answer of the round before. */
  answer: Answer;
  state: 'new' | 'open' | 'provisional' | 'settled' = 'new';
  /** While open: the number of questions open before it. While provisional: that of the outermost open question it rests on. */
  depth = 0;
  /** Whether somebody was given the answer of the round before. */
  isAssumed = false;

  /** @param nothing The answer to begin with, where the question needs itself. */
  constructor(nothing: Answer) {
    this.answer = nothing;
  }
}

/**
 * Works out questions whose answers need each other, as in `query = query.where(…)`, where `query` is what it is made of.
 * A question that is asked again while it is open gets the answer of the round before. All answers that rest on such a
 * one are provisional; when the outermost question of the group is done, the group is worked out again until nothing
 * changes. So every question is worked out a few times at most, however they are entangled, and the answer does not
 * depend on which of them is asked first.
 */
export class Recursion<Answer> {
  private readonly isEqual: (a: Answer, b: Answer) => boolean;
  private depth = 0;
  /** Smallest depth of an open question whose answer was used since the innermost open question began. */
  private restsOn = Number.POSITIVE_INFINITY;
  private readonly provisional: Question<Answer>[] = [];
  private isTruncated = false;

  constructor(isEqual: (a: Answer, b: Answer) => boolean) {
    this.isEqual = isEqual;
  }

  ask(question: Question<Answer>, work: () => Answer): Answer {
    switch (question.state) {
      case 'settled':
        return question.answer;
      case 'provisional':
        this.restsOn = Math.min(this.restsOn, question.depth);
        return question.answer;
      case 'open':
        question.isAssumed = true;
        this.restsOn = Math.min(this.restsOn, question.depth);
        return question.answer;
      default:
        if (this.depth < maximumDepth) return this.workOut(question, work);
        // Asked from elsewhere, it may be in reach: nothing that rests on this is final before the outermost question.
        this.isTruncated = true;
        this.restsOn = 0;
        return question.answer;
    }
  }

  private workOut(question: Question<Answer>, work: () => Answer): Answer {
    const outer = this.restsOn;
    const mark = this.provisional.length;
    const depth = this.depth;
    for (let round = 1; ; round++) {
      question.state = 'open';
      question.depth = depth;
      question.isAssumed = false;
      this.restsOn = Number.POSITIVE_INFINITY;
      this.depth = depth + 1;
      let answer: Answer;
      try {
        answer = work();
      } catch (error) {
        question.state = 'new';
        throw error;
      } finally {
        this.depth = depth;
      }
      const isStable = !question.isAssumed || this.isEqual(question.answer, answer);
      question.answer = answer;
      if (this.restsOn < depth) {
        this.hold(question, isStable, mark);
        this.restsOn = Math.min(outer, this.restsOn);
        return answer;
      }
      if (this.settle(question, isStable, round === maximumRounds, mark)) {
        this.restsOn = outer;
        return answer;
      }
    }
  }

  /** Keeps an answer that rests on a question further out until that one is done. */
  private hold(question: Question<Answer>, isStable: boolean, mark: number): void {
    question.state = 'provisional';
    question.isAssumed = !isStable;
    this.provisional.push(question);
    for (let i = mark; i < this.provisional.length; i++) {
      const held = this.provisional[i];
      if (held) held.depth = Math.min(held.depth, this.restsOn);
    }
  }

  /** Ends a group that needs no other round; else makes it ready for one. Says whether it has ended. */
  private settle(question: Question<Answer>, isStable: boolean, isLastRound: boolean, mark: number): boolean {
    const group = this.provisional.splice(mark);
    const isTruncated = this.isTruncated && question.depth === 0;
    const isDone = isTruncated || isLastRound || (isStable && group.every((held) => !held.isAssumed));
    for (const held of group) held.state = isDone && !isTruncated ? 'settled' : 'new';
    if (isDone) question.state = 'settled';
    if (question.depth === 0) this.isTruncated = false;
    return isDone;
  }
}
