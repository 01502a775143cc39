import asyncio
import time

from fastapi import Depends, FastAPI, Request

from app.routers import menu, orders
from app.services.kitchen import announce

app = FastAPI(title="The burger counter")
app.include_router(menu.router)
app.include_router(orders.router)


async def open_till(request: Request) -> str:
    """A dependency that is `async def` runs on the event loop."""
    with open("till.txt") as till:
        return till.read()


@app.get("/health")
async def health():
    """`async def` without `await` is right here: nothing waits."""
    return {"open": True}


@app.get("/grill")
async def grill():
    """The plainest mistake: everybody waits until this burger is done."""
    time.sleep(3)
    return {"burger": "done"}


@app.get("/grill-right")
async def grill_right():
    await asyncio.sleep(3)
    return {"burger": "done"}


@app.post("/close")
async def close(till: str = Depends(open_till)):
    """The announcement is never made: nobody awaits the coroutine."""
    announce("We are closing")
    return {"till": till}
