"""Executes a real FastAPI application and tells what happened, as one JSON document on standard output.

    /usr/bin/python3 -I -B oracle.py path/to/app.py [folder of recorder.py]

The module holds `app` and `PROBES`, a list of dictionaries:

    name      unique in the module
    request   "GET /path", "POST /path", "WEBSOCKET /path" or "LIFESPAN"
    function  qualified name of the function that the probe is about
    app       name of another application in the module (default "app")
    json      body of the request
    send      texts that a websocket client sends before it goes away
    raises    name of the exception that must come out of the application
    together  how many such requests are served at the same time (default 1)

It may hold `CROWDS`, dictionaries with `request`, `function` and `times`: so many such requests come at once, and `elapsed`
tells when the last one was answered, at best: it is tried until the best two agree within 3 %, at most seven times.

It may hold `WATCHED`, functions that cannot call `record` because they must call nothing: the profiler records when they
run, on which thread and how long.

Each probe is served while a heartbeat ticks on the same event loop. What is measured:

- how late the heartbeat was at worst, from the first byte of the request until the application has returned and every
  task that it started has ended (background tasks run in between). A probe that is not clear is served again, up to
  three times, and the best result counts: a machine that does other work is late once, a block every time. So a block
  that happens for the first request only (a cache) counts as clear; `attempts` has all values;
- where the loop stood while the heartbeat was late: a thread reads the loop's stack and keeps, of the code of the
  application, the function that the framework called and its line;
- coroutines that Python reports as never awaited, with the line that made them, or that handed their function to a thread;
- tasks that the garbage collector ended while they waited, with the line that made them;
- locks of threads that one task held while another one came: a task that would stop the loop for good is let in after
  0.4 s, and a lock that lets both in is told too, with the line that took it first;
- on which thread each recorded function ran;
- errors of the kinds that the rules speak of, with the line of the application where each came up, handled or not;
- exceptions, and files next to the application that do not compile.

Probes with the same request share one measurement.
"""

import ast
import asyncio
import gc
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import threading
import time
import warnings
import weakref

BEAT = 0.005
# Blocks in the applications last 0.3 s. What lies between the two is told as neither.
CLEAR = 0.100
STALL = 0.150
ATTEMPTS = 3
CROWD_ATTEMPTS = 7
ORIGIN_DEPTH = 30


def missing_packages():
    missing = []
    for module, package in [
        ("fastapi", "python3-fastapi"),
        ("httpx", "python3-httpx"),
        ("requests", "python3-requests"),
        ("sqlalchemy", "python3-sqlalchemy"),
        ("bcrypt", "python3-bcrypt"),
        ("PIL", "python3-pil"),
    ]:
        try:
            __import__(module)
        except ImportError:
            missing.append(package)
    return missing


def track_origins(*_):
    """Python keeps for each thread on its own whether coroutines remember the lines that made them."""
    sys.set_coroutine_origin_tracking_depth(ORIGIN_DEPTH)
    sys.setprofile(stopwatch if stopwatch.codes else None)


class Stopwatch:
    """Records the runs of watched functions from outside of them, in every thread."""

    def __init__(self):
        self.codes = {}
        self.started = {}
        self.times = []
        self.record = None

    def watch(self, functions, recorder):
        for function in functions:
            self.codes[function.__code__] = function.__qualname__
        self.record = recorder.record_from_outside

    def __call__(self, frame, event, _):
        code = frame.f_code
        if code not in self.codes:
            return
        key = (threading.get_ident(), code)
        if event == "call":
            self.record(self.codes[code], code.co_filename)
            self.started[key] = time.perf_counter()
        elif event == "return" and key in self.started:
            spent = time.perf_counter() - self.started.pop(key)
            self.times.append((self.codes[code], code.co_filename, spent))


stopwatch = Stopwatch()


class Code:
    """Whose code a stack frame runs."""

    def __init__(self, folder):
        import anyio
        import fastapi
        import starlette

        self.folder = folder + os.sep
        self.framework = tuple(os.path.dirname(module.__file__) + os.sep for module in (fastapi, starlette))
        self.scheduling = tuple(os.path.dirname(module.__file__) + os.sep for module in (asyncio, anyio))

    def is_application(self, frame):
        return frame.f_code.co_filename.startswith(self.folder)

    def is_framework(self, frame):
        return frame.f_code.co_filename.startswith(self.framework)

    def is_scheduling(self, frame):
        return frame.f_code.co_filename.startswith(self.scheduling)

    def place(self, frame):
        """The outermost frame of the application that the framework, or the loop, called; None when it is not in one.

        Libraries between two frames of the application (a decorator, a context manager) are passed over.
        """
        found = None
        while frame is not None:
            if self.is_application(frame):
                found = frame
            elif found is not None and self.is_framework(frame):
                return found, True
            frame = frame.f_back
        return found, False

    def describe(self, frame):
        code = frame.f_code
        function = getattr(code, "co_qualname", code.co_name).replace("<locals>.", "")
        return os.path.relpath(code.co_filename, self.folder), frame.f_lineno, function


class HandOvers:
    """Lets a thread call what the application hands to it in a frame that says it is the line which did that."""

    FRAME = "handed_over"

    def __init__(self, code):
        import anyio.to_thread
        import starlette.concurrency
        from concurrent.futures import ThreadPoolExecutor

        self.code = code
        self.passed = (*code.scheduling, starlette.concurrency.__file__, os.path.dirname(threading.__file__))
        to_thread = anyio.to_thread.run_sync
        submit = ThreadPoolExecutor.submit
        make_thread = threading.Thread.__init__
        make_timer = threading.Timer.__init__

        async def run_sync(function, *arguments, **options):
            return await to_thread(self.placed(function, sys._getframe(1)), *arguments, **options)

        def submit_placed(executor, function, /, *arguments, **options):
            return submit(executor, self.placed(function, sys._getframe(1)), *arguments, **options)

        def make_thread_placed(thread, group=None, target=None, *arguments, **options):
            make_thread(thread, group, target and self.placed(target, sys._getframe(1)), *arguments, **options)

        def make_timer_placed(timer, interval, function, *arguments, **options):
            make_timer(timer, interval, self.placed(function, sys._getframe(1)), *arguments, **options)

        anyio.to_thread.run_sync = run_sync
        ThreadPoolExecutor.submit = submit_placed
        threading.Thread.__init__ = make_thread_placed
        threading.Timer.__init__ = make_timer_placed

    def placed(self, function, frame):
        while frame is not None and frame.f_code.co_filename.startswith(self.passed):
            frame = frame.f_back
        place = None
        if frame is not None and self.code.is_application(frame):
            place = frame.f_code.co_filename, frame.f_lineno
        elif frame is not None and frame.f_code.co_filename == __file__:
            # A task runs nothing but `asyncio.to_thread`: the application made that coroutine.
            task = asyncio.current_task() if asyncio._get_running_loop() else None
            origin = (task and task.get_coro().cr_origin) or ()
            place = next(((file, line) for file, line, _ in origin if file.startswith(self.code.folder)), None)
        if place is None:
            return function
        file, line = place
        names = {"function": function}
        source = "\n" * (line - 1) + f"def {self.FRAME}(*a, **k): return function(*a, **k)"
        exec(compile(source, file, "exec"), names)
        return names[self.FRAME]


class LostTasks:
    """Tasks that the garbage collector ended while they waited, with the lines of the application that made them."""

    def __init__(self, code, loop):
        self.code = code
        # By identity: the collector has cleared all weak references when it tells.
        self.made = {}
        self.lost = []
        loop.set_exception_handler(self.handle)

    def note(self, task, frame):
        is_application = frame is not None and self.code.is_application(frame)
        self.made[id(task)] = self.code.describe(frame) if is_application else None

    def handle(self, loop, context):
        if context["message"] != "Task was destroyed but it is pending!":
            loop.default_exception_handler(context)
            return
        place = self.made.get(id(context["task"]))
        if place is not None and place not in self.lost:
            self.lost.append(place)

    async def keep_collecting(self):
        while True:
            await asyncio.sleep(0.05)
            gc.collect()

    def found(self):
        return [{"file": file, "line": line} for file, line, _ in self.lost]


class WatchedLock:
    """A lock of a thread that knows which tasks have it. Two tasks of one loop cannot wait for each other in it."""

    RESCUE = 0.4

    def __init__(self, lock, is_exclusive, code, meetings):
        self.lock = lock
        self.is_exclusive = is_exclusive
        self.code = code
        self.meetings = meetings
        self.holders = []
        self.let_in = 0

    def __getattr__(self, name):
        return getattr(self.lock, name)

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *_):
        self.release()

    def acquire(self, *arguments, **options):
        task = self.task()
        others = [holder for holder in self.holders if task is not None and holder[0] is not task]
        waits = not arguments and not options
        taken = self.lock.acquire(False) if others and waits else self.lock.acquire(*arguments, **options)
        if taken and others and self.is_exclusive:
            self.meet(others, "lets both in")
        if not taken and others and waits:
            taken = self.lock.acquire(True, self.RESCUE)
            if not taken:
                self.meet(others, "stops the loop")
                self.let_in += 1
                taken = True
        if taken:
            frame = sys._getframe(1)
            while frame is not None and not self.code.is_application(frame):
                frame = frame.f_back
            self.holders.append((task, frame and self.code.describe(frame)))
        return taken

    def release(self, *arguments):
        task = self.task()
        mine = [holder for holder in self.holders if holder[0] is task] or self.holders
        if mine:
            self.holders.remove(mine[-1])
        if self.let_in:
            self.let_in -= 1
        else:
            self.lock.release(*arguments)

    def task(self):
        try:
            return asyncio.current_task()
        except RuntimeError:
            return None

    def meet(self, others, effect):
        for task, place in others:
            if task is not None and place is not None and (*place, effect) not in self.meetings:
                self.meetings.append((*place, effect))


def watch_locks(code):
    """Watches the locks that the application makes from now on; gives the list of the meetings in them."""
    meetings = []

    def watch(module, name, is_exclusive):
        make = getattr(module, name)

        def made(*arguments, **options):
            lock = make(*(getattr(given, "lock", given) for given in arguments), **options)
            return WatchedLock(lock, is_exclusive, code, meetings)

        def made_by(frame, *arguments, **options):
            return (made if code.is_application(frame) else make)(*arguments, **options)

        if not isinstance(make, type):
            setattr(module, name, lambda *arguments, **options: made_by(sys._getframe(1), *arguments, **options))
            return

        class Watched(make):
            def __new__(cls, *arguments, **options):
                is_own = cls is Watched and code.is_application(sys._getframe(1))
                return made(*arguments, **options) if is_own else super().__new__(cls)

        setattr(module, name, Watched)

    for module in (threading, multiprocessing):
        for name in ("Lock", "RLock", "Condition"):
            watch(module, name, True)
        for name in ("Semaphore", "BoundedSemaphore"):
            watch(module, name, False)
    return meetings


class Origins:
    """For each task that the application starts: the place that started it, which the task runs on behalf of."""

    def __init__(self, code, lost):
        self.code = code
        self.lost = lost
        self.places = weakref.WeakKeyDictionary()

    def factory(self, loop, coroutine, **options):
        task = asyncio.Task(coroutine, loop=loop, **options)
        frame = sys._getframe(1)
        while frame is not None and self.code.is_scheduling(frame):
            frame = frame.f_back
        self.lost.note(task, frame)
        if frame is not None and self.code.is_application(frame):
            found, by_framework = self.code.place(frame)
            # A callback of the loop runs without a task.
            current = asyncio.current_task(loop)
            parent = None if by_framework or current is None else self.places.get(current)
            self.places[task] = parent or self.code.describe(found)
        return task


class Watch(threading.Thread):
    """Reads the stack of the loop's thread while the heartbeat is late."""

    def __init__(self, code, origins, loop):
        super().__init__(daemon=True)
        self.code = code
        self.origins = origins
        self.loop = loop
        self.loop_thread = threading.get_ident()
        self.last_beat = None
        self.stood = {}

    def run(self):
        before = time.perf_counter()
        while True:
            time.sleep(0.01)
            now = time.perf_counter()
            last_beat = self.last_beat
            if last_beat is not None and now - last_beat > 0.05:
                place = self.place()
                self.stood[place] = self.stood.get(place, 0) + now - before
            before = now

    def place(self):
        found, by_framework = self.code.place(sys._current_frames().get(self.loop_thread))
        if found is None:
            return None
        if not by_framework:
            # The loop itself runs callbacks, without a task.
            task = asyncio.current_task(self.loop)
            origin = None if task is None else self.origins.places.get(task)
            if origin is not None:
                return origin
        return self.code.describe(found)


class Errors:
    """The errors that come up in the application while a request is served, on whatever thread, also those that it handles.

    A trace function sees an exception first in the innermost frame of the application. What the framework raises in its own
    code, as when it awaits what a `def` has given, has no such frame: it is read from the traceback.
    """

    def __init__(self, code):
        self.code = code
        self.is_on = False
        self.found = []
        # The objects are kept, so that no other error has the identity of an earlier one.
        self.seen = {}

    def install(self):
        """Python keeps trace functions by thread, so this comes before the threads of the pool."""
        threading.settrace(self.trace)
        sys.settrace(self.trace)

    def start(self):
        self.found = []
        self.seen = {}
        self.is_on = True

    def stop(self):
        self.is_on = False
        for error in self.seen.values():
            error.__traceback__ = None
        self.seen = {}

    def trace(self, frame, event, argument):
        if not self.is_on or not self.code.is_application(frame):
            return None
        frame.f_trace_lines = False
        return self.trace_application

    def trace_application(self, frame, event, argument):
        if event == "exception":
            self.note(argument[1], argument[0], frame)
        return self.trace_application

    def note(self, error, kind, frame):
        # How coroutines and iterators end.
        if isinstance(error, (StopIteration, StopAsyncIteration)) or not isinstance(error, Exception):
            return
        if not self.is_on or id(error) in self.seen:
            return
        self.seen[id(error)] = error
        file, line, function = (None, None, None) if frame is None else self.code.describe(frame)
        entry = {"type": kind.__name__, "message": str(error), "file": file, "line": line, "function": function}
        if entry not in self.found:
            self.found.append(entry)

    def came_out(self, error):
        """Notes an error that the application did not handle and in which it has no part."""
        trace = error.__traceback__
        while trace is not None:
            if self.code.is_application(trace.tb_frame):
                return
            trace = trace.tb_next
        self.note(error, type(error), None)


def ask_for_priority():
    """Lets all threads go before other programs, where that is allowed: how long a crowd takes is compared in per cent."""
    for thread in os.listdir("/proc/self/task"):
        try:
            os.sched_setscheduler(int(thread), os.SCHED_RR, os.sched_param(1))
        except PermissionError:
            return


class Oracle:
    def __init__(self, module, code, recorder, meetings):
        self.module = module
        self.code = code
        self.recorder = recorder
        self.meetings = meetings
        self.worst = 0.0
        self.errors = Errors(code)

    async def run(self, probes):
        loop = asyncio.get_running_loop()
        self.lost_tasks = LostTasks(self.code, loop)
        self.origins = Origins(self.code, self.lost_tasks)
        loop.set_task_factory(self.origins.factory)
        self.watch = Watch(self.code, self.origins, loop)
        self.watch.start()
        self.errors.install()
        await self.use_threads()
        measured = {}
        results = []
        for probe in probes:
            options = [probe.get(name) for name in ("app", "request", "json", "send", "together")]
            request = json.dumps(options)
            if request not in measured:
                measured[request] = await self.measure(probe)
            named = {"name": probe["name"], "function": probe["function"], "raises": probe.get("raises")}
            results.append({**named, **measured[request]})
        stopwatch.codes = {}
        await self.use_threads()
        # How long many requests take is compared with what the server alone does.
        loop.set_task_factory(None)
        sys.set_coroutine_origin_tracking_depth(0)
        ask_for_priority()
        crowds = await self.crowds(getattr(self.module, "CROWDS", []))
        return results, crowds

    async def use_threads(self):
        """Starts the pool's threads, and makes them forget the results of their last work."""
        import anyio.to_thread

        await asyncio.gather(*(anyio.to_thread.run_sync(time.sleep, 0.001) for _ in range(4)))

    async def measure(self, probe):
        best = None
        latenesses = []
        for attempt in range(ATTEMPTS):
            result = await self.attempt(probe)
            latenesses.append(result["lateness"])
            if best is None or result["lateness"] < best["lateness"]:
                best = result
            if best["lateness"] < CLEAR * 1000:
                break
            if attempt == 1 and best["lateness"] >= 250:
                break
        best["attempts"] = latenesses
        best["stalls"] = None if CLEAR * 1000 <= best["lateness"] < STALL * 1000 else best["lateness"] >= STALL * 1000
        return best

    async def heartbeat(self):
        while True:
            before = time.perf_counter()
            self.watch.last_beat = before
            await asyncio.sleep(BEAT)
            self.worst = max(self.worst, time.perf_counter() - before - BEAT)

    async def attempt(self, probe):
        self.recorder.runs.clear()
        stopwatch.times.clear()
        gc.collect()
        self.lost_tasks.lost.clear()
        self.meetings.clear()
        self.watch.stood = {}
        status = None
        exception = None
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            beat = asyncio.get_running_loop().create_task(self.heartbeat())
            collecting = asyncio.get_running_loop().create_task(self.lost_tasks.keep_collecting())
            await asyncio.sleep(4 * BEAT)
            others = asyncio.all_tasks()
            self.worst = 0.0
            self.errors.start()
            try:
                status = await asyncio.wait_for(self.serve_together(probe), 20)
            except Exception as error:
                exception = type(error).__name__
                self.errors.came_out(error)
                error.__traceback__ = None
                error.__context__ = None
                del error
            # The tasks that have been started begin to wait, and the collector runs.
            await asyncio.sleep(0.06)
            started = asyncio.all_tasks() - others
            if started:
                await asyncio.wait(started, timeout=10)
            self.errors.stop()
            # The heartbeat that the last block held up still has to come.
            await asyncio.sleep(4 * BEAT)
            beat.cancel()
            collecting.cancel()
            await asyncio.gather(beat, collecting, return_exceptions=True)
            self.watch.last_beat = None
            await self.use_threads()
            gc.collect()
        return {
            "lateness": round(self.worst * 1000, 1),
            "stood": [
                {"file": place[0], "line": place[1], "function": place[2], "milliseconds": round(spent * 1000)}
                for place, spent in self.watch.stood.items()
                if place is not None and spent >= 0.1
            ],
            "errors": self.errors.found,
            "neverAwaited": self.never_awaited(caught),
            "lostTasks": self.lost_tasks.found(),
            "lockMeetings": [
                {"file": file, "line": line, "effect": effect} for file, line, _, effect in self.meetings
            ],
            "runs": self.runs(),
            "times": [
                {
                    "function": function,
                    "file": os.path.relpath(file, self.code.folder),
                    "milliseconds": round(spent * 1000, 1),
                }
                for function, file, spent in stopwatch.times
            ],
            "status": status,
            "exception": exception,
        }

    def runs(self):
        folder = self.code.folder
        result = []
        for run in self.recorder.runs:
            place = "event loop" if run["loopRuns"] else "main thread" if run["mainThread"] else "thread pool"
            entry = {"function": run["function"], "file": os.path.relpath(run["file"], folder), "place": place}
            if entry not in result:
                result.append(entry)
        return result

    def never_awaited(self, caught):
        found = []
        for warning in caught:
            text = str(warning.message)
            name = re.match(r"coroutine '(.+?)' was never awaited", text)
            if not name or not issubclass(warning.category, RuntimeWarning):
                continue
            # The last frame is the one that called the coroutine function.
            frames = [
                frame
                for frame in re.findall(r'File "(.+?)", line (\d+), in (.+)', text)
                if frame[0].startswith(self.code.folder)
            ]
            # A lambda is what stands in the line that hands it over.
            if len(frames) > 1 and frames[-1][2] == "<lambda>" and frames[-2][2] == HandOvers.FRAME:
                frames.pop()
            file, line, function = frames[-1] if frames else (None, None, None)
            place = {
                "coroutine": name[1],
                "file": file and os.path.relpath(file, self.code.folder),
                "line": line and int(line),
                "inThread": function == HandOvers.FRAME,
            }
            if place not in found:
                found.append(place)
        return found

    async def serve_together(self, probe):
        statuses = await asyncio.gather(*(self.serve(probe) for _ in range(probe.get("together", 1))))
        return max(statuses, key=lambda status: status or 0)

    async def serve(self, probe):
        application = getattr(self.module, probe.get("app", "app"))
        method, _, path = probe["request"].partition(" ")
        if method == "LIFESPAN":
            return await self.lifespan(application)
        if method == "WEBSOCKET":
            return await self.websocket(application, path, probe.get("send", []))
        import httpx

        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://oracle") as client:
            response = await client.request(method, path, json=probe.get("json"), timeout=20)
            return response.status_code

    async def crowds(self, crowds):
        elapsed = [[] for _ in crowds]
        # In turns: what disturbs the machine for some seconds spoils one attempt of each, not all of one.
        for _ in range(CROWD_ATTEMPTS):
            for crowd, times in zip(crowds, elapsed):
                times.sort()
                if len(times) < 2 or times[1] > times[0] * 1.03:
                    times.append(await self.crowd(crowd))
        return [
            {"function": crowd["function"], "times": crowd["times"], "elapsed": round(min(times), 1)}
            for crowd, times in zip(crowds, elapsed)
        ]

    async def crowd(self, crowd):
        began = time.perf_counter()
        await asyncio.gather(*(self.ask(crowd["request"]) for _ in range(crowd["times"])))
        return (time.perf_counter() - began) * 1000

    async def ask(self, request):
        """Sends a request without a client library, which takes ten times as long as the framework itself."""
        method, _, path = request.partition(" ")
        statuses = []
        received = []

        async def receive():
            # The client stays: who waits for it to go away, as a response that streams does, waits until it is cancelled.
            if received:
                await asyncio.Event().wait()
            received.append("http.request")
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "server": ("oracle", 80),
            "client": ("127.0.0.1", 50000),
            "root_path": "",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"oracle")],
        }
        await self.module.app(scope, receive, send)
        if statuses != [200]:
            raise AssertionError(f"{request} was answered with {statuses}")

    async def lifespan(self, application):
        messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
        answers = []

        async def receive():
            await asyncio.sleep(0.02)
            return messages.pop(0)

        async def send(message):
            answers.append(message["type"])

        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        await application(scope, receive, send)
        if answers != ["lifespan.startup.complete", "lifespan.shutdown.complete"]:
            raise AssertionError(f"lifespan answered {answers}")
        return None

    async def websocket(self, application, path, texts):
        messages = [{"type": "websocket.connect"}]
        messages += [{"type": "websocket.receive", "text": text} for text in texts]
        messages.append({"type": "websocket.disconnect", "code": 1000})

        async def receive():
            await asyncio.sleep(0)
            return messages.pop(0) if messages else {"type": "websocket.disconnect", "code": 1000}

        async def send(message):
            await asyncio.sleep(0)

        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "ws",
            "server": ("oracle", 80),
            "client": ("127.0.0.1", 50000),
            "root_path": "",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"oracle")],
            "subprotocols": [],
            "extensions": {},
        }
        await application(scope, receive, send)
        return None


def python_files(folder):
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            if name.endswith(".py"):
                yield os.path.join(parent, name)


def compile_all(folder):
    """Files that Python refuses, and the functions of the others with their lines."""
    errors = []
    functions = []

    def visit(node, file, prefix):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = prefix + child.name
                if not isinstance(child, ast.ClassDef):
                    functions.append(
                        {
                            "file": file,
                            "function": name,
                            "isAsync": isinstance(child, ast.AsyncFunctionDef),
                            "first": child.lineno,
                            "last": child.end_lineno,
                        }
                    )
                visit(child, file, name + ".")
            else:
                visit(child, file, prefix)

    for path in python_files(folder):
        file = os.path.relpath(path, folder)
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        try:
            compile(text, path, "exec", dont_inherit=True)
        except SyntaxError as error:
            errors.append({"file": file, "line": error.lineno, "message": error.msg})
        try:
            visit(ast.parse(text), file, "")
        except SyntaxError:
            pass
    return errors, functions


def main():
    missing = missing_packages()
    if missing:
        print(json.dumps({"missing": missing}))
        return 3
    path = os.path.abspath(sys.argv[1])
    folder = os.path.dirname(path)
    recorder_folder = sys.argv[2] if len(sys.argv) > 2 else os.path.dirname(folder)
    sys.path[:0] = [folder, recorder_folder]
    # Files that an application makes go with it.
    tempfile.tempdir = tempfile.mkdtemp(prefix="loopwise-oracle-")
    # What an application prints is no part of the document.
    document = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.setprofile(track_origins)
    track_origins()
    warnings.simplefilter("ignore")

    import importlib

    import fastapi
    import recorder
    import starlette

    code = Code(folder)
    HandOvers(code)
    meetings = watch_locks(code)
    module = importlib.import_module(os.path.basename(path)[: -len(".py")])
    errors, functions = compile_all(folder)
    stopwatch.watch(getattr(module, "WATCHED", []), recorder)
    track_origins()
    gc.freeze()
    probes, crowds = asyncio.run(Oracle(module, code, recorder, meetings).run(module.PROBES))
    json.dump(
        {
            "versions": {
                "python": sys.version.split()[0],
                "fastapi": fastapi.__version__,
                "starlette": starlette.__version__,
            },
            "probes": probes,
            "crowds": crowds,
            "syntaxErrors": errors,
            "functions": functions,
            "helpers": getattr(module, "HELPERS", {}),
            "unknown": getattr(module, "UNKNOWN", []),
        },
        document,
        indent=1,
    )
    document.write("\n")
    document.close()
    shutil.rmtree(tempfile.tempdir, ignore_errors=True)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Servers and locks of the applications live in threads that need not end. Processes of a pool would stay, and hold the
    # pipes that the caller reads to their end.
    for process in multiprocessing.active_children():
        process.kill()
    os._exit(code)
