/** The kinds of places in code that concept cards speak of. The front matter of each card names its own, and each kind has one card. */
export const cardTriggers = [
  /** A function that the framework calls on the event loop, and that blocks it. */
  'blocked callable',
  /** One that it calls on the loop, and that is not known to block. */
  'async callable',
  /** One that it calls in the thread pool, and that is not known to wait there. */
  'def callable',
  /** One that waits, in the thread pool. */
  'waiting callable',
  'dependency',
  /** A task that runs after the response. */
  'background task',
  'streaming response',
  /** A websocket or a stream: a connection that stays open while nothing happens. */
  'lasting connection',
  /** `FastAPI()`. */
  'application',
  'await',
  /** A call of an `async def` that is not awaited on the spot. */
  'coroutine',
  /** `asyncio.gather`, `create_task`: several coroutines at a time. */
  'concurrent tasks',
  /** `run_in_threadpool`, `to_thread`: one call to a thread, and back. */
  'offloader',
  /** Threads that the project makes itself. */
  'thread executor',
  'process pool',
  /** A call of the project's own code that ends in a call that blocks. */
  'helper',
  /** A library call that waits for a clock, a lock, a queue, a process or a person. */
  'waiting call',
  /** One that waits for the network, a disk or a database. */
  'I/O-bound call',
  /** One that computes for long. */
  'CPU-bound call',
] as const;

export type CardTrigger = (typeof cardTriggers)[number];
