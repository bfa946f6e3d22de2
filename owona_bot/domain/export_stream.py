"""An export that a program fetches as it is written: nothing of it is kept but what it was, and its checksum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Spec
from owona_bot.domain.token import ServiceToken

State = Literal["running", "done", "cut", "gone"]
"""What died in the middle of it has no end: whoever asks is told that it is gone."""

NO_FILE: Mapping[State, str] = {"cut": "export.stream_cut", "gone": "export.stream_gone"}
"""What there is to do."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What went out so far; `sha256` is of whole files alone."""

    rows: int
    size: int
    sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class Streamed:
    """One that a program asked for."""

    id: UUID
    spec: Spec
    as_of: datetime
    state: State
    tally: Tally


def told(id_: UUID, token: ServiceToken, spec: Spec) -> Mapping[str, object]:
    """What events tell of it: ids and enum values; no agent asked for it."""
    return {
        "agent": None,
        "stream": str(id_),
        "token": token.id,
        "what": spec.what.value,
        "format": spec.format.value,
        "messages": spec.messages,
        "notes": spec.notes,
    }


def described(streamed: Streamed, t: Translate) -> Mapping[str, object]:
    """For the program, which compares it with what it has, and for who reads what it says of one that is no file."""
    tally, no_file = streamed.tally, NO_FILE.get(streamed.state)
    return {
        "id": str(streamed.id),
        "state": streamed.state,
        "what": streamed.spec.what.value,
        "format": streamed.spec.format.value,
        "as_of": streamed.as_of.isoformat(),
        "rows": tally.rows,
        "bytes": tally.size,
        "sha256": tally.sha256.hex() if tally.sha256 else None,
        **({"detail": t(no_file)} if no_file else {}),
    }
