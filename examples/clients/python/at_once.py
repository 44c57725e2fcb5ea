"""Executes a flow several times at once."""

import asyncio

from kestra import AsyncFlow


async def main() -> None:
    flow = AsyncFlow()
    names = ["Ada", "Grace", "Edsger"]
    results = await asyncio.gather(
        *(flow.execute("dev", "hello-world", {"greeting": f"hello {name}"}) for name in names)
    )
    for name, result in zip(names, results):
        print(name, result.status)


asyncio.run(main())
