import { marked, type Token, type Tokens } from 'marked';
import type { Colours } from './terminal-colours.ts';
import { displayWidth, visible, wrapWords } from './terminal-text.ts';

/** Columns of a table are not made narrower than this. */
const narrowest = 12;

/** Stands for a space that lines are not broken at, as in code. */
const fixedSpace = '\u00a0';

/** Shows Markdown as lines of a terminal: without marks, HTML or pictures, wrapped at so many columns. */
export class TerminalMarkdown {
  private readonly colours: Colours;
  private readonly width: number;
  private readonly codeNote: (info: string) => string | undefined;

  /** @param codeNote What is said above a block of code, by what follows its fence. */
  constructor(colours: Colours, width: number, codeNote: (info: string) => string | undefined = () => undefined) {
    this.colours = colours;
    this.width = width;
    this.codeNote = codeNote;
  }

  render(markdown: string): string {
    const blocks = this.blocks(marked.lexer(markdown), this.width);
    return `${blocks.join('\n').replaceAll(fixedSpace, ' ')}\n`;
  }

  private blocks(tokens: readonly Token[], width: number): string[] {
    const lines: string[] = [];
    for (const token of tokens) {
      const block = this.block(token, width);
      if (block.length === 0) continue;
      if (lines.length > 0) lines.push('');
      lines.push(...block);
    }
    return lines;
  }

  private block(token: Token, width: number): string[] {
    switch (token.type) {
      case 'heading': {
        const { tokens, depth } = token as Tokens.Heading;
        const { bold, underline } = this.colours;
        const text = this.inline(tokens);
        return [depth === 1 ? bold(underline(text)) : bold(text)];
      }
      case 'code': {
        const { text, lang } = token as Tokens.Code;
        const note = this.codeNote(lang ?? '');
        const code = text.split('\n').map((line) => `    ${this.colours.cyan(visible(line))}`.trimEnd());
        return note === undefined ? code : [`    ${this.colours.yellow(note)}`, '', ...code];
      }
      case 'list':
        return this.list(token as Tokens.List, width);
      case 'blockquote':
        return this.blocks((token as Tokens.Blockquote).tokens, width - 2).map((line) => `| ${line}`);
      case 'table':
        return this.table(token as Tokens.Table, width);
      case 'hr':
        return ['—'.repeat(Math.min(width, 20))];
      case 'paragraph':
      case 'text':
        return this.wrapped((token as Tokens.Paragraph).tokens ?? [], width);
      default:
        return [];
    }
  }

  private wrapped(tokens: readonly Token[], width: number): string[] {
    return this.inline(tokens)
      .split('\n')
      .flatMap((line) => wrapWords(line.trim(), width));
  }

  private list({ ordered, start, items, loose }: Tokens.List, width: number): string[] {
    return items.flatMap((item, index) => {
      const mark = ordered ? `${Number(start || 1) + index}. ` : '- ';
      const inner = loose
        ? this.blocks(item.tokens, width - 3)
        : item.tokens.flatMap((token) => this.block(token, width - 3));
      return inner.map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
    });
  }

  private table({ header, rows }: Tokens.Table, width: number): string[] {
    const cells = [header, ...rows].map((row) => row.map(({ tokens }) => this.inline(tokens)));
    const widths = header.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
    while (widths.reduce((sum, one) => sum + one + 2, -2) > width && Math.max(...widths) > narrowest)
      widths[widths.indexOf(Math.max(...widths))] = Math.max(...widths) - 1;
    return cells.flatMap((row, index) => {
      const wrapped = row.map((cell, column) => wrapWords(cell, widths[column] ?? 0));
      const height = Math.max(...wrapped.map((lines) => lines.length));
      return Array.from({ length: height }, (_, at) => {
        const parts = wrapped.map((lines, column) => {
          const part = lines[at] ?? '';
          return part + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(part)));
        });
        const line = parts.join('  ').trimEnd();
        return index === 0 ? this.colours.bold(line) : line;
      });
    });
  }

  /** Text without marks; a line break in the source is a space. */
  private inline(tokens: readonly Token[]): string {
    return tokens.map((token) => this.span(token)).join('');
  }

  /** Code in a sentence; where nothing can be coloured, it keeps its marks. */
  private code(text: string): string {
    const shown = visible(text).replaceAll(' ', fixedSpace);
    return this.colours.isColorSupported ? this.colours.cyan(shown) : `\`${shown}\``;
  }

  private span(token: Token): string {
    switch (token.type) {
      case 'strong':
        return this.colours.bold(this.inline((token as Tokens.Strong).tokens));
      case 'em':
        return this.colours.italic(this.inline((token as Tokens.Em).tokens));
      case 'del':
        return this.inline((token as Tokens.Del).tokens);
      case 'codespan':
        return this.code((token as Tokens.Codespan).text);
      case 'br':
        return '\n';
      case 'link': {
        const { tokens, href } = token as Tokens.Link;
        const text = this.inline(tokens);
        // What is relative leads nowhere from a terminal.
        return /^https?:/.test(href) && href !== text ? `${text} (${this.colours.underline(href)})` : text;
      }
      case 'escape':
      case 'text': {
        const { tokens, text } = token as Tokens.Text;
        return tokens ? this.inline(tokens) : visible(unescapedEntities(text).replace(/\s+/g, ' '));
      }
      default:
        return '';
    }
  }
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function unescapedEntities(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
}
