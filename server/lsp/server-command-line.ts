import { parseArgs } from 'node:util';
import { formatMessage, type Language } from '../messages/format-message.ts';

/** What a command line of `loopwise-language-server` asks for: to serve, or to say something and end. */
export type ServerCommand =
  | {
      readonly kind: 'serve';
      /** The command line names no way to talk to the client. */
      readonly isStdioImplied: boolean;
    }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'mistake'; readonly text: string };

/** Ways to talk to a client; `vscode-languageserver` reads them from the command line itself. */
const transports = ['stdio', 'node-ipc', 'socket', 'pipe'];
const withValue = new Set(['socket', 'pipe', 'clientProcessId']);

/** Reads a command line without the program's name. */
export function readServerCommandLine(
  args: readonly string[],
  { language, version }: { language: Language; version: string },
): ServerCommand {
  const say = (key: string, params: Readonly<Record<string, string>> = {}) => formatMessage(language, key, params);
  const mistake = (key: string, params: Readonly<Record<string, string>>): ServerCommand => ({
    kind: 'mistake',
    text: `loopwise-language-server: ${say(key, params)}. ${say('server.see help')}\n`,
  });
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries([...withValue].map((name) => [name, { type: 'string' as const }])),
    strict: false,
    tokens: true,
  });
  let transport: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') return mistake('server.unknown argument', { argument: token.value });
    const { name, rawName, value } = token;
    if (name === 'help' || rawName === '-h') return { kind: 'print', text: `${say('server.usage')}\n` };
    if (name === 'version' || rawName === '-V') return { kind: 'print', text: `loopwise-language-server ${version}\n` };
    if (!transports.includes(name) && name !== 'clientProcessId')
      return mistake('server.unknown option', { option: rawName });
    if (withValue.has(name)) {
      if (!value) return mistake('server.no value', { option: rawName });
      if (name === 'socket' && !isPort(value)) return mistake('server.no port', { value });
    } else if (value !== undefined) return mistake('server.needless value', { option: rawName, value });
    if (!transports.includes(name)) continue;
    if (transport !== undefined && transport !== rawName)
      return mistake('server.two transports', { one: transport, other: rawName });
    transport = rawName;
  }
  return { kind: 'serve', isStdioImplied: transport === undefined };
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535;
}
