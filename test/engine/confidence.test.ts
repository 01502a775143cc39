import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Preset } from '../../server/engine/rules/rule.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

const store = `import abc
import time


class Store(abc.ABC):
    @abc.abstractmethod
    def load(self):
        ...


class DiskStore(Store):
    def load(self):
        return open("orders.json").read()


class SlowStore(Store):
    def load(self):
        time.sleep(1)


class MemoryStore(Store):
    def load(self):
        return []


def nap():
    time.sleep(1)
`;

const head = `import time
from fastapi import FastAPI
from store import DiskStore, MemoryStore, SlowStore, Store, nap
from typing import Union

app = FastAPI()


`;

async function findingsIn(body: string, preset: Preset = 'recommended', files: Record<string, string> = {}) {
  return (await analysisOf({ 'main.py': head + body, 'store.py': store, ...files }, { preset })).allFindings();
}

const route = (code: string, parameters = '') => `@app.get("/")\nasync def read(${parameters}):\n    ${code}\n`;

test('the confidence is that of the weakest step', async () => {
  const cases = [
    [route('time.sleep(1)'), 'direct'],
    [route('nap()'), 'typed'],
    [route('SlowStore().load()'), 'typed'],
    [route('store.load()', 'store: Union[DiskStore, SlowStore]'), 'hierarchy'],
  ] as const;
  for (const [body, confidence] of cases) {
    const [finding, ...others] = await findingsIn(body);
    assert.equal(finding?.confidence, confidence, body);
    assert.equal(finding?.isLikely, false, body);
    assert.deepEqual(others, []);
  }
});

test('where one of several implementations blocks, only strict speaks, and says that it is not sure', async () => {
  for (const body of [
    route('store.load()', 'store: Store'),
    route('store.load()', 'store: Union[MemoryStore, SlowStore]'),
  ]) {
    assert.deepEqual(await findingsIn(body), []);
    assert.deepEqual(await findingsIn(body, 'learning'), []);
    const [finding] = await findingsIn(body, 'strict');
    assert.equal(finding?.isLikely, true);
    assert.equal(finding?.confidence, 'hierarchy');
    assert.equal(finding?.severity, 'warning');
    assert.match(formatMessage('en', finding?.message ?? '', finding?.params), /^`store\.load\(\)` probably ends in `/);
    assert.match(
      formatMessage('es', finding?.message ?? '', finding?.params),
      /^`store\.load\(\)` probablemente acaba/,
    );
  }
});

test('a function behind a decorator that nobody knows is followed, with doubt', async () => {
  const body = `import somewhere


@somewhere.decorate
def nap_decorated():
    time.sleep(1)


${route('nap_decorated()')}`;
  assert.deepEqual(await findingsIn(body), []);
  const [finding] = await findingsIn(body, 'strict');
  assert.equal(finding?.params.blocker, 'time.sleep');
  assert.equal(finding?.isLikely, true);
  const known = body.replace('import somewhere', 'import tenacity').replace('somewhere.decorate', 'tenacity.retry');
  assert.equal((await findingsIn(known))[0]?.isLikely, false);
});

test('a certain way goes before a likely one', async () => {
  const body = `def both(store: Store):
    store.load()
    nap()


${route('both(MemoryStore())')}`;
  const [finding] = await findingsIn(body, 'strict');
  assert.equal(finding?.isLikely, false);
  assert.equal(finding?.params.blocker, 'time.sleep');
});

test('what can do no harm is not likely either', async () => {
  for (const body of [route('MemoryStore().load()'), route('store.load()', 'store: MemoryStore'), route('unknown()')])
    assert.deepEqual(await findingsIn(body, 'strict'), []);
});
