import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { extractFacts } from '../../server/engine/extract-facts.ts';
import { InstalledLibraries } from '../../server/host/installed-libraries.ts';
import { LibraryFactsCache } from '../../server/host/library-facts-cache.ts';
import { testSyntax } from '../engine-host.ts';

const syntax = await testSyntax();
const root = mkdtempSync(path.join(tmpdir(), 'loopwise-libraries-'));
const packages = path.join(root, '.venv', 'site-packages');
const caches = path.join(root, 'cache');
after(() => rmSync(root, { recursive: true, force: true }));

/** Texts that facts had to be made from. */
let read: string[] = [];
const factsOf = (text: string) => {
  read.push(text);
  return extractFacts(syntax, syntax.parse(text, undefined));
};
beforeEach(() => {
  read = [];
});

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(packages, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

write('acme/__init__.py', 'from .client import Client\n');
write('acme/client.py', 'class Client:\n    pass\n');
write('acme/speedups.so', new Uint8Array([0, 1, 2]));
write('acme/broken.py', new Uint8Array([0x63, 0, 0xff]));
write('single.py', 'x = 1\n');
write('spaced/part/inner.py', 'x = 1\n');
write('acme-1.2.dist-info/RECORD', 'acme/__init__.py,,\nacme/client.py,,\n');
write('Single-0.1-py3.12.egg-info/top_level.txt', 'single\n');

const open = (cache?: LibraryFactsCache) => new InstalledLibraries([packages], root, cache);

test('knows modules, packages and namespace packages, and nothing of native code', () => {
  const libraries = open();
  const kinds = ['acme', 'acme.client', 'single', 'spaced', 'spaced.part', 'spaced.part.inner'].map((name) =>
    libraries.kindOf(name),
  );
  assert.deepEqual(kinds, ['module', 'module', 'module', 'namespace', 'namespace', 'module']);
  for (const name of ['acme.speedups', 'acme.missing', 'other', '', '..', 'acme/../single', 'acme.client.Client'])
    assert.equal(libraries.kindOf(name), undefined, name);
});

test('loads a module with a path relative to the project', () => {
  const loaded = open().load('acme.client', factsOf);
  assert.equal(loaded?.path, '.venv/site-packages/acme/client.py');
  assert.equal(loaded?.isPackage, false);
  assert.deepEqual(
    loaded?.facts.classes.map((cls) => cls.name),
    ['Client'],
  );
  assert.equal(open().load('acme', factsOf)?.isPackage, true);
});

test('outside the project the path is absolute', () => {
  const libraries = new InstalledLibraries([packages], path.join(root, 'project'), undefined);
  assert.equal(libraries.load('single', factsOf)?.path, path.join(packages, 'single.py').split(path.sep).join('/'));
});

test('what is not text is as if it were not there', () => {
  assert.equal(open().load('acme.broken', factsOf), undefined);
  assert.equal(open().load('acme.missing', factsOf), undefined);
});

const cache = () => new LibraryFactsCache(caches, 'loopwise 1');

test('facts are kept for each version of a package, and taken up again', async () => {
  const first = cache();
  const facts = open(first).load('acme.client', factsOf)?.facts;
  open(first).load('single', factsOf);
  await first.save();
  assert.equal(read.length, 2);
  const [folder = ''] = readdirSync(caches);
  assert.deepEqual(
    readdirSync(path.join(caches, folder)).map((name) => name.replace(/-\w+\.json$/, '')),
    ['Single-0.1', 'acme-1.2'],
  );
  const again = open(cache()).load('acme.client', factsOf)?.facts;
  assert.equal(read.length, 2);
  assert.deepEqual(again, JSON.parse(JSON.stringify(facts)));
});

test('a changed file is read anew', () => {
  const file = write('acme/client.py', 'class Other:\n    pass\n');
  utimesSync(file, new Date(), new Date(Date.now() + 5000));
  const facts = open(cache()).load('acme.client', factsOf)?.facts;
  assert.deepEqual(
    facts?.classes.map((cls) => cls.name),
    ['Other'],
  );
});

test('another maker of facts has a cache of its own', () => {
  open(new LibraryFactsCache(caches, 'loopwise 2')).load('single', factsOf);
  assert.equal(read.length, 1);
});

test('a broken cache, or none that can be written, only costs time', async () => {
  const [folder = ''] = readdirSync(caches);
  for (const name of readdirSync(path.join(caches, folder))) {
    const file = path.join(caches, folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20));
  }
  assert.ok(open(cache()).load('single', factsOf));
  assert.equal(read.length, 1);
  const nowhere = new LibraryFactsCache(path.join(packages, 'single.py', 'cache'), 'x');
  assert.ok(open(nowhere).load('single', factsOf));
  await nowhere.save();
});
