import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const media = fileURLToPath(new URL('../../media/', import.meta.url));
const palette = readFileSync(path.join(media, 'cards', 'palette.css'), 'utf8');
const themes = ['.vscode-light', '.vscode-dark', '.vscode-high-contrast', '.vscode-high-contrast-light'];
const allowedElements = 'circle defs ellipse g path pattern rect svg symbol text use'.split(' ');
const colourAttributes = ['fill', 'stroke', 'color'];
const otherColours = ['none', 'currentColor'];

type Attributes = Map<string, string>;
type Element = { name: string; attributes: Attributes };

/** The elements of an SVG in their order. Throws where the file is not well-formed. */
function elementsOf(source: string): Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const token = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z-]+(?::[A-Za-z]+)?="[^"<>&]*")*)\s*(\/?)>|([^<>&]+)/gy;
  let end = 0;
  for (const match of source.matchAll(token)) {
    end = match.index + match[0].length;
    const [, closing, name, attributesText, empty, text] = match;
    if (text !== undefined) {
      assert.ok(text.trim() === '' || open.at(-1) === 'text', `text outside of <text>: ${text.trim()}`);
    } else if (closing) {
      assert.equal(open.pop(), name, `</${name}> closes another element`);
    } else if (name !== undefined) {
      assert.ok(open.length > 0 || elements.length === 0, 'one root');
      const attributes: Attributes = new Map();
      for (const [, key = '', value = ''] of (attributesText ?? '').matchAll(/([A-Za-z:-]+)="([^"]*)"/g)) {
        assert.ok(!attributes.has(key), `${key} twice`);
        attributes.set(key, value);
      }
      elements.push({ name, attributes });
      if (!empty) open.push(name);
    }
  }
  assert.equal(end, source.length, `not well-formed: ${source.slice(end, end + 60)}`);
  assert.deepEqual(open, [], 'every element is closed');
  return elements;
}

/** The variables of one kind of theme with their values; a value that asks the theme first counts with its fallback. */
function paletteOf(theme: string): Map<string, string> {
  const selector = theme.replaceAll('.', String.raw`\.`);
  const body = new RegExp(String.raw`(?:^|\n)${selector} \{([^}]*)\}`).exec(palette)?.[1] ?? '';
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of body.matchAll(/--loopwise-([a-z]+):[^;]*?(#[0-9a-f]{6})\)?;/g)) {
    values.set(name, value);
  }
  return values;
}

function contrast(first: string, second: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
      const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
      return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('palette of the pictures', () => {
  for (const theme of themes) {
    test(`${theme} can be read`, () => {
      const colours = paletteOf(theme);
      assert.deepEqual([...colours.keys()], [...paletteOf('.vscode-light').keys()]);
      assert.equal(colours.size, 8);
      for (const surface of ['paper', 'soft']) {
        const ground = colours.get(surface) ?? '';
        assert.ok(contrast(colours.get('ink') ?? '', ground) >= 4.5, `text on ${surface}`);
        for (const name of ['accent', 'second', 'work', 'wait', 'block']) {
          assert.ok(contrast(colours.get(name) ?? '', ground) >= 3, `${name} on ${surface}`);
        }
      }
    });
  }
});

for (const folder of ['cards', 'walkthrough']) {
  const files = readdirSync(path.join(media, folder)).filter((name) => name.endsWith('.svg'));
  describe(`pictures in media/${folder}`, () => {
    test('are there', () => assert.ok(files.length >= (folder === 'cards' ? 22 : 5)));

    for (const file of files) {
      test(file, () => {
        const source = readFileSync(path.join(media, folder, file), 'utf8');
        const prefix = `${path.basename(file, '.svg')}-`;
        assert.ok(Buffer.byteLength(source) <= 14_000, `${Buffer.byteLength(source)} bytes`);
        const elements = elementsOf(source);

        const root = elements[0];
        assert.equal(root?.name, 'svg');
        assert.match(root?.attributes.get('viewBox') ?? '', /^0 0 640 (?:2[4-9]\d|3\d\d|400)$/);
        assert.deepEqual([...(root?.attributes.keys() ?? [])].sort(), ['viewBox', 'xmlns']);

        const light = paletteOf('.vscode-light');
        const ids = new Set<string>();
        const references: string[] = [];
        for (const { name, attributes } of elements) {
          assert.ok(allowedElements.includes(name), `<${name}>`);
          for (const [key, value] of attributes) {
            assert.doesNotMatch(key, /^(?:on|style$|class$|xlink)/, key);
            if (key === 'id') {
              assert.ok(value.startsWith(prefix), `id ${value}`);
              assert.ok(!ids.has(value), `id ${value} twice`);
              ids.add(value);
            }
            if (key === 'href') references.push(value);
            const colour = colourAttributes.includes(key);
            const reference = /^url\((.*)\)$/.exec(value)?.[1];
            if (reference !== undefined) references.push(reference);
            else if (colour && !otherColours.includes(value)) {
              assert.match(
                value,
                /^var\(--(?:loopwise|vscode)-[A-Za-z-]+,(?:#[0-9a-f]{6}|none)\)$/,
                `${key}="${value}"`,
              );
            }
            if (!colour) assert.doesNotMatch(value, /#[0-9a-f]{3,8}$|rgba?\(|hsla?\(/i, `${key}="${value}"`);
            const own = /^var\(--loopwise-([a-z]+),(.*)\)$/.exec(value);
            if (own) {
              assert.equal(folder, 'cards', "the walkthrough knows VS Code's variables only");
              assert.equal(own[2], light.get(own[1] ?? ''), 'the fallback is the light value');
            }
            if (key === 'font-family') assert.equal(value, 'var(--vscode-editor-font-family,monospace)');
          }
        }
        for (const reference of references) {
          assert.ok(reference.startsWith('#') && ids.has(reference.slice(1)), `refers to ${reference}`);
        }
        const words = [...source.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
        for (const word of words) assert.match(word ?? '', /^(?:async def|def|await|\( \)|\?|\d+)$/);
      });
    }
  });
}
