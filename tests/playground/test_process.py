"""The playground as a process of its own."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

import pytest

from owona_bot.playground.client import Playground
from owona_bot.playground.stage import until
from tests.playground.conftest import MANIFEST

COMMAND = (sys.executable, "-m", "owona_bot.playground", "--manifest", str(MANIFEST), "--pace", "0")


async def begin(*more: str) -> tuple[Process, dict[str, str]]:
    process = await asyncio.create_subprocess_exec(*COMMAND, *more, stdin=PIPE, stdout=PIPE)
    assert process.stdout
    async with asyncio.timeout(30):
        said: dict[str, str] = json.loads(await process.stdout.readline())
    return process, said


async def test_it_says_where_it_listens_and_ends_on_sigterm() -> None:
    process, said = await begin()
    assert said["api_url"] == f"{said['url']}/api/"
    async with Playground(said["url"]) as people:
        await people.post("anna", "tickets", "hello")
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        assert await process.wait() == 0


async def test_it_ends_with_its_parents_stdin() -> None:
    process, _ = await begin("--with-parent")
    assert process.stdin
    process.stdin.close()
    async with asyncio.timeout(30):
        assert await process.wait() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
async def test_it_ends_when_its_parent_is_killed() -> None:
    """A shell-less parent in between, killed without a chance to tidy up."""
    middle = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "sys.stdout.write(child.stdout.readline().decode()); sys.stdout.flush(); time.sleep(60)\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", middle, *COMMAND, stdin=DEVNULL, stdout=PIPE)
    assert parent.stdout
    async with asyncio.timeout(30):
        url = json.loads(await parent.stdout.readline())["url"]
    parent.kill()
    await parent.wait()
    host, port = url.removeprefix("http://").split(":")
    await gone(host, int(port))


async def gone(host: str, port: int) -> None:
    """Until nobody listens there: the process has nothing else to tell that it ended."""

    async def refused() -> bool:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except ConnectionError:
            return True
        writer.close()
        return False

    await until(refused, "it listens no more")
