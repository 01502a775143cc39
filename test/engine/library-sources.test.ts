import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import type { LibraryHost } from '../../server/engine/library-modules.ts';
import type { ModuleFacts } from '../../server/engine/module-facts.ts';
import type { Preset } from '../../server/engine/rules/rule.ts';
import { analysisOf } from '../engine-host.ts';

/** Libraries in memory: path below the folder of packages → text. `keep` sees the facts before they are used. */
class MemoryLibraries implements LibraryHost {
  readonly opened: string[] = [];
  private readonly files: Readonly<Record<string, string>>;
  private readonly keep: (facts: ModuleFacts) => ModuleFacts;

  constructor(files: Readonly<Record<string, string>>, keep: (facts: ModuleFacts) => ModuleFacts = (facts) => facts) {
    this.files = files;
    this.keep = keep;
  }

  kindOf(module: string): 'module' | 'namespace' | undefined {
    if (this.fileOf(module) !== undefined) return 'module';
    const folder = `${module.replaceAll('.', '/')}/`;
    return Object.keys(this.files).some((name) => name.startsWith(folder)) ? 'namespace' : undefined;
  }

  load(module: string, factsOf: (text: string) => ModuleFacts) {
    const file = this.fileOf(module);
    if (file === undefined) return undefined;
    this.opened.push(module);
    const facts = this.keep(factsOf(this.files[file] ?? ''));
    return { path: `/env/${file}`, isPackage: file.endsWith('/__init__.py'), facts };
  }

  private fileOf(module: string): string | undefined {
    const base = module.replaceAll('.', '/');
    return [`${base}/__init__.py`, `${base}.py`].find((name) => this.files[name] !== undefined);
  }
}

/** An invented library: a client in a package that re-exports it, with all that real ones are made of. */
const acme = {
  'acme/__init__.py': `from ._client import Client, AsyncClient
from . import helpers
from .native import fast
__all__ = ["Client", "AsyncClient", "connect"]

def connect(url):
    return Client(url)
`,
  'acme/_client.py': `import asyncio
import socket
import threading
from .base import Base
from .transport.plain import Transport

class Client(Base):
    def __init__(self, url):
        self.transport = Transport(url)
        self.orders = Orders(self)
        self._lock = threading.Lock()
        self._token = None

    def fetch(self, key, lazy=False):
        if lazy:
            return None
        return self.transport.send(key)

    def count(self):
        with self._lock:
            return len(self.orders.names)

    def token(self):
        if self._token is None:
            self._token = self.transport.send("token")
        return self._token

    def retry(self):
        going = True
        while going:
            self.transport.send("x")
            going = False

    def stream(self):
        while self._token:
            self.transport.send("x")

class Orders:
    def __init__(self, client):
        self.client = client
        self.names = []

    def all(self):
        return self.client.fetch("orders")

class AsyncClient(Base):
    async def fetch(self, key):
        await asyncio.sleep(1)
        return key
`,
  'acme/base.py': `class Base:
    def ping(self):
        return self.fetch("ping")

    def fetch(self, key):
        raise NotImplementedError
`,
  'acme/transport/plain.py': `import socket

class Transport:
    def __init__(self, url):
        self.url = url

    def send(self, key):
        sock = socket.create_connection((self.url, 80))
        return sock.recv(10)
`,
  'acme/helpers.py': `import pathlib

def slug(text):
    return text.lower()
`,
};

const head = `from fastapi import FastAPI
import acme

app = FastAPI()
client = acme.Client("x")

`;

async function analysed(body: string, preset: Preset = 'recommended', libraries = new MemoryLibraries(acme)) {
  const analysis = await analysisOf({ 'main.py': head + body }, { preset });
  analysis.useLibraries(libraries);
  return { analysis, libraries };
}

const route = (code: string) => `@app.get("/")\nasync def read():\n    ${code}\n`;

function calls(analysis: Analysis): string[] {
  return analysis.allFindings().map(({ params, confidence, isLikely }) => {
    return `${params.call} ends in ${params.blocker} (${confidence}${isLikely ? ', likely' : ''})`;
  });
}

describe('calls into libraries that nobody has described', () => {
  const blocking: readonly [string, string][] = [
    ['client.fetch("a")', 'client.fetch(…)'],
    ['acme.connect("x").fetch("a")', 'acme.connect(…).fetch(…)'],
    ['client.orders.all()', 'client.orders.all()'],
    ['client.ping()', 'client.ping()'],
    ['client.retry()', 'client.retry()'],
  ];
  for (const [code, call] of blocking) {
    test(`${code} blocks in the library's socket`, async () => {
      const { analysis } = await analysed(route(code));
      assert.deepEqual(calls(analysis), [`${call} ends in socket.create_connection (library)`]);
    });
  }

  const quiet = [
    'await acme.AsyncClient().fetch("a")',
    'acme.helpers.slug("A")',
    'client.count()',
    'client.fetch("a", lazy=True)',
    'acme.fast("a")',
    'acme.no_such_name("a")',
    'acme.Client("x")',
  ];
  for (const code of quiet) {
    test(`${code} is silent`, async () => {
      assert.deepEqual(calls((await analysed(route(code))).analysis), []);
    });
  }

  test('what a library does only under a condition is likely, and only strict says so', async () => {
    for (const code of ['client.token()', 'client.stream()']) {
      assert.deepEqual(calls((await analysed(route(code))).analysis), [], code);
      const [found] = (await analysed(route(code), 'strict')).analysis.allFindings();
      assert.equal(found?.isLikely, true, code);
    }
  });

  test('a class of the project inherits from the library, and the library calls back into it', async () => {
    const body = `import time
from acme.base import Base

class Slow(Base):
    def fetch(self, key):
        time.sleep(1)

class Quick(Base):
    def fetch(self, key):
        return key

@app.get("/slow")
async def slow():
    return Slow().ping()

@app.get("/quick")
async def quick():
    return Quick().ping()
`;
    const { analysis } = await analysed(body);
    assert.deepEqual(calls(analysis), ['Slow().ping() ends in time.sleep (library)']);
  });

  test('the chain leads through the files of the library', async () => {
    const { analysis } = await analysed(route('client.fetch("a")'));
    assert.deepEqual(
      analysis.allFindings()[0]?.chain.map((step) => `${step.path}:${step.range.start.line + 1} ${step.function}`),
      ['main.py:9 read', '/env/acme/_client.py:17 Client.fetch', '/env/acme/transport/plain.py:8 Transport.send'],
    );
  });

  test('without the environment nothing is known, so nothing is said', async () => {
    const analysis = await analysisOf({ 'main.py': head + route('client.fetch("a")') });
    assert.deepEqual(calls(analysis), []);
  });

  test('the environment may go away again', async () => {
    const { analysis } = await analysed(route('client.fetch("a")'));
    assert.equal(analysis.allFindings().length, 1);
    analysis.useLibraries(undefined);
    assert.deepEqual(calls(analysis), []);
  });
});

test('only modules that code on the loop reaches are opened', async () => {
  const inThread = (await analysed('@app.get("/")\ndef read():\n    client.fetch("a")\n')).libraries;
  assert.deepEqual(inThread.opened, []);
  const unused = (await analysed(route('pass'))).libraries;
  assert.deepEqual(unused.opened, []);
  const { analysis, libraries } = await analysed(route('acme.helpers.slug("A")'));
  analysis.allFindings();
  assert.deepEqual(libraries.opened, ['acme', 'acme.helpers']);
  assert.equal(analysis.libraryFiles(), 2);
});

test('a library that the knowledge speaks of is not opened', async () => {
  const libraries = new MemoryLibraries({ 'requests/__init__.py': 'def codes():\n    open("x").read()\n' });
  const body = `import requests

@app.get("/")
async def read():
    requests.codes()
    return requests.get("http://x")
`;
  const { analysis } = await analysed(body, 'recommended', libraries);
  assert.deepEqual(calls(analysis), ['requests.get(…) ends in requests.get (direct)']);
  assert.deepEqual(libraries.opened, []);
});

test('a file of the project goes before a library of the same name', async () => {
  const analysis = await analysisOf({
    'main.py': head + route('client.fetch("a")'),
    'acme.py':
      'class Client:\n    def __init__(self, url):\n        pass\n    def fetch(self, key):\n        return key\n',
  });
  analysis.useLibraries(new MemoryLibraries(acme));
  assert.deepEqual(calls(analysis), []);
});

test('facts that were written and read again give the same findings', async () => {
  const throughText = new MemoryLibraries(acme, (facts) => JSON.parse(JSON.stringify(facts)));
  const code = route('client.fetch("a"), client.orders.all(), client.ping(), client.token()');
  const fresh = (await analysed(code, 'strict')).analysis;
  const kept = (await analysed(code, 'strict', throughText)).analysis;
  assert.deepEqual(kept.allFindings(), fresh.allFindings());
  assert.equal(fresh.allFindings().length, 4);
});

test('broken, empty and circular library files do no harm', async () => {
  const libraries = new MemoryLibraries({
    'acme/__init__.py': 'from .a import Client\nfrom . import *\n',
    'acme/a.py': 'from .b import Client\n',
    'acme/b.py': 'from .a import Client\nclass Client(Client):\n    def fetch(self\n',
  });
  const { analysis } = await analysed(route('client.fetch("a")'), 'strict', libraries);
  assert.deepEqual(calls(analysis), []);
});

test('namespace packages and names that are only re-exported are found', async () => {
  const libraries = new MemoryLibraries({
    'acme/cloud/store.py': 'import time\nclass Store:\n    def load(self):\n        time.sleep(1)\n',
    'acme/cloud/__init__.py': 'from .store import *\n',
  });
  const body = `from acme.cloud import Store

@app.get("/")
async def read():
    return Store().load()
`;
  const { analysis } = await analysed(body, 'recommended', libraries);
  assert.deepEqual(calls(analysis), ['Store().load() ends in time.sleep (library)']);
});
