import { findingOf, pathsOnLoop } from './blocking-call.ts';
import type { Rule } from './rule.ts';

/**
 * Something computes for long on the event loop: password hashing, a learned model, a picture. Which calls those are is
 * knowledge of category `cpu`; the way to them is the same as to calls that wait.
 */
export const cpuBoundCall: Rule = {
  name: 'cpu-bound-call',
  severity: { recommended: 'warning', strict: 'error', learning: 'warning' },
  card: 'cpu-bound',
  documentation: {
    summary:
      'A call that computes for long, in a function that FastAPI runs on the event loop, or at the end of a chain of calls that begins there.',
    why: `The event loop is one thread. While it hashes a password, which takes a tenth of a second or more on purpose, it serves
nobody else: not the other requests, not the health check. A few logins at the same time are enough for a server to look
dead.

In a thread the same work leaves the loop free. Libraries written in C, as those for passwords, pictures and models are, run
beside the other threads; Python code that computes lets the loop have its turns, but is better off in another process. A few
functions in C keep the lock of the interpreter until they are done, and stop the loop from a thread too: for those, another
process is the only remedy.

Reported is what takes well over 10 ms in its normal use. What does so only on much data, such as \`zlib.compress\` or
\`yaml.safe_load\`, is shown in the preset \`strict\`, with the word "probably". Loops in your own code are not counted.`,
    bad: `import bcrypt
from fastapi import FastAPI

app = FastAPI()


def hash_password(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())


@app.post('/users')
async def create_user(password: str):
    return {'password': hash_password(password).decode()}
`,
    good: `import bcrypt
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def hash_password(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())


@app.post('/users')
def create_user(password: str):
    return {'password': hash_password(password).decode()}


@app.put('/users/me/password')
async def change_password(password: str):
    hashed = await run_in_threadpool(hash_password, password)
    return {'password': hashed.decode()}
`,
    ignore:
      'Where you know that it is over soon in your deployment: a cost that is set low, as in the settings of a test suite, a model of a few numbers, small pictures.',
  },
  *check(project, module, preset) {
    for (const { path, role } of pathsOnLoop(project, module, preset)) {
      if (path.blocker.entry.category === 'cpu') yield findingOf(project, path, role);
    }
  },
};
