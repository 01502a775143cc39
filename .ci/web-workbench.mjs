// VS Code without a server behind it, as vscode.dev is: its page, its worker for extensions, and what a test gives them.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { cachedVSCodeServer, quietSettings } from './vscode-server.mjs';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.cjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves VS Code's workbench on this machine alone. Its extensions run in the browser: each of `extensions` is a name with
 * a function that gives a file of it (a relative path, with `/`), undefined where it has none. `folder` is the URI of the
 * folder or of the workspace file that the page opens. Resolves to the page's address and a function that ends it all.
 */
export async function startWebWorkbench({ extensions, folder, language = 'en', settings = {}, isTrusted = false }) {
  const base = path.resolve(path.dirname(cachedVSCodeServer()), '..');
  const script = '/code/out/vs/code/browser/workbench/workbench.js';
  const local = withoutServer(readFileSync(path.join(base, script.slice('/code/'.length)), 'utf8'));

  const answer = async (url) => {
    if (url === '/') return page({ ...options(), ...toOpen(folder) }, language);
    if (url === script) return local;
    const [, root, ...rest] = url.split('/');
    const relative = rest.join('/');
    if (root === 'code') return readFile(path.join(base, relative)).catch(() => undefined);
    if (root === 'extensions') return extensions[rest[0]]?.(rest.slice(1).join('/'));
    return undefined;
  };
  const server = createServer(async ({ url = '' }, response) => {
    const pathname = path.posix.normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    const body = await answer(pathname);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': types[pathname === '/' ? '.html' : path.extname(pathname)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
      'service-worker-allowed': '/',
    });
    response.end(body);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const authority = `127.0.0.1:${server.address().port}`;

  function options() {
    return {
      additionalBuiltinExtensions: Object.keys(extensions).map((name) => ({
        scheme: 'http',
        authority,
        path: `/extensions/${name}`,
      })),
      enableWorkspaceTrust: !isTrusted,
      userDataPath: '/user',
      isEnabledFileDownloads: false,
      isEnabledFileUploads: false,
      isEnabledCoderGettingStarted: false,
      webviewEndpoint: `http://${authority}/code/out/vs/workbench/contrib/webview/browser/pre`,
      configurationDefaults: { ...quietSettings, ...settings },
      developmentOptions: { enableSmokeTestDriver: true },
      productConfiguration: { enableTelemetry: false, extensionsGallery: undefined },
    };
  }

  return {
    address: `http://${authority}/`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * This build of the workbench always has a server behind its page, which it asks for files, extensions and its user's data;
 * others have not. Throws where it is no longer written as it was.
 */
function withoutServer(workbench) {
  const changes = [
    [/remoteAuthority:location\.host\b/, 'remoteAuthority:undefined'],
    [/(this\.userDataPath\)\.with\(\{scheme:\w+)\.vscodeRemote\}/, '$1.vscodeUserData}'],
  ];
  for (const [written, wanted] of changes) {
    if (!written.test(workbench)) throw new Error(`VS Code's workbench has nothing like ${written}.`);
    workbench = workbench.replace(written, wanted);
  }
  return workbench;
}

function toOpen(uri) {
  const { protocol, host, pathname } = new URL(uri);
  const components = { scheme: protocol.slice(0, -1), authority: host, path: pathname };
  return pathname.endsWith('.code-workspace') ? { workspaceUri: components } : { folderUri: components };
}

function page(configuration, language) {
  const attribute = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${attribute}">
<link rel="stylesheet" href="/code/out/vs/code/browser/workbench/workbench.css">
</head>
<body aria-label=""></body>
<script>globalThis._VSCODE_FILE_ROOT = new URL('/code/out/', location.href).toString();</script>
<script type="module" src="/code/out/nls.messages.js"></script>
<script>globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language === 'en' ? undefined : language)};</script>
<script type="module" src="/code/out/vs/code/browser/workbench/workbench.js"></script>
</html>`;
}
