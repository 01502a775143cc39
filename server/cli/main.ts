import { runCheck } from './check-command.ts';
import { runRoutes } from './routes-command.ts';

const usage = `loopwise: finds what blocks FastAPI's event loop

Usage:
  loopwise check [PATH…] [--format text|json] [--preset recommended|strict|learning]
                 [--severity error|warning|information|hint] [--exclude GLOB]… [--language en|es]
                 [--python ENV|none] [--no-cache]
  loopwise routes [PATH] [--format text|json] [--python ENV|none] [--no-cache]
  loopwise mcp [ROOT] [--preset recommended|strict|learning] [--exclude GLOB]… [--python ENV|none]

--python is the folder or the interpreter of a Python environment, whose libraries calls are followed into. Without it:
.venv or venv in the project, else the active environment (VIRTUAL_ENV).

Exit codes: 0 nothing found, 1 findings at or above --severity (default: hint), 2 bad usage or unreadable input.
`;

/** Runs a command line (without the program's name) and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'check':
      return runCheck(rest);
    case 'routes':
      return runRoutes(rest);
    case 'mcp':
      // Its libraries are loaded only for it.
      return (await import('./mcp-command.ts')).runMcp(rest);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(usage);
      return command === undefined ? 2 : 0;
    default:
      process.stderr.write(`loopwise: unknown command "${command}"\n\n${usage}`);
      return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
