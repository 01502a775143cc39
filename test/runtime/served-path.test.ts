import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../engine-host.ts';
import { runOracleOn } from './run-oracle.ts';

/* FastAPI is asked for the path that the engine says a path operation has, and must run that path operation. */

const app = `from configuration import API, Settings, settings
from fastapi import APIRouter, FastAPI
from recorder import record
from shop import admin, shop

app = FastAPI()
inner = FastAPI()
outermost = FastAPI()
app.include_router(shop, prefix=settings.api)
app.include_router(admin, prefix=API)
outermost.mount("/mounted", inner)
app.mount("/sub/", outermost)
assets = APIRouter(prefix=Settings.assets)


@app.get("/plain")
async def plain():
    record("plain")


@inner.get("/inside")
async def inside():
    record("inside")


@assets.get("")
async def listed():
    record("listed")


app.include_router(assets)
`;

const configuration = `API = "/v2"


class Base:
    api = "/v1"


class Settings(Base):
    assets = "/assets"


settings = Settings()
`;

const shop = `from fastapi import APIRouter
from recorder import record

orders = APIRouter(prefix="/orders")
shop = APIRouter(prefix="/shop")
admin = APIRouter()


@orders.get("/read")
async def read():
    record("read")


def registered():
    record("registered")


orders.add_api_route("/registered", registered)
shop.include_router(orders, prefix="/all")


@admin.get("/admin")
async def administer():
    record("administer")
`;

const files = { 'app.py': app, 'shop.py': shop, 'configuration.py': configuration };

test('requests reach path operations under the paths that are shown', async () => {
  const analysis = await analysisOf(files);
  const served = Object.keys(files)
    .flatMap((path) => analysis.routesIn(path))
    .map((route) => ({ name: route.name, path: analysis.servedPath(route) }));
  assert.deepEqual(
    served.map(({ name, path }) => `${path} ${name}`),
    [
      '/plain plain',
      '/sub/mounted/inside inside',
      '/assets listed',
      '/v1/shop/all/orders/read read',
      '/v1/shop/all/orders/registered registered',
      '/v2/admin administer',
    ],
  );
  const probes = served.map(({ name, path }) => ({ name, request: `GET ${path}`, function: name }));
  const result = await runOracleOn({ ...files, 'app.py': `${app}\n\nPROBES = ${JSON.stringify(probes)}\n` });
  assert.deepEqual(
    result.probes.map(({ runs }) => runs.map((run) => run.function)),
    served.map(({ name }) => [name]),
  );
});

test('what the code does not say of a path is left open', async () => {
  const analysis = await analysisOf({
    'main.py': `import os
from fastapi import APIRouter, FastAPI
from helper import put_in

app = FastAPI()
unseen = APIRouter(prefix="/unseen")
put_in(app, unseen)
computed = APIRouter(prefix=os.environ["PREFIX"])
app.include_router(computed, prefix=f"/{os.getpid()}")

@unseen.get("/a")
async def a(): ...

@computed.get("/b")
async def b(): ...
`,
    'alone.py': `from fastapi import APIRouter
alone = APIRouter(prefix="/alone")

@alone.get("/c")
async def c(): ...
`,
  });
  const paths = ['main.py', 'alone.py']
    .flatMap((path) => analysis.routesIn(path))
    .map((one) => analysis.servedPath(one));
  assert.deepEqual(paths, ['…/unseen/a', '…/b', '…/alone/c']);
});
