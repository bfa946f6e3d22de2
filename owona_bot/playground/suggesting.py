"""Options requests: what a person types into an external select, and what the app offers."""

from collections.abc import Mapping

from owona_bot.playground import payloads
from owona_bot.playground.answer import Answer
from owona_bot.playground.delivery import Delivery
from owona_bot.playground.filling import Slot, Value, find_slot
from owona_bot.playground.modal_state import options_of
from owona_bot.playground.option_rules import check_offer
from owona_bot.playground.places import Place
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.refusals import schema
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json

EXTERNAL = frozenset({"external_select", "multi_external_select"})
QUERY_LEAST = 3
"""Characters where the element names no `min_query_length`."""


class Suggesting:
    """Asks the app, as Slack does while somebody types."""

    def __init__(self, slack: Slack, delivery: Delivery) -> None:
        self.slack = slack
        self.delivery = delivery

    async def suggest(self, place: Place, block: Json, element: Json, typed: str) -> Answer:
        """The offer is `body`: `options` or `option_groups`. Too few characters never reach the app."""
        if element["type"] not in EXTERNAL:
            raise CannotDo("this one doesn't ask the app")
        least = element.get("min_query_length", QUERY_LEAST)
        if len(typed) < least:
            return Answer("refused", detail=f"type at least {least} characters")
        if not self.slack.interactive:
            return Answer("refused", detail="the app takes no interactions")
        began = self.slack.now()
        ack = await self.delivery.ask("interactive", payloads.asked(place, block, element, typed))
        seconds = self.slack.now() - began
        faults = check_offer(ack.body) if ack.outcome == "acked" else []
        if faults:
            self.slack.ledger.refusal(self.slack.now(), "ack", schema("invalid_arguments", faults).body())
            return Answer("error", body=ack.body, detail=faults[0], seconds=seconds)
        return Answer(ack.outcome, body=ack.body, detail=ack.trouble, seconds=seconds)

    async def offered(self, place: Place, slot: Slot, typed: str) -> list[Json]:
        """What the app offers for what was typed. Raises CannotDo where it offers nothing."""
        answer = await self.suggest(place, slot.block, slot.element, typed)
        if not answer.acked:
            raise CannotDo(f"{slot.label!r} offers nothing for {typed!r}: {answer.detail or answer.outcome}")
        return options_of(answer.body)

    async def offers(self, place: Place, values: Mapping[str, Value]) -> dict[tuple[str, str], list[Json]]:
        """For the external selects among `values`, asked with the very words that are to be chosen."""
        found: dict[tuple[str, str], list[Json]] = {}
        for label, value in values.items():
            slot = find_slot(place.blocks, label)
            if slot.element["type"] in EXTERNAL and not isinstance(value, dict):
                for word in filter(None, [value] if isinstance(value, str) else value):
                    found.setdefault(slot.key, []).extend(await self.offered(place, slot, word))
        return found
