import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';
import { appliedFix, offeredFixes } from './fixed-text.ts';

const kind = 'async-client';

/** A FastAPI application whose path operation has a body; `top` stands before it. */
function application(imports: string, top: string, body: string): string {
  const lines = body.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
  return [
    'import asyncio',
    'from fastapi import Depends, FastAPI',
    imports,
    '',
    'app = FastAPI()',
    top,
    '',
    '@app.get("/")',
    'async def read(key: str):',
    '    await asyncio.sleep(0)',
    ...lines,
    '',
  ].join('\n');
}

async function isOffered(files: Readonly<Record<string, string>>): Promise<boolean> {
  return (await offeredFixes(files)).includes(kind);
}

interface Form {
  readonly name: string;
  readonly before: readonly [imports: string, top: string, body: string];
  readonly after: readonly [imports: string, top: string, body: string];
}

const forms: readonly Form[] = [
  {
    name: 'a client of the module',
    before: [
      'from openai import OpenAI',
      'client = OpenAI()',
      'return client.responses.create(model="m", input=key).output_text',
    ],
    after: [
      'from openai import AsyncOpenAI',
      'client = AsyncOpenAI()',
      'return (await client.responses.create(model="m", input=key)).output_text',
    ],
  },
  {
    name: 'a client that is made and used at once',
    before: ['import anthropic', '', 'return anthropic.Anthropic().messages.create(model=key).content'],
    after: ['import anthropic', '', 'return (await anthropic.AsyncAnthropic().messages.create(model=key)).content'],
  },
  {
    name: 'one name of an import of several, under another name',
    before: ['from redis import ConnectionError, Redis as Cache', 'cache = Cache()', 'return cache.get(key)'],
    after: [
      'from redis import ConnectionError\nfrom redis.asyncio import Redis as Cache',
      'cache = Cache()',
      'return await cache.get(key)',
    ],
  },
  {
    name: 'from_url',
    before: ['import redis', 'cache = redis.from_url("redis://h")', 'return cache.hgetall(key)'],
    after: [
      'import redis\nimport redis.asyncio',
      'cache = redis.asyncio.from_url("redis://h")',
      'return await cache.hgetall(key)',
    ],
  },
  {
    name: 'a lock and its body',
    before: ['from redis import Redis', 'cache = Redis()', 'with cache.lock("l"):\n    cache.incr(key)'],
    after: [
      'from redis.asyncio import Redis',
      'cache = Redis()',
      'async with cache.lock("l"):\n    await cache.incr(key)',
    ],
  },
  {
    name: 'a stream that is iterated',
    before: [
      'from openai import OpenAI',
      'client = OpenAI()',
      'for part in client.chat.completions.create(model=key, stream=True):\n    print(part)',
    ],
    after: [
      'from openai import AsyncOpenAI',
      'client = AsyncOpenAI()',
      'async for part in await client.chat.completions.create(model=key, stream=True):\n    print(part)',
    ],
  },
  {
    name: 'a stream in a context',
    before: [
      'from anthropic import Anthropic',
      'claude = Anthropic()',
      'with claude.messages.stream(model=key) as stream:\n    for text in stream.text_stream:\n        print(text)\n    return stream.get_final_message()',
    ],
    after: [
      'from anthropic import AsyncAnthropic',
      'claude = AsyncAnthropic()',
      'async with claude.messages.stream(model=key) as stream:\n    async for text in stream.text_stream:\n        print(text)\n    return await stream.get_final_message()',
    ],
  },
  {
    name: 'collections of PyMongo, which nobody waits for, and cursors',
    before: [
      'from pymongo import MongoClient',
      'mongo = MongoClient()',
      'users = mongo["shop"]["users"]\nif not users.find_one({"key": key}):\n    return []\nreturn list(users.find({}).limit(3))',
    ],
    after: [
      'from pymongo import AsyncMongoClient',
      'mongo = AsyncMongoClient()',
      'users = mongo["shop"]["users"]\nif not await users.find_one({"key": key}):\n    return []\nreturn await users.find({}).limit(3).to_list(None)',
    ],
  },
  {
    name: 'Motor, where the project uses it',
    before: [
      'from motor.motor_asyncio import AsyncIOMotorClient\nfrom pymongo import MongoClient',
      'other = AsyncIOMotorClient()\nmongo = MongoClient()',
      'found = mongo["shop"]["users"].find_one({"key": key})\nreturn found and list(mongo["shop"]["users"].aggregate([]))',
    ],
    after: [
      'from motor.motor_asyncio import AsyncIOMotorClient\n',
      'other = AsyncIOMotorClient()\nmongo = AsyncIOMotorClient()',
      'found = await mongo["shop"]["users"].find_one({"key": key})\nreturn found and await mongo["shop"]["users"].aggregate([]).to_list(None)',
    ],
  },
  {
    name: 'every client that a function is given',
    before: [
      'import httpx',
      'def size(web: httpx.Client, url):\n    return len(web.get(url).content)\n\n\n@app.get("/other")\ndef other():\n    with httpx.Client(timeout=1) as web:\n        return size(web, "/")\n',
      'with httpx.Client() as client:\n    return size(client, key)',
    ],
    after: [
      'import httpx',
      'async def size(web: httpx.AsyncClient, url):\n    return len((await web.get(url)).content)\n\n\n@app.get("/other")\nasync def other():\n    async with httpx.AsyncClient(timeout=1) as web:\n        return await size(web, "/")\n',
      'async with httpx.AsyncClient() as client:\n    return await size(client, key)',
    ],
  },
  {
    name: 'arguments by position that only take keywords',
    before: ['import redis', 'cache = redis.Redis("h", 6379, db=1)', 'return cache.get(key)'],
    after: [
      'import redis\nimport redis.asyncio',
      'cache = redis.asyncio.Redis(host="h", port=6379, db=1)',
      'return await cache.get(key)',
    ],
  },
  {
    name: 'a generator that a response goes through in a thread',
    before: [
      'from fastapi.responses import StreamingResponse\nfrom openai import OpenAI',
      'client = OpenAI()\n\n\ndef parts(model):\n    for part in client.chat.completions.create(model=model, stream=True):\n        yield part.choices[0].delta.content or ""\n',
      'client.models.retrieve(key)\nreturn StreamingResponse(parts(key))',
    ],
    after: [
      'from fastapi.responses import StreamingResponse\nfrom openai import AsyncOpenAI',
      'client = AsyncOpenAI()\n\n\nasync def parts(model):\n    async for part in await client.chat.completions.create(model=model, stream=True):\n        yield part.choices[0].delta.content or ""\n',
      'await client.models.retrieve(key)\nreturn StreamingResponse(parts(key))',
    ],
  },
  {
    name: 'a response that is closed',
    before: ['import httpx', 'web = httpx.Client()', 'response = web.get(key)\nresponse.close()\nreturn response.text'],
    after: [
      'import httpx',
      'web = httpx.AsyncClient()',
      'response = await web.get(key)\nawait response.aclose()\nreturn response.text',
    ],
  },
];

describe(kind, () => {
  for (const { name, before, after } of forms) {
    test(`converts ${name}`, async () => {
      const text = (await appliedFix({ 'main.py': application(...before) }, kind))['main.py'];
      assert.equal(text?.replace(/\n+/g, '\n'), application(...after).replace(/\n+/g, '\n'));
    });
  }

  test('goes through files, objects, dependencies and functions that become coroutines', async () => {
    const files = {
      'store.py': `from redis import Redis

cache = Redis()


class Store:
    def __init__(self, cache: Redis, prefix: str = ""):
        self._cache = cache
        self._prefix = prefix

    def read(self, key: str):
        return self._cache.get(self._prefix + key)


def get_store() -> Store:
    return Store(cache, "a")


def read_all(keys):
    return [get_store().read(key) for key in keys]
`,
      'main.py': `from fastapi import Depends, FastAPI

import store

app = FastAPI()


@app.get("/")
async def read(key: str, kept: store.Store = Depends(store.get_store)):
    return kept.read(key)


@app.get("/all")
def all_of_them():
    return store.read_all(["a", "b"])
`,
    };
    const after = await appliedFix(files, kind);
    assert.equal(
      after['store.py'],
      files['store.py']
        .replace('from redis import', 'from redis.asyncio import')
        .replace('    def read(', '    async def read(')
        .replace('return self._cache', 'return await self._cache')
        .replace('def read_all', 'async def read_all')
        .replace('[get_store()', '[await get_store()'),
    );
    assert.equal(
      after['main.py'],
      files['main.py']
        .replace('return kept', 'return await kept')
        .replace('def all_of_them', 'async def all_of_them')
        .replace('return store.read_all', 'return await store.read_all'),
    );
  });

  const refused: Readonly<Record<string, readonly [imports: string, top: string, body: string]>> = {
    'a member that nobody has described': [
      'from openai import OpenAI',
      'client = OpenAI()',
      'client.with_raw_response.chat\nreturn client.models.retrieve(key).id',
    ],
    'a client that goes to a library': [
      'from openai import OpenAI\nimport instructor',
      'client = OpenAI()\npatched = instructor.patch(client)',
      'return client.models.retrieve(key).id',
    ],
    'a method that is handed on': [
      'from redis import Redis',
      'cache = Redis()\nread_one = cache.get',
      'return cache.get(key)',
    ],
    'a use while the module is imported': [
      'from redis import Redis',
      'cache = Redis()\ncache.ping()',
      'return cache.get(key)',
    ],
    'a use in a lambda': [
      'from redis import Redis',
      'cache = Redis()\nread_one = lambda k: cache.get(k)',
      'return cache.get(key)',
    ],
    'a generator expression': [
      'from redis import Redis',
      'cache = Redis()',
      'return ",".join(cache.get(k) for k in key)',
    ],
    'a name that may hold something else': [
      'from redis import Redis\nimport fakes\nimport settings',
      'cache: Redis = Redis()\nif settings.TESTING:\n    cache: Redis = fakes.cache()',
      'return cache.get(key)',
    ],
    'a result whose name holds a file too': [
      'import httpx',
      'web = httpx.Client()',
      'source = web.get(key)\nif source.is_error:\n    source = open(key)\nreturn source.read()',
    ],
    'a comprehension in another one': [
      'from redis import Redis',
      'cache = Redis()',
      'return [[cache.get(k) for k in part] for part in key]',
    ],
    'a session of PyMongo': [
      'from pymongo import MongoClient',
      'mongo = MongoClient()',
      'with mongo.start_session() as session:\n    return mongo["a"]["b"].find_one({}, session=session)',
    ],
    'a client in a container': ['from redis import Redis', 'caches = {"a": Redis()}', 'return caches["a"].get(key)'],
    'a function that nobody calls': [
      'from redis import Redis',
      'cache = Redis()\n\n\ndef size():\n    return cache.dbsize()\n',
      'return cache.get(key)',
    ],
    'a function that is handed on': [
      'from redis import Redis\nimport scheduler',
      'cache = Redis()\n\n\ndef size():\n    return cache.dbsize()\n\n\nscheduler.add(size)\nprint(size())\n',
      'return cache.get(key)',
    ],
    'a function that would block the loop': [
      'from redis import Redis\nimport time',
      'cache = Redis()\n\n\n@app.get("/slow")\ndef slow():\n    time.sleep(1)\n    return cache.dbsize()\n',
      'return cache.get(key)',
    ],
    'a property': [
      'from redis import Redis',
      'class Store:\n    def __init__(self):\n        self.cache = Redis()\n\n    @property\n    def size(self):\n        return self.cache.dbsize()\n\n\nstore = Store()',
      'return store.cache.get(key), store.size',
    ],
    'a function of another loop': [
      'from redis import Redis',
      'cache = Redis()\n\n\nasync def fill():\n    cache.set("a", "b")\n\n\nasyncio.run(fill())\n',
      'return cache.get(key)',
    ],
    'an attribute that is looked up by its name': [
      'from redis import Redis',
      'class Store:\n    def __init__(self):\n        self.cache = Redis()\n\n\nstore = Store()\nprint(getattr(store, "cache"))',
      'return store.cache.get(key)',
    ],
    'arguments that another class needs': [
      'import httpx',
      'web = httpx.Client(auth=httpx.NetRCAuth())',
      'return web.get(key).text',
    ],
    'what may be a stream or not': [
      'from openai import OpenAI',
      'client = OpenAI()',
      'found = client.chat.completions.create(model=key, stream=bool(key))\nreturn [part for part in found]',
    ],
    'an attribute that somebody else fills too': [
      'from redis import Redis\nimport fakes',
      'class Store:\n    def __init__(self):\n        self.cache: Redis = Redis()\n\n    def reset(self):\n        self.cache: Redis = fakes.cache()\n\n\nstore = Store()',
      'return store.cache.get(key)',
    ],
    'commands of a pipeline that are carried out at once': [
      'from redis import Redis',
      'cache = Redis()',
      'with cache.pipeline() as pipe:\n    pipe.watch(key)\n    value = pipe.get(key)\n    return pipe.execute()',
    ],
  };
  for (const [name, parts] of Object.entries(refused)) {
    test(`is not offered with ${name}`, async () => {
      assert.equal(await isOffered({ 'main.py': application(...parts) }), false);
    });
  }

  test('is reviewed where tests name what changes, and leaves them alone', async () => {
    const files = {
      'main.py': application('from redis import Redis', 'cache = Redis()', 'return cache.get(key)'),
      'tests/test_main.py': 'from main import cache\n\n\ndef test_value():\n    assert cache.get("a") is None\n',
    };
    const analysis = await analysisOf(files);
    const [finding] = analysis.allFindings();
    assert.ok(finding);
    const fix = analysis.fixes(finding).find((candidate) => candidate.kind === kind);
    assert.equal(fix?.isSafe, false);
    assert.ok(fix.review !== undefined && !fix.edits.has('tests/test_main.py'));
    assert.match(formatMessage('en', fix.review, fix.params), /tests\/test_main\.py/);
    assert.match(formatMessage('es', fix.review, fix.params), /tests\/test_main\.py/);
  });

  test('is reviewed where a newer library is needed', async () => {
    const reviewOf = async (imports: string) => {
      const text = application(
        imports,
        'mongo = MongoClient()',
        'return mongo.shop.users.name, mongo.list_database_names()',
      );
      const analysis = await analysisOf({ 'main.py': text });
      const [finding] = analysis.allFindings();
      assert.ok(finding);
      const fix = analysis.fixes(finding).find((candidate) => candidate.kind === kind);
      assert.ok(fix);
      return fix.review && formatMessage('en', fix.review, fix.params);
    };
    assert.match((await reviewOf('from pymongo import MongoClient')) ?? '', /PyMongo 4\.9/);
    assert.equal(await reviewOf('from pymongo import AsyncMongoClient, MongoClient'), undefined);
  });
});
