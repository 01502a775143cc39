import type { Category } from '../knowledge/knowledge-schema.ts';

/**
 * How long a step of a recipe takes, in milliseconds, as long as nobody says otherwise. The values are ordinary ones of servers in
 * one data centre, chosen so that their order is right; the simulation compares forms of the same work, so what they are
 * exactly changes little. The user can change each.
 */
export const defaultDurations: Readonly<Record<Category, number>> = {
  /** A sleep whose length the code does not write as a number. */
  sleep: 1000,
  /** A request to another service, its work included. */
  http: 120,
  /** A query over an index, with the way to the database. */
  database: 15,
  /** A small file that is not in memory. */
  file: 2,
  /** To start a program and wait for its end. */
  subprocess: 200,
  /** A lock that others have for a moment. */
  lock: 2,
  queue: 5,
  /** One exchange over a connection that stands. */
  socket: 20,
  dns: 30,
  /** A call of a cloud service through its library. */
  sdk: 150,
  /** A message handed to a mail server, with its greetings. */
  mail: 300,
  /** Somebody types. */
  input: 5000,
  /** A password hash, a picture or a table: the rules report what takes well over 10 ms (server/knowledge/README.md). */
  cpu: 100,
};

/** What is awaited and of which nothing is known, in milliseconds. */
export const unknownWait = 10;

/** To give a connection or a file back, in milliseconds: nothing is fetched. */
export const closingWait = 1;

/** Whether a coroutine function only gives something back. */
export function isClosing(qualifiedName: string): boolean {
  return /\.(a?close|wait_closed|dispose|release)$/.test(qualifiedName);
}

/** Categories of what asynchronous libraries wait for, by the beginning of the qualified name; the first that fits counts. */
const categories: readonly (readonly [RegExp, Category])[] = [
  [/^(asyncio|anyio|trio)\.sleep/, 'sleep'],
  [/^(asyncio|anyio)\.(Lock|Semaphore|BoundedSemaphore|Condition|Event|Barrier|CapacityLimiter)\b/, 'lock'],
  [/^(asyncio|anyio)\.(\w*Queue|streams\.memory)\b/, 'queue'],
  [/^(asyncio|anyio)\.(subprocess|create_subprocess|run_process|open_process|abc\.Process)/, 'subprocess'],
  [/^asyncio\.AbstractEventLoop\.(getaddrinfo|getnameinfo)/, 'dns'],
  [/^asyncio\.AbstractEventLoop\.subprocess/, 'subprocess'],
  [/^(aiofiles|anyio\.(open_file|AsyncFile|Path))\b/, 'file'],
  [/^(fastapi|starlette)\.(\w+\.)*UploadFile\b/, 'file'],
  [/^(fastapi|starlette)\./, 'socket'],
  [/^(httpx|aiohttp|httpx_sse)\b/, 'http'],
  [/^(openai|anthropic|google|azure|aioboto3|aiobotocore|langchain\w*|mistralai|cohere|ollama|groq|litellm)\b/, 'sdk'],
  [/^(aiosmtplib|fastapi_mail)\b/, 'mail'],
  [/^(aio_pika|aiokafka|aiormq|nats|aiomqtt|arq|taskiq|faststream)\b/, 'queue'],
  [/^(asyncio|anyio)\./, 'socket'],
];

/** What a call of an asynchronous library waits for: a database, where nothing else is known. */
export function waitCategory(qualifiedName: string): Category {
  return categories.find(([name]) => name.test(qualifiedName))?.[1] ?? 'database';
}
