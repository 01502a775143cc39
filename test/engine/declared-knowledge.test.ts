import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import { type DeclaredKnowledge, nothingDeclared } from '../../server/engine/declared-knowledge.ts';
import { analysisOf } from '../engine-host.ts';

const declare = (declared: Partial<DeclaredKnowledge>): DeclaredKnowledge => ({ ...nothingDeclared, ...declared });

/** Findings as `rule function → what blocks`. */
function found(analysis: Analysis): string[] {
  return analysis.allFindings().map(({ rule, function: name, params }) => `${rule} ${name} → ${params.blocker ?? ''}`);
}

async function check(files: Readonly<Record<string, string>>, declared: Partial<DeclaredKnowledge>): Promise<string[]> {
  return found(await analysisOf(files, { declared: declare(declared) }));
}

/** An application with one path operation. */
const application = (imports: string, body: string) => `${imports}
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read():
    ${body}
`;

describe('a function of a library that is declared to block', () => {
  const files = { 'main.py': application('import mylib', 'return mylib.client.fetch()') };

  test('is a finding by its name, and by a pattern', async () => {
    assert.deepEqual(await check(files, {}), []);
    for (const name of ['mylib.client.fetch', 'mylib.client.*', 'mylib.**', 'mylib.*.f*tch', '**.fetch']) {
      assert.deepEqual(await check(files, { blocking: [{ name }] }), ['blocking-call read → mylib.client.fetch'], name);
    }
    for (const name of ['mylib.client.fetc', 'mylib.*', 'mylib.client', 'ylib.client.fetch', 'mylib.client.fetch.*'])
      assert.deepEqual(await check(files, { blocking: [{ name }] }), [], name);
  });

  test('computes, where its category says so', async () => {
    assert.deepEqual(await check(files, { blocking: [{ name: 'mylib.**', category: 'cpu' }] }), [
      'cpu-bound-call read → mylib.client.fetch',
    ]);
  });

  test('may be a method of a class, also of one that the project derives', async () => {
    const method = {
      'main.py': application(
        'from mylib import Client\n\n\nclass Own(Client):\n    pass\n\n\nclient = Client()\nown = Own()\n',
        'return client.fetch(), own.fetch()',
      ),
    };
    assert.deepEqual(await check(method, {}), []);
    assert.equal((await check(method, { blocking: [{ name: 'mylib.Client.fetch' }] })).length, 2);
  });

  test('blocks when it is awaited only if it is named itself', async () => {
    const awaited = { 'main.py': application('import mylib', 'return await mylib.fetch()') };
    assert.deepEqual(await check(awaited, { blocking: [{ name: 'mylib.**' }] }), []);
    assert.deepEqual(await check(awaited, { blocking: [{ name: 'mylib.fetch' }] }), [
      'blocking-call read → mylib.fetch',
    ]);
  });
});

describe('a function that is declared not to block', () => {
  test('is silent though the library is known', async () => {
    const files = { 'main.py': application('import requests', 'return requests.get("http://x"), requests.post("x")') };
    assert.equal((await check(files, {})).length, 2);
    assert.deepEqual(await check(files, { nonBlocking: ['requests.get'] }), ['blocking-call read → requests.post']);
    assert.deepEqual(await check(files, { nonBlocking: ['requests.*'] }), []);
    // What it gives is still known.
    const result = { 'main.py': application('import requests', 'return requests.session().get("http://x")') };
    assert.deepEqual(await check(result, { nonBlocking: ['requests.session'] }), [
      'blocking-call read → requests.Session.get',
    ]);
  });

  test('goes before a pattern of what blocks, and the other way round', async () => {
    const files = { 'main.py': application('import mylib', 'return mylib.a(), mylib.b()') };
    assert.deepEqual(await check(files, { blocking: [{ name: 'mylib.*' }], nonBlocking: ['mylib.a'] }), [
      'blocking-call read → mylib.b',
    ]);
    assert.deepEqual(await check(files, { blocking: [{ name: 'mylib.a' }], nonBlocking: ['mylib.*'] }), [
      'blocking-call read → mylib.a',
    ]);
  });

  test('may be of the project: nothing below it counts', async () => {
    const files = {
      'app/__init__.py': '',
      'app/store.py':
        'import time\n\n\nclass Store:\n    def all(self):\n        time.sleep(1)\n\n    def one(self):\n        time.sleep(1)\n',
      'app/main.py': application('from app.store import Store\n\nstore = Store()', 'return store.all(), store.one()'),
    };
    assert.equal((await check(files, {})).length, 2);
    assert.equal((await check(files, { nonBlocking: ['app.store.Store.all'] })).length, 1);
    assert.deepEqual(await check(files, { nonBlocking: ['app.store.**'] }), []);
    assert.deepEqual(await check(files, { nonBlocking: ['app.main.read'] }), []);
    assert.equal((await check(files, { nonBlocking: ['store.Store.all'] })).length, 2, 'app is a package');
  });
});

describe('a function of the project that is declared to block', () => {
  const files = {
    'src/shop/__init__.py': '',
    'src/shop/native.py':
      'from ctypes import cdll\n\nlib = cdll.LoadLibrary("x.so")\n\n\ndef scan(path):\n    return lib.scan(path)\n\n\nasync def stream():\n    return lib.scan("x")\n\n\nclass Device:\n    def __init__(self):\n        self.handle = lib.open()\n',
    'src/shop/main.py': application(
      'from shop import native',
      'native.scan("x"); await native.stream(); return native.Device()',
    ),
  };

  test('is a finding where it is called', async () => {
    assert.deepEqual(await check(files, {}), []);
    for (const name of ['shop.native.scan', 'src.shop.native.scan', 'shop.*.scan'])
      assert.deepEqual(
        await check(files, { blocking: [{ name }] }),
        [`blocking-call read → ${name.includes('*') ? 'shop.native.scan' : name}`],
        name,
      );
  });

  test('may be a coroutine function, where it is named itself, and a class', async () => {
    assert.deepEqual(await check(files, { blocking: [{ name: 'shop.native.stream' }] }), [
      'blocking-call read → shop.native.stream',
    ]);
    assert.deepEqual(await check(files, { blocking: [{ name: 'shop.native.str*' }] }), []);
    assert.equal((await check(files, { blocking: [{ name: 'shop.native.Device' }] })).length, 1);
  });

  test('speaks for what stands in the place of an empty method', async () => {
    const declared = {
      'main.py': application(
        'from abc import ABC, abstractmethod\n\n\nclass Store(ABC):\n    @abstractmethod\n    def all(self): ...\n\n\nclass Native(Store):\n    def all(self):\n        return unknown()\n\n\ndef store() -> Store:\n    return registry[Native]\n',
        'return store().all()',
      ),
    };
    assert.deepEqual(await check(declared, {}), []);
    assert.equal((await check(declared, { blocking: [{ name: 'main.Store.all' }] })).length, 1);
  });

  test('is no reason to advise another place', async () => {
    const plain = (body: string) =>
      application('from math import floor', '...').replace('async def read():\n    ...', `def read():\n    ${body}`);
    const quick = { 'main.py': `${plain('return quick()')}\n\ndef quick():\n    return 1\n` };
    assert.deepEqual(await check(quick, {}), ['needless-thread read → ']);
    assert.deepEqual(await check(quick, { blocking: [{ name: 'main.quick' }] }), []);
  });
});

describe('a function that is declared to run a callable elsewhere', () => {
  const jobs = { callable: 0, runs: 'thread pool' } as const;

  test('of a library: what it is given runs in a thread', async () => {
    const files = {
      'main.py': `${application('import time\nimport mylib', 'return await mylib.in_thread(work)')}

def work():
    time.sleep(1)


async def lost():
    pass


@app.get("/lost")
async def lose():
    await mylib.in_thread(lost)
    return mylib.submit("x", job=compute)


def compute():
    return 1
`,
    };
    const analysis = await analysisOf(files, {
      declared: declare({
        offloading: [
          { name: 'mylib.in_thread', ...jobs },
          { name: 'mylib.sub*', callable: 1, keyword: 'job', runs: 'process' },
        ],
      }),
    });
    assert.deepEqual(found(analysis), ['coroutine-in-thread lose → ']);
    const places = analysis.frameworkCallables().filter(({ role }) => role === 'thread function');
    assert.deepEqual(places.map(({ node, place }) => `${node.facts.name} ${place}`).sort(), [
      'compute process',
      'work thread pool',
    ]);
    const before = await analysisOf(files);
    assert.deepEqual(found(before), []);
    assert.deepEqual(
      before.frameworkCallables().filter(({ role }) => role === 'thread function'),
      [],
    );
  });

  test('of the project: what it is given does not block', async () => {
    const files = {
      'app/threads.py': 'def in_thread(work):\n    return backend.run(work()) if fast else work()\n',
      'app/main.py': `${application('import time\nfrom app.threads import in_thread', 'return in_thread(work)')}

def work():
    time.sleep(1)
`,
    };
    assert.equal((await check(files, {})).length, 1);
    assert.deepEqual(await check(files, { offloading: [{ name: 'app.threads.in_thread', ...jobs }] }), []);
    const analysis = await analysisOf(files, {
      declared: declare({ offloading: [{ name: 'app.threads.*', ...jobs }] }),
    });
    assert.ok(
      analysis.frameworkCallables().some(({ node, place }) => node.facts.name === 'work' && place === 'thread pool'),
    );
  });
});

test('a hover on a declared call says what it does', async () => {
  const files = {
    'app/threads.py': 'def in_thread(work):\n    return backend.run(work)\n',
    'app/main.py': application('import mylib\nfrom app.threads import in_thread', 'in_thread(mylib.a); mylib.b()'),
  };
  const analysis = await analysisOf(files, {
    declared: declare({
      offloading: [{ name: 'app.threads.in_thread', callable: 0, runs: 'thread pool' }],
      blocking: [{ name: 'mylib.b' }],
    }),
  });
  const at = (character: number) => analysis.hover('app/main.py', { line: 9, character });
  assert.equal(at(6)?.trigger, 'offloader');
  assert.equal(at(27)?.trigger, 'I/O-bound call');
});

test('what is declared can change', async () => {
  const { defaultSettings } = await import('../../server/engine/analysis.ts');
  const analysis = await analysisOf({ 'main.py': application('import mylib', 'return mylib.fetch()') });
  assert.deepEqual(found(analysis), []);
  analysis.configure({ ...defaultSettings, declared: declare({ blocking: [{ name: 'mylib.fetch' }] }) });
  assert.equal(found(analysis).length, 1);
  analysis.configure(defaultSettings);
  assert.deepEqual(found(analysis), []);
});
