import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Analysis } from '../../server/engine/analysis.ts';
import type { HierarchyItem } from '../../server/engine/call-hierarchy.ts';
import { analysisOf } from '../engine-host.ts';

const files = {
  'app/main.py': `from fastapi import Depends, FastAPI

from app.repository import Repository
from app.service import UserService, get_service, wait

app = FastAPI()


def check_key():
    wait()


@app.get("/users", dependencies=[Depends(check_key)])
async def list_users(service: UserService = Depends(get_service)):
    return service.all() + service.all()


@app.post("/users")
def add_user(service: UserService = Depends(get_service)):
    return service.all()


async def unused():
    return wait()
`,
  'app/service.py': `import time

from fastapi import Depends

from app.repository import HttpRepository, Repository


class UserService:
    def __init__(self, repository: Repository):
        self.repository = repository

    def all(self):
        return self.repository.find()


def get_repository() -> Repository:
    return HttpRepository()


def get_service(repository: Repository = Depends(get_repository)) -> UserService:
    return UserService(repository)


def wait():
    time.sleep(1)


def countdown(number):
    if number:
        countdown(number - 1)
    wait()


def harmless():
    return len("x")
`,
  'app/repository.py': `import abc

import requests


class Repository(abc.ABC):
    @abc.abstractmethod
    def find(self): ...


class HttpRepository(Repository):
    def find(self):
        return requests.get("https://example.com", timeout=5).json()
`,
};

/** The items on the first place where `marked` stands in a file, at the character after `|`. */
function prepare(analysis: Analysis, path: keyof typeof files, marked: string): readonly HierarchyItem[] {
  const at = files[path].indexOf(marked.replace('|', ''));
  assert.ok(at >= 0, marked);
  const before = files[path].slice(0, at + marked.indexOf('|')).split('\n');
  return analysis.callHierarchyItems(path, { line: before.length - 1, character: before.at(-1)?.length ?? 0 });
}

function only(items: readonly HierarchyItem[]): HierarchyItem {
  assert.equal(items.length, 1, items.map(({ name }) => name).join(', '));
  return items[0] as HierarchyItem;
}

function calls(analysis: Analysis, direction: 'incoming' | 'outgoing', item: HierarchyItem) {
  const found = analysis.hierarchyCalls(direction, item.path, item.key);
  assert.ok(found, item.name);
  return found;
}

const namesOf = (list: readonly { readonly item: HierarchyItem }[]) => list.map(({ item }) => item.name);

describe('call hierarchy', () => {
  test('callers of callers of a blocking call end in path operations, through classes and dependencies', async () => {
    const analysis = await analysisOf(files);
    const blocker = only(prepare(analysis, 'app/repository.py', 'requests.g|et'));
    assert.equal(blocker.name, 'requests.get');
    assert.equal(blocker.kind, 'library call');
    const [method, ...others] = calls(analysis, 'incoming', blocker);
    assert.ok(method);
    assert.deepEqual(others, []);
    assert.equal(method.item.name, 'HttpRepository.find');
    assert.equal(method.item.kind, 'method');
    assert.equal(method.item.blocker, 'requests.get');
    const [service] = calls(analysis, 'incoming', method.item);
    assert.equal(service?.item.name, 'UserService.all');
    const top = calls(analysis, 'incoming', service.item);
    assert.deepEqual(
      top.map(({ item, ranges }) => [
        item.name,
        item.callable?.method,
        item.callable?.route,
        item.callable?.place,
        item.blocker,
        ranges.map(({ start }) => `${start.line}:${start.character}`),
      ]),
      [
        ['list_users', 'GET', '/users', 'event loop', 'requests.get', ['14:11', '14:27']],
        ['add_user', 'POST', '/users', 'thread pool', 'requests.get', ['19:11']],
      ],
    );
    assert.deepEqual(calls(analysis, 'incoming', (top[0] as { item: HierarchyItem }).item), []);
  });

  test('a path operation calls its dependencies, also those of its decorator, and they theirs', async () => {
    const analysis = await analysisOf(files);
    const operation = only(prepare(analysis, 'app/main.py', 'async def |list_users'));
    const called = calls(analysis, 'outgoing', operation);
    assert.deepEqual(
      called.map(({ item }) => [item.name, item.blocker]),
      [
        ['check_key', 'time.sleep'],
        ['get_service', undefined],
        ['UserService.all', 'requests.get'],
      ],
    );
    const getService = only(prepare(analysis, 'app/service.py', 'def get_se|rvice'));
    assert.deepEqual(namesOf(calls(analysis, 'outgoing', getService)), ['get_repository', 'UserService.__init__']);
    assert.deepEqual(namesOf(calls(analysis, 'incoming', getService)), ['list_users', 'add_user']);
  });

  test('stands on function names, on calls of functions and on library calls that block', async () => {
    const analysis = await analysisOf(files);
    assert.equal(only(prepare(analysis, 'app/main.py', 'return service.a|ll() +')).name, 'UserService.all');
    assert.equal(only(prepare(analysis, 'app/service.py', 'def wa|it')).name, 'wait');
    assert.equal(only(prepare(analysis, 'app/service.py', 'time.sl|eep')).name, 'time.sleep');
    assert.equal(only(prepare(analysis, 'app/service.py', 'return User|Service(')).kind, 'constructor');
  });

  test('stands on what `Depends` names, in parameters and in decorators', async () => {
    const analysis = await analysisOf(files);
    assert.equal(only(prepare(analysis, 'app/main.py', 'Depends(check|_key)')).name, 'check_key');
    assert.equal(only(prepare(analysis, 'app/main.py', 'Depends(get_s|ervice)')).name, 'get_service');
  });

  test('leaves functions that FastAPI does not reach and that do not block to others', async () => {
    const analysis = await analysisOf(files);
    for (const place of ['def harm|less', 'return l|en', 'imp|ort time', 'self.repository = repo|sitory']) {
      assert.deepEqual(prepare(analysis, 'app/service.py', place), [], place);
    }
  });

  test('lists callers that FastAPI does not reach, and takes recursion', async () => {
    const analysis = await analysisOf(files);
    const wait = only(prepare(analysis, 'app/service.py', 'def wa|it'));
    assert.deepEqual(namesOf(calls(analysis, 'incoming', wait)), ['check_key', 'unused', 'countdown']);
    const recursive = calls(analysis, 'incoming', wait)[2];
    assert.ok(recursive);
    assert.deepEqual(namesOf(calls(analysis, 'incoming', recursive.item)), ['countdown']);
    assert.deepEqual(namesOf(calls(analysis, 'outgoing', recursive.item)), ['countdown', 'wait']);
  });

  test('tells who hands a function to a thread or to a background task, without saying that it blocks there', async () => {
    const analysis = await analysisOf({
      'main.py': `import asyncio
import time

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def wait():
    time.sleep(1)


def report():
    wait()


@app.get("/")
async def read(tasks: BackgroundTasks):
    await asyncio.to_thread(wait)
    tasks.add_task(report)
`,
    });
    const [wait] = analysis.callHierarchyItems('main.py', { line: 8, character: 5 });
    assert.ok(wait);
    assert.equal(wait.callable, undefined);
    const callers = calls(analysis, 'incoming', wait);
    assert.deepEqual(namesOf(callers), ['report', 'read']);
    const [task, operation] = callers.map(({ item }) => item);
    assert.ok(task && operation);
    assert.equal(task.callable?.role, 'background task');
    assert.deepEqual(namesOf(calls(analysis, 'incoming', task)), ['read']);
    assert.deepEqual(
      calls(analysis, 'outgoing', operation).map(({ item }) => [item.name, item.blocker]),
      [
        ['wait', undefined],
        ['report', undefined],
      ],
    );
    assert.deepEqual(analysis.callHierarchyItems('main.py', { line: 18, character: 30 }), [wait]);
  });

  test('a decorated function calls the wrapper, which is a step of the way down to a block', async () => {
    const analysis = await analysisOf({
      'main.py': `import time

from fastapi import FastAPI

app = FastAPI()


def waits(function):
    def wrapper(*args):
        time.sleep(1)
        return function(*args)

    return wrapper


@waits
def load(name):
    return name


@app.get("/")
async def read(name: str):
    return load(name)
`,
    });
    const [load] = analysis.callHierarchyItems('main.py', { line: 16, character: 5 });
    assert.ok(load);
    const [wrapper, ...others] = calls(analysis, 'outgoing', load);
    assert.equal(wrapper?.item.name, 'waits.wrapper');
    assert.equal(wrapper.ranges[0]?.start.line, 15);
    assert.deepEqual(others, []);
    assert.deepEqual(namesOf(calls(analysis, 'incoming', wrapper.item)), ['load']);
    assert.deepEqual(
      analysis
        .blockingPath('main.py', { line: 22, character: 12 })
        .map(({ function: name, text }) => `${name} ${text}`),
      ['read load(…)', 'load @waits', 'waits.wrapper time.sleep(…)'],
    );
  });

  test('an item is found again after edits above it, and not when its function is gone', async () => {
    const analysis = await analysisOf(files);
    const wait = only(prepare(analysis, 'app/service.py', 'def wa|it'));
    analysis.update('app/service.py', `# a comment\n\n${files['app/service.py']}`);
    assert.equal(calls(analysis, 'outgoing', wait)[0]?.ranges[0]?.start.line, 26);
    analysis.update('app/service.py', 'def other(): ...\n');
    assert.equal(analysis.hierarchyCalls('incoming', wait.path, wait.key), undefined);
    analysis.remove('app/service.py');
    assert.equal(analysis.hierarchyCalls('outgoing', wait.path, wait.key), undefined);
  });

  test('is silent when Loopwise is switched off', async () => {
    const analysis = await analysisOf(files, { enabled: false });
    assert.deepEqual(prepare(analysis, 'app/service.py', 'def wa|it'), []);
  });
});

describe('blocking path at a place', () => {
  const path = async (file: keyof typeof files, marked: string) => {
    const analysis = await analysisOf(files);
    const at = files[file].indexOf(marked.replace('|', '')) + marked.indexOf('|');
    const before = files[file].slice(0, at).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return analysis.blockingPath(file, position).map((step) => `${step.function} ${step.path} ${step.text}`);
  };
  const whole = [
    'list_users app/main.py service.all()',
    'UserService.all app/service.py self.repository.find()',
    'HttpRepository.find app/repository.py requests.get(…)',
  ];

  test('goes from the call, the function or the line of the finding down to the blocking call', async () => {
    assert.deepEqual(await path('app/main.py', 'return serv|ice.all() +'), whole);
    assert.deepEqual(await path('app/main.py', 'async def list|_users'), whole);
    assert.deepEqual(await path('app/main.py', '|    return service.all() +'), whole);
    assert.deepEqual(await path('app/service.py', 'def al|l'), whole.slice(1));
    assert.deepEqual(await path('app/repository.py', 'requests|.get'), whole.slice(2));
  });

  test('is empty where nothing blocks', async () => {
    for (const place of ['def harm|less', '|import time', 'return l|en', 'def get_se|rvice']) {
      assert.deepEqual(await path('app/service.py', place), [], place);
    }
  });
});
