import httpx
from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from app.services.kitchen import announce
from app.services.payments import charge

router = APIRouter(prefix="/menu", tags=["menu"])


@router.get("/")
async def read_menu():
    async with httpx.AsyncClient() as client:
        response = await client.get("https://example.com/menu")
    await announce("Somebody reads the menu")
    return response.json()


@router.post("/tasting")
async def tasting():
    """Blocking work that is handed to a thread does not hold up the loop."""
    return await run_in_threadpool(charge, 0, 25)
