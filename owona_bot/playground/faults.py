"""The ways this Slack can be made to fail."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ratelimited", "server_error", "server_error_after", "hang", "drop", "late"]
KINDS = ("ratelimited", "server_error", "server_error_after", "hang", "drop", "late")
HANG = 30.0


@dataclass(slots=True)
class Fault:
    """`kind` is one of KINDS or `error:<slack error>`; `left` None lasts until cleared."""

    method: str
    kind: str
    left: int | None = None
    retry_after: int = 1
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS and not self.kind.startswith("error:"):
            raise ValueError(f"no such fault: {self.kind}")

    @property
    def wait(self) -> float:
        """A hang lasts 30 s and a late call 1 s unless told."""
        if self.seconds is not None:
            return self.seconds
        return HANG if self.kind == "hang" else 1.0


class Faults:
    """Armed faults, the first that fits is used up first; `response_url` counts as a method.

    `unknown` are types of blocks that this workspace's Slack doesn't know yet.
    """

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self.unknown: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._armed)

    def arm(self, fault: Fault) -> None:
        self._armed.append(fault)

    def clear(self) -> None:
        self._armed.clear()
        self.unknown = frozenset()

    def next(self, method: str) -> Fault | None:
        for fault in self._armed:
            if fault.method in {"*", method}:
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        self._armed.remove(fault)
                return fault
        return None
