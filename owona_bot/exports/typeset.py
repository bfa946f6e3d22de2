"""Typesetting in a child with limits on time and memory: whatever a document is made of, the bot goes on meanwhile.

typst is handed the house's own fonts and a template whose words come as data; it fetches nothing.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from owona_bot.domain.errors import OperatorError

SECONDS = 300
"""As a machine that is very busy needs them for 5,000 tickets; a report takes about one."""

MEMORY = 2 * 1024 * 1024 * 1024

ENVIRONMENT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV")
"""None of the bot's own, in which its secrets are."""


@dataclass(frozen=True, slots=True)
class Job:
    """`inputs` are what the template reads; `at`, in seconds, is when the document says that it was made."""

    template: Literal["paper.typ", "charts.typ"]
    inputs: Mapping[str, str]
    at: int
    format: Literal["pdf", "png"] = "pdf"
    ppi: int = 144


def pdf_of(document: Mapping[str, object], charts: list[str], made_at: datetime) -> Job:
    """A document for the template, with its charts as SVG."""
    inputs = {"document": json.dumps(document, ensure_ascii=False), "charts": json.dumps(charts, ensure_ascii=False)}
    return Job("paper.typ", inputs, int(made_at.timestamp()))


async def typeset(asked: Job) -> bytes:
    """The same bytes for the same job. Raises OperatorError where the child gave up, or was too slow or too large."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.exports.typeset_child", str(MEMORY), str(SECONDS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
    )
    try:
        async with asyncio.timeout(SECONDS):
            made, told = await child.communicate(json.dumps(asdict(asked)).encode())
    except TimeoutError as error:
        raise OperatorError(f"Typesetting took more than {SECONDS} s.") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise OperatorError(f"Typesetting failed: {told[-500:].decode(errors='replace').strip()}")
    return made
