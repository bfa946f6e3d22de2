"""The log: lines for people on a terminal, JSON elsewhere; of what went wrong no word of a customer's."""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog

CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"

DURING = "\nDuring handling of the above exception, another exception occurred:\n\n"

DETAIL = "\nDETAIL:"
"""As drivers write what PostgreSQL adds to an error: the whole row, or the key that is there already."""


def write_logs() -> None:
    """On stderr, whoever writes them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("slack_bolt.AsyncApp").setLevel(logging.ERROR)  # warns that a client with a token has a token
    shown = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(discreetly),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class Discreet(logging.Formatter):
    """Of libraries that log by themselves."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's own name, and its types are private
        """As our own are shown."""
        return discreetly(ei)


def discreetly(exc_info: Any) -> str:  # structlog and logging each have a type for it
    """As Python shows it, causes and contexts too, but for what PostgreSQL says of the row."""
    return "".join(shown(exc_info[1], ())).rstrip("\n") if exc_info[1] is not None else ""


def shown(fault: BaseException, after: tuple[BaseException, ...]) -> Iterator[str]:
    """What came before it first; `after` are those that came of it."""
    cause, context = fault.__cause__, None if fault.__suppress_context__ else fault.__context__
    before = cause or context
    if before is not None and before not in after:
        yield from shown(before, (*after, fault))
        yield CAUSED if cause else DURING
    if fault.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(fault.__traceback__)
    for line in traceback.format_exception_only(fault):
        yield line.partition(DETAIL)[0].rstrip("\n") + "\n"
    if isinstance(fault, BaseExceptionGroup):
        for one in fault.exceptions:
            yield from shown(one, (*after, fault))
