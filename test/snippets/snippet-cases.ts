import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expandSnippet } from './snippet-text.ts';

export interface Snippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
  /** What README says that must be imported for it. */
  readonly imports: string;
}

/** Where a function runs; what another process does is not seen. */
type Place = 'event loop' | 'thread pool';

/** What a snippet needs around it to be an application, and what is to happen there. */
export interface SnippetCase {
  /** Prefixes of other snippets that must have been inserted before. */
  readonly needs?: readonly string[];
  /** Code of the project that the snippet's defaults speak of. */
  readonly project?: string;
  /** The head of the coroutine that the snippet's statements stand in; without one, the snippet stands in the module. */
  readonly head?: string;
  /** What follows the snippet, in the coroutine or in the module. */
  readonly after?: string;
  readonly request: string;
  /** Texts that a websocket's client sends. */
  readonly send?: readonly string[];
  readonly status: number | null;
  /** Functions that run, by name. */
  readonly places: Readonly<Record<string, Place>>;
  /** Types of the errors that come up, in their order. */
  readonly errors?: readonly string[];
  /** Shorter waits and smaller numbers for the run, by tab stop. */
  readonly values?: Readonly<Record<number, string>>;
}

const database = `import time
from sqlalchemy import Column, Integer, create_engine, event
from sqlalchemy.orm import declarative_base
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Item(declarative_base()):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)


Item.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(Item.__table__.insert().values(id=1))


@event.listens_for(engine, "before_cursor_execute")
def be_slow(*_):
    time.sleep(0.3)
`;

const blockingFunction = `import time


def function(argument):
    time.sleep(0.3)
    return argument


argument = 1
`;

const operation = '@app.get("/operation")\nasync def operation():';

/** By prefix. */
export const snippetCases: Readonly<Record<string, SnippetCase>> = {
  'loopwise-async-def': {
    needs: ['loopwise-lifespan'],
    request: 'GET /items',
    status: 200,
    places: { read_items: 'event loop', get_client: 'event loop' },
  },
  'loopwise-def': {
    needs: ['loopwise-dependency-yield'],
    project: database,
    request: 'GET /items/1',
    status: 200,
    places: { read_item: 'thread pool', get_session: 'thread pool' },
  },
  'loopwise-dependency-async-def': {
    needs: ['loopwise-lifespan'],
    after: '@app.get("/me")\nasync def read_me(user: UserDep):\n    return user',
    request: 'GET /me',
    status: 200,
    places: { get_user: 'event loop', read_me: 'event loop' },
  },
  'loopwise-dependency-def': {
    needs: ['loopwise-dependency-yield'],
    project: database,
    after: '@app.get("/items/{item_id}")\nasync def read_item(item: ItemDep):\n    return {"id": item.id}',
    request: 'GET /items/1',
    status: 200,
    places: { get_item: 'thread pool', read_item: 'event loop' },
  },
  'loopwise-dependency-yield': {
    project: database,
    after:
      '@app.get("/items/{item_id}")\ndef read_item(item_id: int, session: SessionDep):\n    return session.get(Item, item_id)',
    request: 'GET /items/1',
    status: 200,
    places: { get_session: 'thread pool', read_item: 'thread pool' },
  },
  'loopwise-dependency-async-yield': {
    // A session without a database: Debian has no asynchronous driver.
    project: 'engine = None\n',
    after:
      '@app.get("/session")\nasync def read_session(session: AsyncSessionDep):\n    return {"is_open": session.is_active}',
    request: 'GET /session',
    status: 200,
    places: { get_async_session: 'event loop', read_session: 'event loop' },
  },
  'loopwise-lifespan': {
    after:
      '@app.get("/items")\nasync def read_items(client: ClientDep):\n    response = await client.get("https://example.com")\n    return response.json()',
    request: 'GET /items',
    status: 200,
    places: { lifespan: 'event loop', get_client: 'event loop', read_items: 'event loop' },
  },
  'loopwise-background-task': {
    request: 'POST /orders/1',
    status: 202,
    places: { create_order: 'event loop', notify: 'thread pool' },
  },
  'loopwise-run-in-threadpool': {
    project: blockingFunction,
    head: operation,
    after: 'return result',
    request: 'GET /operation',
    status: 200,
    places: { operation: 'event loop', function: 'thread pool' },
  },
  'loopwise-to-thread': {
    project: blockingFunction,
    head: operation,
    after: 'return result',
    request: 'GET /operation',
    status: 200,
    places: { operation: 'event loop', function: 'thread pool' },
  },
  'loopwise-process-pool': {
    request: 'GET /compute/3000000',
    status: 200,
    places: { lifespan: 'event loop', read_result: 'event loop' },
  },
  'loopwise-websocket': {
    request: 'WEBSOCKET /ws',
    send: ['one', 'two'],
    status: null,
    places: { talk: 'event loop' },
  },
  'loopwise-stream': {
    request: 'GET /events',
    status: 200,
    values: { 2: '3', 4: '0.05' },
    places: { generate_events: 'event loop', read_events: 'event loop' },
  },
  'loopwise-gather': {
    project: `begun = []


async def fetch_items():
    begun.append("items")
    await asyncio.sleep(0.05)
    return len(begun)


async def fetch_users():
    begun.append("users")
    await asyncio.sleep(0.05)
    return len(begun)
`,
    head: `${operation}\n    begun.clear()`,
    after: 'assert items == users == 2\nreturn [items, users]',
    request: 'GET /operation',
    status: 200,
    places: { operation: 'event loop', fetch_items: 'event loop', fetch_users: 'event loop' },
  },
  'loopwise-semaphore': {
    project: `running = []
most = []


class Client:
    async def get(self, url):
        running.append(url)
        most.append(len(running))
        await asyncio.sleep(0.01)
        running.remove(url)
        return url


client = Client()
urls = [str(number) for number in range(25)]
`,
    head: operation,
    after: 'assert max(most) == 10 and responses == urls\nreturn responses',
    request: 'GET /operation',
    status: 200,
    places: { operation: 'event loop' },
  },
  'loopwise-timeout': {
    project: `url = "https://example.com"


class Client:
    async def get(self, url):
        await asyncio.sleep(5)


client = Client()
`,
    head: operation,
    after: 'return response',
    request: 'GET /operation',
    status: 504,
    errors: ['TimeoutError', 'HTTPException'],
    values: { 1: '0.1' },
    places: { operation: 'event loop' },
  },
};

/** The snippets of the extension in this folder, with the imports that its README names for each. */
export function readSnippets(root: string): readonly Snippet[] {
  const contributed: Readonly<Record<string, Omit<Snippet, 'name' | 'imports'>>> = JSON.parse(
    readFileSync(path.join(root, 'snippets', 'fastapi.json'), 'utf8'),
  );
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const rows = new Map(
    [...readme.matchAll(/^\| `(loopwise-[a-z-]+)` \|.*\| `(.+)` \|$/gm)].map(([, prefix, imports]) => [
      prefix,
      imports ?? '',
    ]),
  );
  return Object.entries(contributed).map(([name, snippet]) => ({
    name,
    ...snippet,
    imports: rows.get(snippet.prefix) ?? '',
  }));
}

const indented = (code: string, indentation: string) => code.replace(/^(?=.)/gm, indentation);

/** A file around a snippet. */
export interface SnippetFile {
  /** Ends where the snippet is to be inserted. */
  readonly before: string;
  /** What the snippet's lines after the first are indented with, besides their own. */
  readonly indentation: string;
  readonly after: string;
}

/** The file around a snippet: its imports, `app`, what it needs, and what is to follow it. Throws where there is no case for it. */
export function fileAround(snippet: Snippet, all: readonly Snippet[]): SnippetFile {
  const { needs = [], project, head, after } = caseOf(snippet);
  const needed = needs.map((prefix) => {
    const other = all.find((candidate) => candidate.prefix === prefix);
    if (!other) throw new Error(`no snippet ${prefix}`);
    return other;
  });
  const indentation = head === undefined ? '' : '    ';
  const parts = [
    ['import asyncio', 'from fastapi import FastAPI', ...[...needed, snippet].map(({ imports }) => imports)].join('\n'),
    'app = FastAPI()',
    ...(project === undefined ? [] : [project.trim()]),
    ...needed.map(({ body }) => expandSnippet(body).text),
    ...(head === undefined ? [] : [head]),
  ];
  return {
    before: `${parts.join('\n\n\n')}${head === undefined ? '\n\n\n' : `\n${indentation}`}`,
    indentation,
    after: after === undefined ? '\n' : `${head === undefined ? '\n\n\n' : '\n'}${indented(after, indentation)}\n`,
  };
}

/** The case of a snippet. Throws where there is none. */
export function caseOf({ prefix }: Snippet): SnippetCase {
  const found = snippetCases[prefix];
  if (!found) throw new Error(`no case for the snippet ${prefix}`);
  return found;
}

/** The whole file with the snippet in it. */
export function fileWith(
  snippet: Snippet,
  all: readonly Snippet[],
  values: Readonly<Record<number, string>> = {},
): string {
  const { before, indentation, after } = fileAround(snippet, all);
  const inserted = expandSnippet(snippet.body, values).text.replaceAll('\n', `\n${indentation}`);
  return (before + inserted + after).replaceAll('\t', '    ');
}
