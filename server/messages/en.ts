import { commandLineEn } from './command-line-en.ts';

/** English sentences by key; `{name}` stands for a parameter, `{name?…}` for a part that is there only with the parameter. */
export const en = {
  'blocking-call.direct':
    '`{call}` {likely?probably }blocks the event loop: {role} `{function}` {async?is `async def` and }runs on the loop, so every request waits until it is done. {advice}',
  'blocking-call.chain':
    '`{call}` {likely?probably }ends in `{blocker}`, which blocks the event loop: {role} `{function}` {async?is `async def` and }runs on the loop, so every request waits until it is done. {advice}',
  'blocking-call.returned':
    '`{call}` makes a generator that blocks the event loop with `{blocker}`: `{function}` is `def` and runs in a thread, but FastAPI takes the items of what it returns on the loop, so every request waits until it is done. Return `list({call})`.',
  'cpu-bound-call.direct':
    '`{call}` {likely?probably }computes for long and keeps the event loop from everything else: {role} `{function}` {async?is `async def` and }runs on the loop, so every request waits until it is done. {advice}{shared? It is Python code, which only one thread at a time can run: under load, another process is better.}',
  'cpu-bound-call.chain':
    '`{call}` {likely?probably }ends in `{blocker}`, which computes for long and keeps the event loop from everything else: {role} `{function}` {async?is `async def` and }runs on the loop, so every request waits until it is done. {advice}{shared? It is Python code, which only one thread at a time can run: under load, another process is better.}',
  'advice.await or def': 'Await `{replacement}` instead, make the function `def`, or run the call in a thread.',
  'advice.await': 'Await `{replacement}` instead, or run the call in a thread.',
  'advice.other or def': 'Use `{replacement}` instead, make the function `def`, or run the call in a thread.',
  'advice.other': 'Use `{replacement}` instead, or run the call in a thread.',
  'advice.def': 'Make the function `def`, or run the call in a thread.',
  'advice.thread': 'Run the call in a thread.',
  'advice.thread below': 'Run `{inner}`, which `{holder}` calls, in a thread.',
  'advice.use': 'Move the code that uses it into a `def` and run that in a thread.',
  'advice.use or def':
    'Make the function `def`, or move the code that uses it into another `def` and run that in a thread.',
  'advice.replace or use':
    'Use `{replacement}` instead, or move the code that uses it into a `def` and run that in a thread.',
  'advice.replace, use or def':
    'Use `{replacement}` instead, make the function `def`, or move the code that uses it into another `def` and run that in a thread.',
  'advice.use below': 'Move the code of `{holder}` that uses `{inner}` into a `def` and run that in a thread.',
  'advice.async def': 'Make the function `async def` and run the call in a thread.',
  'advice.list': 'Return a list instead of yielding its items: then all of the function runs in a thread.',
  'advice.process':
    'Run it in another process (`ProcessPoolExecutor`): it holds the lock of the interpreter (GIL) until it is done, so in a thread it would stop the loop too.',
  'advice.not here':
    'Let the path operation do it, or a dependency: they can wait without blocking or run in a thread.',
  'missing-await':
    '`{call}` only makes a coroutine, and nothing awaits it, so its code does not run. Write `await` before it.',
  'missing-await.def':
    '`{call}` only makes a coroutine, and nothing awaits it, so its code does not run. Make `{function}` an `async def` and write `await` before it.',
  'missing-await.elsewhere':
    '`{call}` only makes a coroutine, and nothing awaits it, so its code does not run. Await it in an `async def`, or run it with `asyncio.run(…)`.',
  'missing-await.on loop':
    '`{call}` only makes a coroutine, and nothing awaits it, so its code does not run. Await it in an `async def`.',
  'missing-await.attribute':
    '`{call}` {future?gives a future}{!future?only makes a coroutine}, which has no `{attribute}`. {advice}',
  'missing-await.used':
    '`{call}` {future?gives a future}{!future?only makes a coroutine}, and here it is used as if it were the result. {advice}',
  'missing-await.name':
    '`{call}` {future?gives a future}{!future?only makes a coroutine}, and `{use}` in line {line} uses it as if it were the result. {advice}',
  'missing-await.name elsewhere':
    '`{call}` {future?gives a future}{!future?only makes a coroutine}, and `{use}` in another cell uses it as if it were the result. {advice}',
  'missing-await.returned':
    '`{call}` {future?gives a future}{!future?only makes a coroutine}, and FastAPI awaits nothing that `{function}` returns. {advice}',
  'missing-await.given':
    '`{call}` {future?gives a future}{!future?only makes a coroutine}, and `{taker}` does not await it. {advice}',
  'missing-await.first':
    '`{call}` only makes a coroutine, which `{keyword}` cannot use. Write `await` before it first: its result may be what `{keyword}` needs.',
  'missing-await.generator':
    '`{call}` only makes an asynchronous generator: its code runs, and gives its items, in an `async for`{!async? of an `async def`}.',
  'missing-await.context manager':
    '`{call}` only makes an asynchronous context manager: its code runs when an `async with`{!async? of an `async def`} enters it.',
  'missing-await.async for':
    '`for` fails with `{value}`, which can only be gone through asynchronously. {async?Write `async for`.}{!async?Make `{function}` an `async def` and write `async for`.}',
  'missing-await.async with':
    '`with` fails with `{value}`, which can only be entered asynchronously. {async?Write `async with`.}{!async?Make `{function}` an `async def` and write `async with`.}',
  'advice.await it': 'Write `await` before the call.',
  'advice.await it in async def': 'Make `{function}` an `async def` and write `await` before the call.',
  'advice.await it on the loop': 'Await it in an `async def`.',
  'advice.await it elsewhere': 'Await it in an `async def`, or run it with `asyncio.run(…)`.',
  'coroutine-in-thread':
    '`{call}` calls `{given}` in {process?another process}{!process?a thread}, where that only makes a coroutine, so its code does not run. {advice}',
  'advice.await it here': 'Await it here instead.',
  'advice.task': 'Await it here, or make it a task of the event loop.',
  'advice.asyncio.run': 'Hand over a function that runs it with `asyncio.run(…)`.',
  'advice.another function': 'It hands over itself: hand over the `def` that does the work.',
  'lost-task':
    'Nothing keeps the task that `{call}` starts: the event loop only has a weak reference to it, so the garbage collector may end it midway. Keep it until it is done, for example in a set.',
  'lost-task.local':
    'Only `{name}` keeps the task that `{call}` starts, and that name is gone when `{function}` returns: the event loop only has a weak reference, so the garbage collector may end the task midway. Keep it until it is done, for example in a set.',
  'lock-across-await':
    '`{function}` holds `{lock}` over {yield?its `yield`}{!yield?an `await`}: another task that wants the lock then blocks the event loop, on which `{function}` would have to go on to release it, and everything stands still. Use `asyncio.{type}` with `async with`.',
  'lock-across-await.reentrant':
    '`{function}` holds `{lock}` over {yield?its `yield`}{!yield?an `await`}, but a `{type}` of threads lets its own thread in again, and all tasks of the event loop are one thread: it keeps no other task out. Use an asyncio lock with `async with`.',
  'await-outside-async':
    '`await` stands in `{function}`, which is not `async def`, so Python refuses the {cell?cell}{!cell?file}. Make the function `async def`.',
  'await-outside-async.module':
    '`await` stands outside of any function, so Python refuses the file. Move it into an `async def`.',
  'await-outside-async.class':
    '`await` stands in the body of class `{class}`, so Python refuses the {cell?cell}{!cell?file}. Move it into an `async def`.',
  'needless-thread.operation':
    'Path operation `{function}` is `def` and does nothing that waits, so each request pays for the way to a thread and back. Make it `async def`.',
  'needless-thread.dependency':
    'Dependency `{function}` is `def` and does nothing that waits, so each request that needs it pays for the way to a thread and back. Make it `async def`.',
  'async-library-available.operation':
    'Path operation `{function}` keeps one of {threads} threads while it waits for {calls}. All of that can be awaited: with {twins} and `async def` it needs no thread, and more requests are served at a time.',
  'async-library-available.dependency':
    'Dependency `{function}` keeps one of {threads} threads while it waits for {calls}. All of that can be awaited: with {twins} and `async def` it needs no thread, and more requests are served at a time.',
  'unused-suppression.whole': 'This comment silences nothing here{named?: nothing is found for {names}}. Remove it.',
  'unused-suppression.part': 'Nothing is found here for {names}. Remove that from the comment.',
  'unused-suppression.unknown':
    '`{unknown}` is not a rule of Loopwise, so this comment does not silence it. {nearest?Did you mean `{nearest}`?}{!nearest?Remove it.}',
  'await-not-awaitable.call':
    '`{call}` gives nothing that can be awaited, so `await` raises a `TypeError`. Remove the `await`.',
  'await-not-awaitable.blocking':
    '`{call}` is synchronous: it blocks, and `await` of its result raises a `TypeError`. {replacement?Await `{replacement}` instead.}{!replacement?Call it without `await`, in a thread.}',
  'await-not-awaitable.generator':
    '`{call}` makes a generator, so `await` raises a `TypeError`. Iterate it with `for`.',
  'await-not-awaitable.async generator':
    '`{call}` makes an asynchronous generator, so `await` raises a `TypeError`. Iterate it with `async for`.',
  'await-not-awaitable.context manager':
    '`{call}` makes a context manager, so `await` raises a `TypeError`. Enter it with `with` or `async with`.',
  'await-not-awaitable.function':
    '`{call}` is a function that is not called here, so `await` raises a `TypeError`. Call it with parentheses.',
  'await-not-awaitable.value': '`{call}` cannot be awaited, so `await` raises a `TypeError`. Remove the `await`.',
  'nested-event-loop.direct':
    '`{call}` raises a `RuntimeError`: {role?the {role} }`{function}` {async?is `async def`, so }{!async?runs on the loop, so }an event loop already runs here. {advice}',
  'nested-event-loop.direct.notebook':
    '`{call}` raises a `RuntimeError`: a notebook runs its cells on an event loop. {advice}',
  'nested-event-loop.chain':
    '`{call}` ends in `{failing}`, which raises a `RuntimeError`: {role?the {role} }`{function}` {async?is `async def`, so }{!async?runs on the loop, so }an event loop already runs there. {advice}',
  'nested-event-loop.chain.notebook':
    '`{call}` ends in `{failing}`, which raises a `RuntimeError`: a notebook runs its cells on an event loop. {advice}',
  'advice.await coroutine': 'Await the coroutine instead.',
  'advice.await server': 'Await `serve()` of a `uvicorn.Server` instead.',
  'advice.thread or coroutine': 'Run the call in a thread, or await the coroutine.',
  'advice.coroutine and await': 'Make the function `async def` and await the coroutine.',
  'task-without-loop.direct':
    '`{call}` raises a `RuntimeError`: the {role} `{function}` runs in a thread, where no event loop runs. {advice}',
  'task-without-loop.chain':
    '`{call}` ends in `{failing}`, which raises a `RuntimeError`: the {role} `{function}` runs in a thread, where no event loop runs. {advice}',
  'advice.make async def': 'Make the function `async def`.',
  'advice.own loop': 'Run the coroutine with `asyncio.run(…)`.',
  'advice.from thread': 'Hand the coroutine function to the loop with `anyio.from_thread.run(…)`.',
  'must-be-async':
    'The {role} `{function}` is `def`, but FastAPI awaits what it gives, so every call of it fails. Make it `async def`.',
  'fix.make-def': 'Make `{function}` a `def`, so that FastAPI runs it in a thread',
  'fix.make-async-def.callers': 'Make `{function}` an `async def` and add `await` where it is called ({calls})',
  'fix.make-async-def': 'Make `{function}` an `async def`',
  'fix.return-list': 'Return `list({call})`, made in the thread',
  'fix.offload': 'Run `{call}` in a thread with `await {thread}(…)`',
  'fix.offload.below': 'Run what blocks in `{holder}` in a thread with `await {thread}(…)`',
  'fix.offload.several below': 'Run the {count} blocking calls below in threads with `await {thread}(…)`',
  'fix.add-await': 'Add `await` before `{call}`',
  'fix.add-async': 'Write `async {keyword}`',
  'fix.await-in-async-def': 'Make `{function}` an `async def` and add `await` before `{call}`',
  'fix.async-sleep': 'Await `asyncio.sleep(…)` instead',
  'fix.async-path': 'Await `anyio.Path(…).{method}(…)` instead',
  'fix.async-file': 'Await the file with `anyio.open_file(…)`',
  'fix.async-process': 'Await `anyio.run_process(…)` instead of `{call}(…)`',
  'fix.async-requests': 'Await `{call}(…)` of `httpx.AsyncClient` instead',
  'fix.async-client':
    'Use `{client}` and wait for it wherever it is used{functions? ({functions} functions become `async def`)}{oneFunction? (1 function becomes `async def`)}',
  'fix.review.async-client':
    '{tests?These tests name what changes and are left as they are: {tests}. }{pymongo?`AsyncMongoClient` needs PyMongo 4.9 or newer. }{aiohttp?The asynchronous client needs aiohttp: install it. }Look at the edit.',
  'fix.review.httpx': 'No file of this project imports httpx yet: install it, and look at the edit.',
  'kind.async-client': 'Use asynchronous clients',
  'kind.async-sleep': 'Await `asyncio.sleep`',
  'kind.async-path': 'Await `anyio.Path`',
  'kind.async-file': 'Await files with `anyio.open_file`',
  'kind.async-process': 'Await `anyio.run_process`',
  'kind.async-requests': 'Await `httpx.AsyncClient`',
  'kind.make-def': 'Make functions `def`',
  'kind.make-async-def': 'Make functions `async def`',
  'kind.return-list': 'Return lists instead of generators',
  'kind.offload': 'Run blocking calls in threads',
  'kind.add-async': 'Add missing `async`',
  'kind.await-in-async-def': 'Add missing `await` and make functions `async def`',
  'kind.remove-suppression': 'Remove comments that silence nothing',
  'kind.remove-await': 'Remove needless `await`',
  'kind.await-instead': 'Await coroutines instead of starting a loop',
  'kind.await-server': 'Await `serve()` of servers',
  'kind.keep-task': 'Keep tasks in a set',
  'kind.asyncio-lock': 'Use asyncio locks',
  'kind.await-directly': 'Await coroutine functions directly',
  'kind.add-await': 'Add missing `await`',
  'fix-all.file': '{what}: all {count} in this {notebook?notebook}{!notebook?file}',
  'fix-all.workspace': '{what}: everywhere, with a preview',
  'fix-all.route': 'Apply the {count} fixes of this route',
  'fix-all.safe': 'Apply the {one?safe fix}{!one?{count} safe fixes} of Loopwise',
  'fix.remove-suppression': 'Remove what silences nothing',
  'fix.remove-await': 'Remove the `await` before `{call}`',
  'fix.await-instead': 'Await the coroutine instead of `{call}`',
  'fix.await-server': 'Await `serve()` of a `uvicorn.Server` instead of `{call}`',
  'fix.await-directly': 'Await `{given}` directly',
  'fix.keep-task': 'Keep the task in the set `{set}`',
  'fix.asyncio-lock': 'Make `{lock}` an asyncio lock, wherever it is used',
  'fix.suppress.reason': 'Ignore {rule} on this line, with a reason…',
  'fix.suppress': 'Ignore {rule} on this line',
  'path.step': 'calls {text}',
  'path.last step': 'blocks in {text}',
  'path.more steps': '… {count} more steps …',
  'card.open': 'Open the card',
  'burgers.show': 'Show in the burger restaurant',
  'lens.restaurant': 'Watch this route in the burger restaurant',
  'lens.blocking calls.one': '1 blocking call',
  'lens.blocking calls': '{count} blocking calls',
  'lens.dependencies.one': '1 dependency',
  'lens.dependencies': '{count} dependencies',
  'lens.freezing dependencies.one': '1 of them freezes the loop',
  'lens.freezing dependencies': '{count} of them freeze the loop',
  'inlay.direct': 'freezes the loop',
  'inlay.chain': 'ends in {blocker}',
  'lens.restaurant.freezes': 'Freezes every other request: watch it in the burger restaurant',
  'path.show': 'Show blocking path',
  'place.event loop': 'event loop',
  'place.thread pool': 'thread pool',
  'place.process': 'another process',
  'hierarchy.blocks': 'blocks',
  'hierarchy.blocks in': 'blocks: {blocker}',
  'hierarchy.waits in': 'waits: {blocker}',
  'hover.event loop': 'The {role} **`{function}`** runs **on the event loop**, because it is `async def`.',
  'hover.event loop def':
    'The {role} **`{function}`** runs **on the event loop**: FastAPI does not move this kind of function to a thread.',
  'hover.thread pool':
    'The {role} **`{function}`** runs **in the thread pool** ({threads} threads), because it is `def`.',
  'hover.init thread pool':
    'The {role} **`{function}`** runs **in the thread pool** ({threads} threads), because FastAPI calls a class like a `def`.',
  'hover.handed over.thread pool':
    'The {role} **`{function}`** runs **in a thread**, because this project hands it to one.',
  'hover.handed over.process':
    'The {role} **`{function}`** runs **in another process**, because this project hands it to one.',
  'hover.clear': 'Nothing that it calls is known to block.',
  'hover.blocked': 'It blocks the loop in `{blocker}`:',
  'hover.waits': 'It waits in `{blocker}`, but in a thread, so nobody else is held up:',
  'hover.call.event loop':
    '**`{name}` blocks**, and this function runs on the event loop: every request waits until it is done.',
  'hover.call.thread pool':
    '**`{name}` blocks** the thread that it runs in. That is fine here: FastAPI runs this function in the thread pool.',
  'hover.call.caller':
    '**`{name}` blocks** whatever calls this function: on the event loop it would hold up every request.',
  'hover.call.process': '**`{name}` blocks** the process that it runs in.',
  'hover.not def': 'It cannot simply become `def`: {obstacle}.',
  'version.background object.before':
    'FastAPI {version} ({source}) calls `{function}` in a thread and never awaits the coroutine that this makes, so its code does not run. Since 0.85 it is awaited.',
  'version.application lifespan.before':
    'FastAPI {version} ({source}) ignores `FastAPI(lifespan=…)` and runs the start-up and shutdown handlers. Since 0.93 the lifespan runs in their place.',
  'version.application lifespan.since':
    'FastAPI {version} ({source}) runs the lifespan of the application in the place of its start-up and shutdown handlers, so `{function}` does not run.',
  'version.annotated dependency.before':
    'FastAPI {version} ({source}) ignores `Depends` in `Annotated`, so it does not call `{function}` there. Since 0.95 it does.',
  'version.router lifespan.before':
    'FastAPI {version} ({source}) does not run the lifespan of a router that an application includes. Since 0.112.2 it does.',
  'version.wrapped coroutine.before':
    'FastAPI {version} ({source}) calls the `def` that stands in the place of `{function}` and leaves what that makes as it is, so the code of `{function}` does not run. Since 0.123.5 it looks through `functools.wraps`.',
  'version.wrapped coroutine.since':
    'FastAPI {version} ({source}) looks through `functools.wraps` and runs what the `def` in the place of `{function}` makes. Before 0.123.5 it did not.',
  'version.partial coroutine.before':
    'FastAPI {version} ({source}) calls the `functools.partial` of `{function}` in a thread and never awaits the coroutine that this makes, so its code does not run. Since 0.123.5 it is awaited.',
  'version.partial coroutine.since':
    'FastAPI {version} ({source}) awaits a dependency that is a `functools.partial`. Before 0.123.5 it did not.',
  'version.operation object.before':
    'FastAPI {version} ({source}) calls `{function}` in a thread and never awaits the coroutine that this makes, so its code does not run. Since 0.123.5 it is awaited.',
  'version.operation object.since':
    'FastAPI {version} ({source}) awaits a path operation that is an object. Before 0.123.5 it did not.',
  'version.generator class.before':
    'FastAPI {version} ({source}) takes a class with a generator as its `__call__` for a generator, so `{function}` runs on the event loop. Since 0.123.10 it runs in a thread.',
  'version.generator class.since':
    'FastAPI {version} ({source}) takes a class with a generator as its `__call__` for a class. Before 0.123.10 it took it for a generator.',
  'version.streamed operation.before':
    'FastAPI {version} ({source}) does not stream what a path operation yields: {async?it never runs an asynchronous generator}{!async?it goes through it on the event loop to make JSON of it}. Since 0.134 it streams it{!async? from a thread}.',
  'version.streamed operation.since':
    'FastAPI {version} ({source}) streams what a path operation yields. Before 0.134 {async?it did not run}{!async?it went through it on the event loop}.',
  'obstacle.awaits': 'it awaits in line {line}',
  'obstacle.role': 'a {role} is always awaited',
  'obstacle.not called': 'FastAPI does not call it itself',
  'obstacle.context manager': 'it is entered as an asynchronous context',
  'obstacle.coroutine': '`{call}` in line {line} makes a coroutine',
  'obstacle.generator': 'FastAPI iterates what it returns on the event loop anyway',
  'obstacle.decorator': 'the decorator `{decorator}` may await it',
  'obstacle.called': 'the project itself calls it, at {place}',
  'obstacle.loop': 'it needs the event loop, or something that it calls does',
  'hover.replacement': 'To wait without blocking: `await {replacement}`.',
  'hover.fix': 'Fix …',
  'concept.await':
    'Here **{function}** gives the event loop back{awaited? while it waits for {awaited}}; other requests go on meanwhile.',
  'concept.await blocked':
    'This `await` does not free the event loop{awaited?: {awaited} waits without giving it back}.',
  'concept.coroutine':
    'This call of {function} **runs nothing yet**: it makes a coroutine, which runs when somebody awaits it.',
  'concept.concurrent': '{call} lets several coroutines wait **at the same time**, all on the one event loop.',
  'concept.depends':
    'FastAPI calls the dependency before the function: an `async def` on the event loop, a `def` in the thread pool.',
  'concept.depends.event loop': 'FastAPI calls {dependency} before the function, **on the event loop**.',
  'concept.depends.thread pool': 'FastAPI calls {dependency} before the function, **in the thread pool**.',
  'concept.background tasks':
    'What is added here runs **after the response**: an `async def` on the event loop, a `def` in the thread pool.',
  'concept.background task.event loop':
    '{handed} runs after the response, **on the event loop**: while it blocks, new requests wait.',
  'concept.background task.thread pool': '{handed} runs after the response, **in the thread pool**.',
  'concept.streaming':
    'An `async def` generator is iterated **on the event loop**, a plain generator **in the thread pool**, item by item.',
  'concept.offloader':
    '{call} runs {handed?{handed}}{!handed?what it is given} **in a thread**; the event loop goes on meanwhile.',
  'concept.to own thread':
    '{call} runs {handed?{handed}}{!handed?what it is given} **in a thread of the project**, outside the pool that FastAPI uses.',
  'concept.thread executor': '{call} makes threads of its own, beside the pool of 40 that FastAPI uses.',
  'concept.to process':
    '{call} runs {handed?{handed}}{!handed?what it is given} **in another process**, which can use another core.',
  'concept.process pool': '{call} makes processes, for work that keeps the processor busy.',
  'concept.application':
    'Path operations in this folder: {operations}. On the event loop: {loop}; in the thread pool: {threads}.{blocked? **Can block the loop: {blocked}.**}',
  'burgers.title': 'The burger restaurant',
  'burgers.views': 'What is shown',
  'burgers.view.story': 'The story',
  'burgers.view.route': 'Your route',
  'burgers.story.intro':
    'Two restaurants get the same orders at the same moment. One has a single cook, who takes the next order while the grill works; the other has eight, and each stands at the grill until the burgers are done.',
  'burgers.concurrent': 'Concurrent burgers',
  'burgers.parallel': 'Parallel burgers',
  'burgers.concurrent.what': 'One cook, numbers and tables: `async def` with `await`, on the event loop.',
  'burgers.parallel.what': 'Eight counters, everybody stands: `def`, in a pool of eight threads.',
  'burgers.orders': 'Orders',
  'burgers.play': 'Play',
  'burgers.pause': 'Pause',
  'burgers.forward': 'Next step',
  'burgers.back': 'Previous step',
  'burgers.restart': 'From the beginning',
  'burgers.speed': 'Speed',
  'burgers.time': 'Time',
  'burgers.player': 'Play the story: the space bar plays and pauses, the arrow keys go step by step',
  'burgers.progress': '{served} of {customers} served · {waiting} waiting · on average {mean} · longest {longest}',
  'burgers.growth.served': 'Served',
  'burgers.growth':
    'Customers served over time. {left}: {leftServed} of {customers} by {time}. {right}: {rightServed} of {customers}.',
  'burgers.told.start': 'The doors open.',
  'burgers.told.comes': 'Customer {customer} comes in: the event loop takes the request.',
  'burgers.told.works': 'Customer {customer} is at the counter: `{text}` runs on the event loop, and is short.',
  'burgers.told.waits':
    'Customer {customer} sits down with a number: `await {text}` goes on without the loop, so that the cook takes the next order.',
  'burgers.told.called':
    'The number of customer {customer} is up: the function goes on after its `await` when the loop is free.',
  'burgers.told.thread': 'Customer {customer} gets a counter: a thread of the pool runs `{text}`.',
  'burgers.told.holds':
    'Customer {customer} and the cook of that counter stand at the grill: `{text}` holds the thread for {time}, while the others go on.',
  'burgers.told.queue': 'Every thread of the pool is taken: customer {customer} stands in line for one.',
  'burgers.told.lock': "The cook waits {time}: a thread that computes for customer {customer} holds Python's lock.",
  'burgers.told.computes':
    'The cook chops for customer {customer}: `{text}` computes on the event loop{worker? of worker {worker}} for {time}, and nobody else is served{worker? there}.',
  'burgers.told.blocks':
    'The cook stands at the grill for customer {customer}: `{text}` holds the event loop{worker? of worker {worker}} for {time}, and nobody else is served{worker? there}.',
  'burgers.told.served': 'Customer {customer} is served, after {time}.',
  'burgers.step.framework': 'the framework',
  'burgers.code': 'The code of {name}',
  'burgers.route.choose': 'Choose another route…',
  'burgers.route.pick': 'Choose a path operation…',
  'burgers.route.none':
    'No route is chosen. Put the cursor into a path operation and run this command there, or choose one.',
  'burgers.route.gone': '{name} is no longer in the code. What you see is how it was.',
  'burgers.route.waiting': 'Reading the route…',
  'burgers.route.not served': 'No path operation runs this place, so here is the story.',
  'burgers.route.fix': 'Show the fixes in the editor',
  'burgers.route.fixed':
    'The code has changed since you opened the restaurant: “As it is” shows it now, “When opened” as it was.',
  'burgers.recipe': 'The recipe: what the server does for one request',
  'burgers.recipe.empty': 'nothing that takes time',
  'burgers.recipe.response': 'The response goes out.',
  'burgers.stage.event loop': '{name} ({role}) runs on the event loop',
  'burgers.stage.thread pool': '{name} ({role}) runs in a thread of the pool',
  'burgers.stage.own thread': '{name} ({role}) runs in a thread of its own',
  'burgers.role.clean-up': 'after the `yield`',
  'burgers.part.before': 'before `call_next`',
  'burgers.part.after': 'after `call_next`',
  'burgers.part.after the answer': 'after the response',
  'burgers.do.wait': 'awaits',
  'burgers.do.block.loop': 'holds the loop',
  'burgers.do.block.thread': 'holds its thread',
  'burgers.do.compute.loop': 'computes on the loop',
  'burgers.do.compute.thread': 'computes in its thread',
  'burgers.do.thread.limiter': 'in a thread of the pool',
  'burgers.do.thread.executor': "in a thread of asyncio's executor",
  'burgers.do.thread.own': 'in a thread of its own',
  'burgers.do.thread.processes': 'in another process',
  'burgers.do.gather': 'side by side',
  'burgers.do.written': 'as the code says',
  'burgers.kitchen': 'The rush',
  'burgers.kitchen.customers': 'Customers',
  'burgers.kitchen.arrival': 'They come',
  'burgers.kitchen.together': 'all at once',
  'burgers.kitchen.rate': 'one after the other',
  'burgers.kitchen.perSecond': 'Customers a second',
  'burgers.kitchen.workers': 'Worker processes',
  'burgers.kitchen.poolSize': 'Threads of the pool',
  'burgers.kitchen.cores': 'Cores of the machine',
  'burgers.kitchen.durations': 'How long things take, in milliseconds',
  'burgers.kitchen.reset': 'Back to the defaults',
  'burgers.category.sleep': 'Sleep',
  'burgers.category.http': 'HTTP request',
  'burgers.category.database': 'Database query',
  'burgers.category.file': 'File',
  'burgers.category.subprocess': 'Another program',
  'burgers.category.lock': 'Lock',
  'burgers.category.queue': 'Queue',
  'burgers.category.socket': 'Network connection',
  'burgers.category.dns': 'Name lookup',
  'burgers.category.sdk': 'Cloud service',
  'burgers.category.mail': 'Mail',
  'burgers.category.input': 'Keyboard input',
  'burgers.category.cpu': 'Computing',
  'burgers.serving': 'Way to serve',
  'burgers.serving.as it is': 'As it is',
  'burgers.serving.when opened': 'When opened',
  'burgers.serving.after the fix': 'After the fix',
  'burgers.serving.as def': 'As `def`',
  'burgers.serving.offloaded': 'Offloaded to threads',
  'burgers.serving.truly async': 'Truly async',
  'burgers.serving.2 workers': 'As it is, 2 workers',
  'burgers.serving.4 workers': 'As it is, 4 workers',
  'burgers.serving.8 workers': 'As it is, 8 workers',
  'burgers.serving.same': 'the same as {other}',
  'burgers.side.left': 'Left',
  'burgers.side.right': 'Right',
  'burgers.side.show.left': 'Show {serving} on the left',
  'burgers.side.show.right': 'Show {serving} on the right',
  'burgers.results': 'The ways to serve {customers} {one?customer}{!one?customers}',
  'burgers.results.total': 'Total time',
  'burgers.results.throughput': 'Served a second',
  'burgers.results.median': 'Median wait',
  'burgers.results.percentile95': '95% wait at most',
  'burgers.results.stalls': 'Loop stalls',
  'burgers.results.longest stall': 'Longest stall',
  'burgers.results.queue': 'Line for a thread',
  'burgers.results.workers':
    'Workers share one door: one that is free takes all who stand there, so customers are not spread evenly.',
  'burgers.results.summary':
    '{customers} {one?customer}{!one?customers}. {left}: {leftTotal} in all, median wait {leftMedian}. {right}: {rightTotal} in all, median wait {rightMedian}.',
  'burgers.timeline': 'Who holds what when',
  'burgers.timeline.of': '{serving}: the loop and its threads over {time}, with {stalls} stalls of the loop',
  'burgers.timeline.zoom': 'Zoom',
  'burgers.timeline.hint':
    'Point at a bar for details; a click on it, or Enter, opens the code. The arrow keys go from stall to stall.',
  'burgers.timeline.none': 'No stall of the loop.',
  'burgers.row.loop': 'Event loop',
  'burgers.row.worker': 'Loop {number}',
  'burgers.row.limiter': 'Threads',
  'burgers.row.executor': 'Executor',
  'burgers.row.own': 'Own threads',
  'burgers.row.processes': 'Processes',
  'burgers.bar.turn': '{text} has the loop for customer {customer}: {time}, from {from}',
  'burgers.bar.stall': 'Stall: {text} holds the loop for customer {customer}: {time}, from {from}',
  'burgers.bar.locked out':
    "Stall: the loop waits for Python's lock, which a thread of customer {customer} holds ({text}): {time}, from {from}",
  'burgers.bar.blocks': '{text} holds the thread for customer {customer}: {time}, from {from}',
  'burgers.bar.computes': '{text} computes for customer {customer}: {time}, from {from}',
  'burgers.bar.waits for the lock':
    "The thread of customer {customer} waits for Python's lock ({text}): {time}, from {from}",
  'burgers.legend': 'Legend',
  'burgers.legend.turn': 'short turn on the loop',
  'burgers.legend.stall': 'stall: one customer holds the loop',
  'burgers.legend.locked out': "stall: the loop waits for Python's lock",
  'burgers.legend.blocks': 'a thread waits with its customer',
  'burgers.legend.computes': 'a thread computes',
  'burgers.legend.waits for the lock': "a thread waits for Python's lock",
  'burgers.stalls': 'The longest stalls of the loop',
  'burgers.stalls.when': 'From',
  'burgers.stalls.lasts': 'Lasts',
  'burgers.stalls.customer': 'Customer',
  'burgers.stalls.code': 'Code',
  'burgers.stalls.more': '{count} more are not listed.',
  'burgers.histogram': 'How long customers wait',
  'burgers.histogram.customers': 'Customers',
  'burgers.histogram.time': 'Time from arrival to response',
  'burgers.histogram.of': 'How many customers wait how long: {left} and {right}',
  'burgers.table': 'As a table',
  'burgers.save': 'Save as a picture',
  'burgers.save.svg': 'SVG',
  'burgers.save.png': 'PNG',
  'burgers.save.title': '{route} in the burger restaurant: {customers} {one?customer}{!one?customers}',
  'burgers.model':
    "A simulation of uvicorn, the event loop, the thread pool and Python's lock. Durations are typical values that you can change: trust the ratios, not the milliseconds. What stands in a `for` or `while` counts once.",
  'reader.course': 'Course',
  'reader.place': '{order} of {count}',
  'reader.previous': '← Previous',
  'reader.previous.long': 'Previous card: {title}',
  'reader.next': 'Next →',
  'reader.next.long': 'Next card: {title}',
  'reader.read': 'I have read it',
  'reader.browse': 'All concepts',
  'reader.related': 'Related cards',
  'reader.table': 'Table',
  'reader.insert': 'Insert at the cursor',
  'reader.insert.long': 'Insert example {number} at the cursor',
  'reader.scratch': 'Open as a file',
  'reader.scratch.long': 'Open example {number} as a new file',
  'reader.claim.blocks': 'Wrong on purpose: this blocks the event loop.',
  'reader.claim.loses': 'Wrong on purpose: this loses work.',
  'reader.claim.fails': 'Wrong on purpose: this raises an error.',
  'reader.importance.fundamental': 'Fundamental',
  'reader.importance.important': 'Important',
  'reader.importance.specific': 'Specific',
  'burgers.scene.described.all':
    '{one?The customer is served, after {time}.}{!one?All {customers} are served. They waited {time} on average.}',
  'burgers.scene.described.block':
    '{worker?In worker {worker}, the}{!worker?The} cook stands at the grill for customer {customer}: {waiting} {one?waits}{!one?wait}, nobody takes orders.',
  'burgers.scene.described.busy':
    '{worker?In worker {worker}, the}{!worker?The} cook is busy with customer {customer}: {waiting} {one?waits}{!one?wait}, nobody takes orders.',
  'burgers.scene.described.compute':
    '{worker?In worker {worker}, the}{!worker?The} cook chops for customer {customer}: {waiting} {one?waits}{!one?wait}, nobody takes orders.',
  'burgers.scene.described.line': '{count} {one?stands}{!one?stand} in the line.',
  'burgers.scene.described.lock':
    "{worker?In worker {worker}, the}{!worker?The} cook who takes orders waits for Python's lock, which the thread of customer {customer} keeps: {waiting} {one?waits}{!one?wait}.",
  'burgers.scene.described.queue': '{count} {one?waits}{!one?wait} for a thread.',
  'burgers.scene.described.quiet': '{count} {one?waits}{!one?wait} for a turn.',
  'burgers.scene.described.seated':
    '{count} {one?sits and waits}{!one?sit and wait} for what is on the grill, and orders are taken.',
  'burgers.scene.described.served': '{served} of {customers} served.',
  'burgers.scene.described.several':
    '{stalled} of {loops} cooks who take orders stand still, the longest for customer {customer}: {waiting} {one?waits}{!one?wait}.',
  'burgers.scene.described.threads':
    '{count} {one?customer stands with the cook of a thread}{!one?customers stand with the cook of a thread each}.',
  'burgers.scene.served': '{served} of {customers} served',
  'burgers.scene.stall': 'Stalled {seconds} s',
  'burgers.scene.stall.lock': "Stands still for Python's lock: {seconds} s",
  'burgers.scene.stall.lock.call': "Stands still: {call} keeps Python's lock, {seconds} s",
  'burgers.scene.stall.task': 'Stands still for customer {customer}: {seconds} s',
  'burgers.scene.stall.task.call': 'Stands still: {call} for customer {customer}, {seconds} s',
  'burgers.scene.worker': 'Worker {number}',
  'report.title': 'How {project} serves its requests',
  'report.skip': 'To what freezes the event loop',
  'report.made': '{date}, {files} Python files{fastapi?, FastAPI {fastapi}}',
  'report.lead':
    'FastAPI runs `async def` functions on the event loop, one at a time, and `def` functions in threads. What blocks on the loop holds up every request until it is done.',
  'report.figures': 'At a glance',
  'report.figure.operations': 'path operations and websockets',
  'report.figure.frozen': 'freeze the event loop',
  'report.figure.onLoop': 'run on the event loop, and nothing is known to block',
  'report.figure.inThreads': 'run in a thread',
  'report.difference.none': 'as on {date}',
  'report.difference.more': '{count} more than on {date}',
  'report.difference.less': '{count} fewer than on {date}',
  'report.trend': 'Over time',
  'report.trend.chart':
    'How many path operations freeze the event loop: {first} on {from}, {last} on {to}. The table has the numbers.',
  'report.trend.date': 'Date',
  'report.trend.operations': 'Path operations',
  'report.trend.frozen': 'Freeze the loop',
  'report.trend.onLoop': 'On the loop',
  'report.trend.inThreads': 'In a thread',
  'report.trend.findings': 'Findings of all rules',
  'report.changes': 'Since {date}',
  'report.changes.none': 'No path operation has begun to freeze the event loop, and none has stopped.',
  'report.changes.new': 'Freeze the event loop now: {count}',
  'report.changes.mended': 'No longer freeze it: {count}',
  'report.freezes': 'What freezes the event loop',
  'report.freezes.none': 'Nothing is known to freeze it.',
  'report.freezes.order': 'What holds up the most path operations comes first.',
  'report.chain': 'The way to the call that blocks:',
  'report.holds.none': 'No path operation is known to run it in a request.',
  'report.holds.one': 'It is a part of 1 path operation:',
  'report.holds': 'It is a part of {count} path operations:',
  'report.holds.more': 'and {count} more, which the table has.',
  'report.operations': 'All path operations and websockets',
  'report.operations.none': 'None was found. Was the right folder given?',
  'report.others': 'Other functions that FastAPI calls',
  'report.findings': 'What else was found',
  'report.column.method': 'Method',
  'report.column.path': 'Path',
  'report.column.role': 'Role',
  'report.column.function': 'Function',
  'report.column.declared': 'Declared',
  'report.column.runs': 'Runs',
  'report.column.state': 'State',
  'report.column.rule': 'Rule',
  'report.column.place': 'Place',
  'report.column.message': 'Message',
  'report.role': '{role}',
  'report.runs.event loop': 'on the event loop',
  'report.runs.thread pool': 'in a thread',
  'report.runs.process': 'in another process',
  'report.runs.caller': 'where it is called',
  'report.state.frozen': 'freezes the loop',
  'report.state.see': 'see {number}',
  'report.state.free': 'nothing known to block',
  'report.state.thread': 'holds up nobody else',
  'report.state.waits': 'waits for `{blocker}`',
  'role.path operation': 'path operation',
  'role.dependency': 'dependency',
  'role.background task': 'background task',
  'role.websocket': 'websocket',
  'role.middleware': 'middleware',
  'role.lifespan': 'lifespan',
  'role.startup handler': 'start-up handler',
  'role.exception handler': 'exception handler',
  'role.validator': 'validator',
  'role.ASGI application': 'ASGI application',
  'role.stream': 'stream',
  'role.thread function': 'thread function',
  'role.task': 'task',
  'status.libraries': '{folder}: calls are followed into the libraries of {environment}',
  'status.no-libraries':
    'loopwise.pythonEnvironment: no Python environment is at {environment} (no site-packages folder there), so no library is looked into',
  'status.no folder': '{folder}: not analysed: it is no folder of this machine',
  'status.unreadable': '{path}: not analysed: {reason}',
  'server.usage': `loopwise-language-server: the language server of Loopwise, which finds what blocks FastAPI's event loop

Usage:
  loopwise-language-server [--stdio]

An editor starts it and speaks the Language Server Protocol with it over standard input and output.

Options:
  --stdio         speak over standard input and output (default)
  --socket PORT   speak over a TCP connection to this port of the machine
  --pipe NAME     speak over a named pipe or a Unix socket
  --node-ipc      speak over the channel of the Node process that starts it
  -V, --version   print the version
  -h, --help      print this text`,
  'server.terminal':
    'loopwise-language-server waits for an editor on standard input; --help tells more. Ctrl+C or Ctrl+D ends it.',
  'server.see help': '--help lists the options.',
  'server.unknown option': 'unknown option "{option}"',
  'server.unknown argument': 'unknown argument "{argument}"',
  'server.no value': '{option} needs a value',
  'server.no port': '--socket needs a port from 1 to 65535, not "{value}"',
  'server.needless value': '{option} takes no value, but was given "{value}"',
  'server.two transports': '{one} and {other} exclude each other',
  'configuration.syntax': 'this is not valid TOML: {reason}',
  'configuration.unknown-key':
    'there is no key of this name{nearest?; did you mean "{nearest}"?}{!nearest?.} Keys: {allowed}',
  'configuration.unknown-rule':
    'there is no rule of this name{nearest?; did you mean "{nearest}"?}{!nearest?.} Rules: {allowed}',
  'configuration.missing-key': 'the key "{name}" is missing',
  'configuration.not-one-of':
    '{written} is not allowed here{nearest?; did you mean "{nearest}"?}{!nearest?.} Allowed: {allowed}',
  'configuration.no-name':
    '{written} is no qualified name; write it as "package.module.function", with * for any one name and ** for several',
  'configuration.wrong-kind': 'this must be {kind}',
  'configuration.kind.text': 'a text in quotes',
  'configuration.kind.truth': 'true or false',
  'configuration.kind.list': 'a list, in brackets',
  'configuration.kind.table': 'a table',
  'configuration.kind.name': 'a qualified name in quotes, or a table with a name',
  'configuration.kind.position': 'a whole number from 0',
  'configuration.no-folder': 'there is no folder "{folder}" beside this file',
  'configuration.no-environment': 'no Python environment is at "{environment}" (no site-packages folder there)',
  'configuration.on-network': 'a folder of another machine is not looked into',
  'configuration.no-table': 'the table [tool.loopwise] is missing',
  'configuration.nothing-checked': 'nothing was checked, the configuration has {count} {one?mistake}{!one?mistakes}:',
  'check.summary': '{findings} findings in {files} {oneFile?file}{!oneFile?files} ({megabytes} MB, {milliseconds} ms)',
  'check.summary.one': '1 finding in {files} {oneFile?file}{!oneFile?files} ({megabytes} MB, {milliseconds} ms)',
  'mcp.unreadable': '{folder}: there is no such folder, or it cannot be read ({code})',
  'mcp.no folder': '{folder}: it is not a folder',
  'line in cell': 'cell {cell}:{line}',
  'reason.binary': 'it is a binary file',
  'reason.too-large': 'it is larger than {limit} MB',
  'reason.no notebook': 'it is not a notebook (no valid JSON)',
  'reason.notebook format': 'it is a notebook of format {format}, and only format 4 is read',
  'reason.encoding': 'its encoding "{encoding}" is not known',
  'reason.decode': 'it is not valid {encoding}',
  'reason.unreadable': 'it cannot be read ({code})',
  ...commandLineEn,
} as const;

export type MessageKey = keyof typeof en;
