import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Connection } from 'vscode-languageserver';
import { everyFile, globsAtRoot } from '../../server/config/file-selection.ts';
import { clientFiles } from '../../server/lsp/client-files.ts';
import { type FilesAsked, readFilesRequest, readFoldersRequest } from '../../server/lsp/file-requests.ts';

const root = 'vscode-vfs://github/burgers/kitchen';

/** A client with files in memory, by path below the root; it counts what it is asked for. */
function client(files: Readonly<Record<string, string>>) {
  const asked: (readonly string[])[] = [];
  const answer = (method: string, { uris }: FilesAsked) => {
    asked.push(uris);
    const paths = uris.map((uri) => decodeURIComponent(uri.slice(root.length)).replace(/^\//, ''));
    if (method === readFilesRequest) return paths.map((file) => ({ text: files[file] }));
    assert.equal(method, readFoldersRequest);
    return paths.map((folder) => {
      if (folder === 'broken') return { code: 'Unavailable' };
      const prefix = folder === '' ? '' : `${folder}/`;
      const inner = Object.keys(files).filter((file) => file.startsWith(prefix));
      const names = new Set(inner.map((file) => file.slice(prefix.length).split('/')[0] as string));
      return {
        entries: [...names].map((name) => ({ name, kind: files[prefix + name] === undefined ? 'folder' : 'file' })),
      };
    });
  };
  const connection = {
    sendRequest: async (method: string, params: FilesAsked) => answer(method, params),
  } as unknown as Connection;
  return { host: clientFiles(connection), asked };
}

describe('files that only the client can read', () => {
  test('are listed as those on a disk: own code, without environments, hidden folders and what is excluded', async () => {
    const own = ['app/a b/ñ.py', 'app/main.py', 'requirements.txt'];
    const foreign = ['.venv/x.py', 'env2/pyvenv.cfg', 'env2/y.py', 'app/readme.md', 'tests/test_x.py', 'broken/z.py'];
    const { host, asked } = client(Object.fromEntries([...own, ...foreign].map((file) => [file, ''])));
    const unreadable: string[] = [];
    const { paths: found } = await host.list(root, { ...everyFile, exclude: globsAtRoot(['tests']) }, (folder, code) =>
      unreadable.push(`${folder} ${code}`),
    );
    assert.deepEqual(found, own);
    assert.deepEqual(unreadable, ['broken Unavailable']);
    // One request for each level, not one for each folder.
    assert.equal(asked.length, 3);
  });

  test('are left out where git ignores them, and configured by the file of their folder', async () => {
    const { host } = client({
      '.gitignore': 'made/\n*_local.py\n!app/kept_local.py\n',
      'app/.gitignore': '/own.py\n',
      'app/own.py': '',
      'app/kept_local.py': '',
      'app/x_local.py': '',
      'made/z.py': '',
      'main.py': '',
      'pyproject.toml': '[tool.loopwise]\npreset = "strict"\npython = ".venv"\n',
    });
    const { paths, ignored } = await host.list(root, everyFile, () => {});
    assert.deepEqual(paths, ['app/kept_local.py', 'main.py', 'pyproject.toml']);
    assert.ok(host.isListed('app/new.py', everyFile, ignored) && !host.isListed('made/new.py', everyFile, ignored));
    const found = await host.findConfiguration(root);
    assert.deepEqual([found?.file, found?.configuration, found?.down], ['pyproject.toml', { preset: 'strict' }, '']);
    assert.equal(await client({ 'main.py': '' }).host.findConfiguration(root), undefined);
  });

  test('are read together', async () => {
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}.py`, `x = ${at}\n`]));
    const { host, asked } = client(files);
    const read = await Promise.all(Object.keys(files).map((file) => host.read(host.uriOf(root, file))));
    assert.deepEqual(
      read.map((source) => 'text' in source && source.text),
      Object.values(files),
    );
    assert.deepEqual(
      asked.map((uris) => uris.length),
      [64, 36],
    );
  });

  test('have URIs as VS Code writes them, and belong to the folder of their scheme and place only', () => {
    const { host } = client({});
    const uri = host.uriOf(root, 'app/a b/ñ(1).py');
    assert.equal(uri, `${root}/app/a%20b/%C3%B1%281%29.py`);
    assert.equal(host.relative(root, uri), 'app/a b/ñ(1).py');
    assert.equal(host.relative(root, `${root}-2/main.py`), undefined);
    assert.equal(host.relative(root, 'vscode-vfs://gitlab/burgers/kitchen/main.py'), undefined);
    assert.equal(host.relative(root, 'git:/burgers/kitchen/main.py?ref'), undefined);
    assert.equal(host.openLibraries(root, undefined), undefined);
  });

  test('are left out, with the reason, when the client cannot be asked', async () => {
    const connection = { sendRequest: () => Promise.reject(new Error('gone')) } as unknown as Connection;
    const host = clientFiles(connection);
    assert.deepEqual(await host.read(`${root}/main.py`), { reason: 'reason.unreadable', params: { code: 'gone' } });
    await assert.rejects(
      host.list(root, everyFile, () => {}),
      /gone/,
    );
  });
});
