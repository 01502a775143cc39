import { findingOf, pathsOnLoop } from './blocking-call.ts';
import type { Rule } from './rule.ts';

/**
 * Something computes for long on the event loop: password hashing, key generation. Which calls those are is knowledge of
 * category `cpu`; the way to them is the same as to calls that wait.
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

In a thread the same work leaves the loop free. Libraries written in C, as those for passwords are, also give the other
threads their turn meanwhile; pure Python code that computes is better off in another process.`,
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
      'Where the cost is set so low that the call takes well under a millisecond, as in the settings of a test suite.',
  },
  *check(project, module, preset) {
    for (const { path, role } of pathsOnLoop(project, module, preset)) {
      if (path.blocker.entry.category === 'cpu') yield findingOf(project, path, role);
    }
  },
};
