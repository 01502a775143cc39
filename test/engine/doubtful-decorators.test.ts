import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../engine-host.ts';

const source = `import functools
import time

import somewhere
from contextlib import contextmanager
from fastapi import FastAPI
from tenacity import retry

from elsewhere import app as other

app = FastAPI()


def logged(function):
    @functools.wraps(function)
    def wrapper():
        return function()

    return wrapper


class Wrapped:
    def __init__(self, function):
        self.function = function


def plain(): time.sleep(1)

@logged
def by_project(): time.sleep(1)

@retry(stop=3)
def by_known(): time.sleep(1)

@functools.lru_cache
def by_standard_library(): time.sleep(1)

@contextmanager
def context(): yield 1

@other.get("/")
def registered(): time.sleep(1)

@somewhere.decorate
def by_library(): time.sleep(1)

@somewhere.decorate(1)
def by_call(): time.sleep(1)

@missing
def by_missing(): time.sleep(1)

@Wrapped
def by_class(): time.sleep(1)

@logged
@somewhere.decorate
def by_both(): time.sleep(1)
`;

test('a step is doubtful where nobody knows what a decorator makes of the function', async () => {
  const project = (await analysisOf({ 'main.py': source })).project();
  const functions = project.modules.get('main.py')?.functions ?? [];
  const doubtful = functions.filter((fn) => project.graph.isDoubtful(fn)).map(({ facts }) => facts.name);
  assert.deepEqual(doubtful, ['by_library', 'by_call', 'by_missing', 'by_class', 'by_both']);
});
