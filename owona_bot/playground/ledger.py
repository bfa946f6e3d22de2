"""What was called, refused and knocked: bounded logs and counters."""

from collections import Counter, deque

from owona_bot.playground.wire import Json


class Ledger:
    """The last `size` entries of each log; counters count all."""

    def __init__(self, size: int) -> None:
        self.calls: deque[tuple[float, str, Json, str]] = deque(maxlen=size)
        self.refusals: deque[Json] = deque(maxlen=size)
        self.knocks: deque[Json] = deque(maxlen=size)
        self.by_method: Counter[str] = Counter()
        self.by_refusal: Counter[str] = Counter()

    def call(self, at: float, method: str, args: Json, outcome: str) -> None:
        """`outcome` is `ok`, the error, or the fault that befell the call."""
        self.calls.append((at, method, args, outcome))
        self.by_method[method] += 1

    def refusal(self, at: float, method: str, body: Json) -> None:
        self.refusals.append({"at": at, "method": method, **body})
        self.by_refusal[str(body.get("error"))] += 1

    def told_calls(self, method: str | None) -> list[Json]:
        return [
            {"at": at, "method": name, "args": args, "outcome": outcome}
            for at, name, args, outcome in self.calls
            if method in {None, name}
        ]

    def forget(self) -> None:
        for log in (self.calls, self.refusals, self.knocks):
            log.clear()
        self.by_method.clear()
        self.by_refusal.clear()
