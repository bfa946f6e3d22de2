"""What a person gets for an act: shared by the control API and its client."""

from dataclasses import asdict, dataclass, field
from typing import Literal

from owona_bot.playground.wire import Json

Outcome = Literal["acked", "timeout", "not_connected", "error", "refused", "cancelled"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`refused`: Slack's client stopped it before the app heard; `error`: the app answered with a fault.

    `text` and `blocks` are the ack's message, `errors` are by visible field label, `view` is what the person has
    open afterwards, `body` the ack as it came, `operation_timeout` in `detail` what Slack shows after 3 s.
    """

    outcome: Outcome
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    body: Json = field(default_factory=dict)
    detail: str = ""
    seconds: float = 0.0

    @property
    def acked(self) -> bool:
        return self.outcome == "acked"

    def told(self) -> Json:
        return asdict(self)
