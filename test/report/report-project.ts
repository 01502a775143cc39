import type { Language } from '../../server/messages/format-message.ts';
import type { FormerTotals, TeamReport } from '../../server/report/team-report.ts';
import { teamReport } from '../../server/report/team-report.ts';
import { analysisOf } from '../engine-host.ts';

/** A small application: two path operations wait for a dependency that blocks, one blocks itself, others do not. */
export const project = {
  'main.py': `import time
import requests
from fastapi import Depends, FastAPI, WebSocket
from orders import orders

app = FastAPI()
app.include_router(orders, prefix="/api")


@app.get("/<script>alert(1)</script>")
async def shout():
    requests.get("https://example.com/?a=1&b=<b>")


@app.get("/thread")
def in_thread():
    time.sleep(1)


@app.websocket("/live")
async def live(socket: WebSocket):
    await socket.accept()


@app.exception_handler(ValueError)
async def handle(request, error):
    time.sleep(1)
`,
  'orders.py': `from fastapi import APIRouter, Depends
from store import Store

orders = APIRouter(prefix="/orders")


async def current_user():
    return Store().user()


@orders.get("/")
async def listed(user=Depends(current_user)):
    return []


@orders.post("/")
async def made(user=Depends(current_user)):
    Store().forgotten()
    return {}
`,
  'store.py': `import time


class Store:
    def user(self):
        time.sleep(1)

    async def forgotten(self):
        return 1
`,
  'left/out.py': `import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/left-out")
async def left_out():
    time.sleep(1)
`,
};

export async function reportOf(
  files: Readonly<Record<string, string>> = project,
  options: { language?: Language; made?: string; history?: readonly FormerTotals[] } = {},
): Promise<TeamReport> {
  return teamReport(await analysisOf(files), {
    project: 'shop',
    made: options.made ?? '2026-11-26T08:00:00.000Z',
    files: Object.keys(files).length,
    language: options.language ?? 'en',
    history: options.history ?? [],
    isAsked: (path) => !path.startsWith('left/'),
  });
}
