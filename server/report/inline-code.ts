import { type ComponentChild, h } from 'preact';

/** A text in which what stands between backticks is code. */
export function withInlineCode(text: string): readonly ComponentChild[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : h('code', {}, part)));
}
