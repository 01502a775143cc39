import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CardCatalogue } from '../../server/cards/card-catalogue.ts';
import type { ChainStep } from '../../server/engine/finding.ts';
import { placeCommandLink } from '../../server/lsp/client-options.ts';
import { hoverText } from '../../server/lsp/hover-text.ts';
import { shownSteps } from '../../server/lsp/shown-steps.ts';
import type { Language } from '../../server/messages/format-message.ts';

function step(path: string, name: string, line = 0): ChainStep {
  const at = { line, character: 0 };
  return { path, range: { start: at, end: at }, function: name, text: `${name}()` };
}

const lineOf = ({ range }: ChainStep) => String(range.start.line + 1);
const namesOf = (chain: readonly ChainStep[]) => shownSteps(chain, 'en', lineOf).map(({ name }) => name);

function hoverOf(chain: readonly ChainStep[], language: Language = 'en', toPath?: string): string {
  const subject = {
    kind: 'callable',
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    name: 'read',
    role: 'path operation',
    isAsync: true,
    place: 'event loop',
    chain,
    blocker: 'time.sleep',
    replacement: undefined,
    obstacle: undefined,
    decision: undefined,
    threads: '40',
    trigger: 'blocked callable',
  } as const;
  const toStep = ({ path }: ChainStep) => `file:///${path}`;
  return hoverText(subject, language, new CardCatalogue(new Map()), {
    toStep,
    lineOf,
    toPath,
    toBurgers: undefined,
    toCard: undefined,
    toFixes: undefined,
  });
}

describe('steps in words', () => {
  test('name a file by itself, and with folders where that is not enough', () => {
    assert.deepEqual(namesOf([step('app/main.py', 'read', 9), step('app/service.py', 'Service.all', 4)]), [
      'read (main.py:10)',
      'Service.all (service.py:5)',
    ]);
    assert.deepEqual(namesOf([step('app/users/service.py', 'a'), step('app/orders/service.py', 'b')]), [
      'a (users/service.py:1)',
      'b (orders/service.py:1)',
    ]);
    assert.deepEqual(namesOf([step('x/service.py', 'a'), step('y/x/service.py', 'b')]), [
      'a (x/service.py:1)',
      'b (y/x/service.py:1)',
    ]);
    assert.deepEqual(namesOf([step('app/db/__init__.py', 'a'), step('__init__.py', 'b')]), [
      'a (db/__init__.py:1)',
      'b (__init__.py:1)',
    ]);
  });

  test('are all in a hover of seven, and first and last with the number of the others in a longer one', () => {
    const chain = Array.from({ length: 12 }, (_, index) => step('a.py', `f${index + 1}`, index));
    assert.equal(hoverOf(chain.slice(0, 7)).match(/^\d+\. /gm)?.length, 7);
    const long = hoverOf(chain);
    assert.deepEqual(long.match(/^\d+\. /gm), ['1. ', '2. ', '3. ', '10. ', '11. ', '12. ']);
    assert.match(long, /\n\n… 6 more steps …\n\n/);
    assert.match(long, /12\. \[`f12 \(a\.py:12\)`\]\(file:\/\/\/a\.py\) blocks in `f12\(\)`/);
    assert.match(hoverOf(chain, 'es'), /… 6 pasos más …/);
  });

  test('cannot end a link or start another one, whatever files and functions are called', () => {
    const odd = hoverOf([step('a](command:x)/`b`.py', 'f')]);
    assert.match(odd, /1\. \[`` f \(`b`\.py:1\) ``\]\(file:\/\/\/a\]%28command:x%29\/`b`\.py\) blocks/);
    const link = placeCommandLink('loopwise.showBlockingPath', "file:///a)'(b.py", { line: 1, character: 2 });
    assert.match(link, /^command:loopwise\.showBlockingPath\?[^\s()]+$/);
    assert.match(
      hoverOf([step('a.py', 'f'), step('a.py', 'g')], 'es', link),
      /\[Mostrar el camino hasta el bloqueo\]\(command:/,
    );
  });
});
