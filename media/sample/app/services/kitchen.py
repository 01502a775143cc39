import asyncio


async def announce(text: str) -> None:
    await asyncio.sleep(0.1)
    print(text)
