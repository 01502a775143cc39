import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globMatcher } from '../../server/config/path-glob.ts';

test('globs', () => {
  const matches = (glob: string, file: string) => globMatcher(glob)(file);
  assert.ok(matches('tests', 'app/tests/a.py') && matches('tests', 'tests'));
  assert.ok(matches('*_pb2.py', 'app/x_pb2.py'));
  assert.ok(!matches('*_pb2.py', 'app/x_pb2.pyc'));
  assert.ok(matches('app/**/gen', 'app/a/b/gen/c.py') && matches('app/**/gen', 'app/gen'));
  assert.ok(matches('./app/', 'app/main.py'));
  assert.ok(!matches('app/main.py', 'other/app/main.py'));
  assert.ok(matches('a+(b).py', 'a+(b).py'));
  assert.ok(matches('**/{tests,docs}/**', 'a/docs/b.py') && matches('**/tests/**', 'tests/a.py'));
  assert.ok(matches('[ab].py', 'x/a.py') && !matches('[ab].py', 'x/c.py'));
  assert.ok(matches('!a.py', '!a.py') && !matches('!a.py', 'b.py'));
  assert.ok(matches('.', 'a/b.py'));
});
