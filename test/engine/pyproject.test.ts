import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredProject } from '../../server/engine/pyproject.ts';

const read = (text: string, path = 'packages/shop/pyproject.toml') => declaredProject(path, text);

test('names and needs of a project, however they are written', () => {
  const text = `[project]
name = "My_Shop.Core"
dependencies = ["Acme.Client[fast]>=1 ; python_version > '3.9'", "fastapi"]
optional-dependencies = { admin = ["shop_admin"] }
[dependency-groups]
dev = ["shop-testing", { include-group = "lint" }]
[tool.poetry.dependencies]
python = "^3.12"
Shop-Legacy = { path = "../legacy" }
[tool.uv.sources]
shop-kernel = { workspace = true }
`;
  const project = read(text);
  assert.equal(project?.folder, 'packages/shop');
  assert.equal(project.name, 'my-shop-core');
  for (const name of ['acme-client', 'fastapi', 'shop-admin', 'shop-testing', 'shop-legacy', 'shop-kernel'])
    assert.ok(project.dependencies.includes(name), name);
});

test('packages that are installed under another name than their folder has', () => {
  const setuptools = read('[tool.setuptools]\npackage-dir = { acme = "impl", "" = "src", same = "same" }\n');
  assert.deepEqual(setuptools?.renamed, [['acme', 'packages/shop/impl']]);
  const here = read('[tool.setuptools.package-dir]\nacme = "."\nother = "../other"\n');
  assert.deepEqual(here?.renamed, [
    ['acme', 'packages/shop'],
    ['other', 'packages/other'],
  ]);
  const hatch = read(
    '[tool.hatch.build.targets.wheel]\nsources = { "src/impl" = "acme" }\nforce-include = { "data.txt" = "acme/data.txt" }\n',
  );
  assert.deepEqual(hatch?.renamed, [['acme', 'packages/shop/src/impl']]);
});

test('a file in the root, one that says nothing, and one that is no TOML', () => {
  assert.equal(read('', 'pyproject.toml')?.folder, '');
  assert.deepEqual(read('[project]\nname = 3\ndependencies = "x"\n[tool]\nuv = 1\n')?.dependencies, []);
  assert.equal(read('[project\nname'), undefined);
});
