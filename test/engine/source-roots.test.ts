import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModuleResolver } from '../../server/engine/module-resolver.ts';

const resolver = (paths: readonly string[], roots: readonly string[]) =>
  new ModuleResolver(paths, (name) => name === 'redis', undefined, roots);

test('absolute imports start in the configured folders, in their order', () => {
  const paths = ['a/shop/__init__.py', 'a/shop/x.py', 'b/shop/__init__.py', 'b/shop/x.py', 'main.py'];
  assert.equal(resolver(paths, []).resolve('main.py', 'shop.x', 0), undefined, 'either may be meant');
  assert.equal(resolver(paths, ['b', 'a']).resolve('main.py', 'shop.x', 0), 'b/shop/x');
  assert.equal(resolver(paths, ['a', 'b']).resolve('b/shop/__init__.py', 'shop.x', 0), 'a/shop/x');
});

test('a folder in a package may be one of them', () => {
  const paths = ['api/__init__.py', 'api/core/__init__.py', 'api/core/db.py', 'tools/run.py'];
  assert.equal(resolver(paths, []).resolve('tools/run.py', 'core.db', 0), undefined);
  assert.equal(resolver(paths, ['api']).resolve('tools/run.py', 'core.db', 0), 'api/core/db');
});

test('a package goes before a folder that is none, and before a library', () => {
  const paths = ['a/shop/y.py', 'b/shop/__init__.py', 'b/redis/__init__.py', 'c/redis/y.py', 'main.py'];
  assert.equal(resolver(paths, ['a', 'b']).resolve('main.py', 'shop', 0), 'b/shop');
  assert.equal(resolver(paths, ['b']).resolve('main.py', 'redis', 0), 'b/redis');
  assert.equal(resolver(paths, ['c']).resolve('main.py', 'redis', 0), undefined);
});

test('what they do not hold is found as without them', () => {
  const paths = ['lib/one.py', 'app/__init__.py', 'app/two.py', 'main.py'];
  assert.equal(resolver(paths, ['lib']).resolve('main.py', 'app.two', 0), 'app/two');
  assert.equal(resolver(paths, ['lib', '']).resolve('main.py', 'one', 0), 'lib/one');
});
