"""Mails of our own making, shaped as real programs shape them; beside each what must be read from it.

A key of the JSON is a fact of InboundMail; `reply_has`, `subject_has` and `faults_has` name what must be in it.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.eml"))


def raw(name: str) -> bytes:
    """As it came over the wire."""
    return (HERE / f"{name}.eml").read_bytes()


def expected(name: str) -> dict[str, Any]:  # Any: JSON
    """What must be read from it."""
    facts: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    return facts
