/** What an example shows: what is right, or a mistake on purpose. */
export type ExampleClaim = 'right' | 'blocks' | 'loses' | 'fails';

export interface CardExample {
  readonly claim: ExampleClaim;
  readonly code: string;
}

/** The Python examples in the Markdown of a card. The word after `python` says what a wrong one does. */
export function examplesIn(markdown: string): readonly CardExample[] {
  return [...markdown.matchAll(/^```python(?: (blocks|loses|fails))?\n([\s\S]*?)^```$/gm)].map(([, claim, code]) => ({
    claim: (claim as ExampleClaim | undefined) ?? 'right',
    code: code ?? '',
  }));
}
