/** Something that FastAPI does since a version and did not before. */
interface VersionedBehaviour {
  /** The first version that does it. */
  readonly since: string;
  /** Project, file and function. Each was read at the tags of the versions before and after, and tried with both. */
  readonly source: string;
  /** So old that it goes without saying. */
  readonly isUsual?: true;
}

/** What decides where a function runs, or whether it does, and depends on the version of FastAPI. */
export const versionedBehaviours = {
  /** `def` code runs in anyio's threads, 40 at most; before, in those of asyncio: `min(32, CPUs + 4)`. */
  'anyio threads': {
    since: '0.69.0',
    source: 'Starlette 0.15: concurrency.py, `run_in_threadpool`',
    isUsual: true,
  },
  /** An object with `async def __call__` is awaited as a background task and as an exception handler. */
  'background object': {
    since: '0.85.0',
    source: 'Starlette 0.20.1: _utils.py, `is_async_callable`',
    isUsual: true,
  },
  /** `FastAPI(lifespan=…)` runs, and start-up and shutdown handlers beside it do not. */
  'application lifespan': { since: '0.93.0', source: 'FastAPI: applications.py, `FastAPI.__init__`', isUsual: true },
  /** `Annotated[X, Depends(f)]` declares a dependency. */
  'annotated dependency': {
    since: '0.95.0',
    source: 'FastAPI: dependencies/utils.py, `analyze_param`',
    isUsual: true,
  },
  /** The lifespan of a router runs that an application includes. */
  'router lifespan': { since: '0.112.2', source: 'FastAPI: routing.py, `APIRouter.include_router`', isUsual: true },
  /** What a `def` wrapper with `functools.wraps` makes of an `async def` is awaited. */
  'wrapped coroutine': {
    since: '0.123.5',
    source: 'FastAPI: dependencies/models.py, `Dependant.is_coroutine_callable`',
  },
  /** A dependency that is a `functools.partial` of an `async def` is awaited. */
  'partial coroutine': {
    since: '0.123.5',
    source: 'FastAPI: dependencies/models.py, `Dependant.is_coroutine_callable`',
  },
  /** A path operation that is an object with `async def __call__` is awaited. */
  'operation object': { since: '0.123.5', source: 'FastAPI: routing.py, `get_request_handler`' },
  /** A class with a generator `__call__` is made in a thread as a dependency, and not on the loop as a generator. */
  'generator class': { since: '0.123.10', source: 'FastAPI: dependencies/models.py, `Dependant.is_gen_callable`' },
  /** What a path operation yields is streamed: of a `def` from threads, of an `async def` on the loop. */
  'streamed operation': { since: '0.134.0', source: 'FastAPI: routing.py, `get_request_handler`' },
} as const satisfies Readonly<Record<string, VersionedBehaviour>>;

export type BehaviourName = keyof typeof versionedBehaviours;

/** What one of them is, as data of one type. */
export function behaviourOf(name: BehaviourName): VersionedBehaviour {
  return versionedBehaviours[name];
}
