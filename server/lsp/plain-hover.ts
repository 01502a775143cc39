import { marked, type Token } from 'marked';

/** The Markdown of a hover as plain text, for clients that show it as it is. */
export function plainHover(markdown: string): string {
  return blocksOf(marked.lexer(markdown)).join('\n\n');
}

function blocksOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    switch (token.type) {
      case 'space':
      case 'hr':
        return [];
      case 'list':
        return [listText(token as ListToken)];
      case 'code':
        return [indented(token.text, '    ')];
      default:
        return [inlineText(token)];
    }
  });
}

type ListToken = Token & {
  ordered: boolean;
  start: number | '';
  items: readonly { readonly tokens: readonly Token[] }[];
};

function listText({ ordered, start, items }: ListToken): string {
  const lines = items.map(({ tokens }, index) => {
    const mark = ordered ? `${Number(start) + index}. ` : '- ';
    return mark + indented(blocksOf(tokens).join('\n'), ' '.repeat(mark.length)).trimStart();
  });
  return lines.join('\n');
}

/** The text of what stands in a line. A link to the web keeps its address: nothing else leads there. */
function inlineText(token: Token): string {
  if (token.type === 'br') return '\n';
  const inner = 'tokens' in token && token.tokens ? token.tokens.map(inlineText).join('') : undefined;
  if (token.type === 'link' && /^https?:/.test(token.href) && inner !== token.href) return `${inner} <${token.href}>`;
  return inner ?? ('text' in token ? token.text : '');
}

function indented(text: string, by: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, by);
}
