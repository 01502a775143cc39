import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recipe } from '../../server/engine/simulation/recipe.ts';
import { analysisOf } from '../engine-host.ts';
import { runOracleOn } from './run-oracle.ts';

/*
 * FastAPI serves a request and each function records when it begins, and when it goes on after what stands within it. The recipe of the
 * path operation must name the same functions in the same order. The rest of a middleware and the end of a dependency are tasks side by
 * side, so these two are compared apart.
 */

const app = `import time

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Request
from recorder import record
from shop import shop
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware


class Given(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        record("Given.dispatch")
        time.sleep(0.001)
        response = await call_next(request)
        record("Given.dispatch after")
        time.sleep(0.001)
        return response


class Plain:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        record("Plain.__call__")
        time.sleep(0.001)
        await self.app(scope, receive, send)
        record("Plain.__call__ the answer")
        time.sleep(0.001)


class Added(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        record("Added.dispatch")
        if request.headers.get("x-skip"):
            return await call_next(request)
        try:
            return await call_next(request)
        finally:
            record("Added.dispatch after")
            time.sleep(0.001)


async def of_application():
    record("of_application")


async def of_inclusion():
    record("of_inclusion")


app = FastAPI(middleware=[Middleware(Given), Middleware(Plain)], dependencies=[Depends(of_application)])
app.add_middleware(Added)


@app.middleware("http")
async def outer(request: Request, call_next):
    record("outer")
    response = await call_next(request)
    record("outer after")
    time.sleep(0.001)
    return response


app.include_router(shop, prefix="/shop", dependencies=[Depends(of_inclusion)])


PROBES = [
    {"name": "nested", "request": "GET /shop/orders/read", "function": "read"},
    {"name": "twice", "request": "GET /shop/orders/twice", "function": "twice"},
]
`;

const shop = `import asyncio
import time

from fastapi import APIRouter, BackgroundTasks, Depends
from recorder import record


async def of_shop():
    record("of_shop")


async def of_orders():
    record("of_orders")


def of_both():
    record("of_both")


async def of_operation(both=Depends(of_both)):
    record("of_operation")


def session():
    record("session")
    time.sleep(0.001)
    yield 1
    record("session after")
    time.sleep(0.001)


async def user(db=Depends(session), both=Depends(of_both)):
    record("user")
    yield 2
    record("user after")
    await asyncio.sleep(0.001)


def mail():
    record("mail")
    time.sleep(0.001)


common = [Depends(of_orders), Depends(of_both)]
orders = APIRouter(prefix="/orders", dependencies=common)


@orders.get("/read", dependencies=[Depends(of_operation)])
async def read(tasks: BackgroundTasks, me=Depends(user)):
    record("read")
    tasks.add_task(mail)
    return me


def twice(me=Depends(user)):
    record("twice")
    return me


orders.add_api_route("/twice", twice, dependencies=[Depends(of_operation, use_cache=False)])
shop = APIRouter(dependencies=[Depends(of_shop)])
shop.include_router(orders, dependencies=[Depends(of_both)])
`;

/** Functions in the order of a recipe, as the application records them. */
function namesOf({ stages }: Recipe): readonly string[] {
  return stages.map(({ role, name, part }) => {
    if (role === 'clean-up' || part === 'after') return `${name} after`;
    return part === 'after the answer' ? `${name} the answer` : name;
  });
}

test('recipes name functions in the order in which FastAPI runs them', async () => {
  const { probes } = await runOracleOn({ 'app.py': app, 'shop.py': shop });
  const analysis = await analysisOf({ 'app.py': app, 'shop.py': shop });
  for (const { name, function: operation, runs, exception } of probes) {
    assert.equal(exception, null);
    const route = analysis.routeNamed('shop.py', { name: operation });
    assert.ok(route, operation);
    assert.ok(runs.length > 10, name);
    const simulated = namesOf(route.recipe);
    const observed = runs.map((run) => run.function);
    for (const left of [/^(user|session) after$/, /^(outer|Added\.dispatch|Given\.dispatch) after$/]) {
      const isKept = (function_: string) => !left.test(function_);
      assert.deepEqual(simulated.filter(isKept), observed.filter(isKept), `${name} without ${left}`);
    }
    assert.equal(simulated.length, observed.length);
  }
  assert.equal(probes.length, 2);
});
