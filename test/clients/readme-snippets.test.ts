import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'smol-toml';
import { readmeSnippets } from './readme-snippet.ts';

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly version: string;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { enum?: string[] }>> };
  };
}

const manifest: Manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Every setting is one of Loopwise with a value that it may have. */
function assertSettings(settings: Readonly<Record<string, unknown>>): void {
  assert.ok(Object.keys(settings).length > 0);
  for (const [name, value] of Object.entries(settings)) {
    const allowed = manifest.contributes.configuration.properties[`loopwise.${name}`]?.enum;
    assert.ok(allowed?.includes(String(value)), `${name}: ${value}`);
  }
}

describe('what README gives for other editors', () => {
  test('names a program of the package', () => {
    assert.ok('loopwise-language-server' in manifest.bin);
    assert.ok(readme.includes(`./loopwise-${manifest.version}.tgz`));
  });

  test('Helix: the TOML adds a server and gives it to Python', () => {
    const [toml = ''] = readmeSnippets('Helix', 'toml');
    const { 'language-server': servers, language } = parse(toml) as {
      'language-server': Record<string, { command: string; args: string[]; config: Record<string, unknown> }>;
      language: { name: string; 'language-servers': string[] }[];
    };
    const { command, args, config } = servers.loopwise ?? {};
    assert.deepEqual([command, args], ['loopwise-language-server', ['--stdio']]);
    assertSettings(config ?? {});
    assert.equal(language[0]?.name, 'python');
    assert.ok(language[0]?.['language-servers'].includes('loopwise'));
  });

  test("Zed: the JSON has settings for the server that the extension in client/zed/ gives to Python, of this package's version", () => {
    const [json = ''] = readmeSnippets('Zed', 'json');
    const toml = (file: string) => parse(readFileSync(new URL(`../../client/zed/${file}`, import.meta.url), 'utf8'));
    const { version, language_servers: servers } = toml('extension.toml') as {
      version: string;
      language_servers: Record<string, { languages: string[] }>;
    };
    const { package: crate } = toml('Cargo.toml') as { package: { version: string } };
    assert.deepEqual([version, crate.version], [manifest.version, manifest.version]);
    const { lsp } = JSON.parse(json);
    assert.deepEqual(Object.keys(lsp), Object.keys(servers));
    assert.deepEqual(servers.loopwise?.languages, ['Python']);
    assertSettings(lsp.loopwise.initialization_options);
    const source = readFileSync(new URL('../../client/zed/src/lib.rs', import.meta.url), 'utf8');
    assert.match(source, /which\("loopwise-language-server"\)/);
  });

  test('Sublime Text: the JSON adds a client for Python', () => {
    const [json = ''] = readmeSnippets('Sublime Text', 'json');
    const { enabled, command, selector, settings } = JSON.parse(json).clients.loopwise;
    assert.deepEqual([enabled, command, selector], [true, ['loopwise-language-server', '--stdio'], 'source.python']);
    const bare = Object.entries(settings).map(([name, value]) => [name.replace(/^loopwise\./, ''), value]);
    assertSettings(Object.fromEntries(bare));
  });
});
