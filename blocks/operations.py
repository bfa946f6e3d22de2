"""What the operations channel shows: what went wrong, what was not lost, what to do now."""

import re
from collections.abc import Mapping
from typing import Literal

from blocks import ids
from blocks.parts import (
    Block,
    Post,
    actions,
    button,
    channel_link,
    context,
    gap,
    plain,
    post,
    rich,
    section,
    spoken,
    sure,
)
from blocks.text import cut, nothing_in, one_line
from blocks.words import REACTION
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.clock import Translate
from owona_bot.domain.event import Kind
from owona_bot.domain.verbs import Verb

ERROR = 1_000
"""Characters of an error that help whoever reads it."""

CHANNEL = re.compile(r"[CDG][A-Z0-9]{2,20}")

Outcome = Literal["retried", "discarded"]

NOBODYS = f"{Verb.LIST} is:open agent:none"
"""What the button of tickets that nobody has says."""

STUCK: dict[Stuck, str] = {
    Stuck.EMPTY: "operations.stuck_empty",
    Stuck.SKILL: "operations.stuck_skill",
    Stuck.LANGUAGE: "operations.stuck_language",
    Stuck.AWAY: "operations.stuck_away",
    Stuck.FULL: "operations.stuck_full",
    Stuck.RELEASED: "operations.stuck_released",
}


def dead(delivery_id: int, what: str, ticket_number: int | None, error: str, attempts: int, t: Translate) -> Post:
    """`what` is a reaction's value, or words of one's own; the buttons carry the delivery's id."""
    sentence = t("operations.dead", what=subject(what, ticket_number, t))
    return post(
        sentence if nothing_in(error) else f"{sentence}: {one_line(error, ERROR)}",
        section(sentence),
        *spoken(cut(error, ERROR), "rich_text_preformatted", rest=""),
        context(plain(t("operations.dead_after", attempts=attempts, delivery=delivery_id))),
        *actions(*choices(str(delivery_id), t)),
    )


def plan_failed(ticket_number: int | None, error: str, t: Translate) -> Post:
    """What happened there is shown to nobody until it can be; all else goes on, and nothing is to be pressed."""
    sentence = (
        t("operations.unplanned") if ticket_number is None else t("operations.unplanned_of", number=ticket_number)
    )
    promise = t("operations.unplanned_again")
    return post(
        f"{sentence} {promise}",
        section(sentence),
        *spoken(cut(error, ERROR), "rich_text_preformatted", rest=""),
        context(plain(promise)),
    )


def choices(delivery: str, t: Translate) -> tuple[Block, Block]:
    """To try again loses nothing; to give up is asked twice."""
    discard = button(t("button.discard"), ids.DISCARD, delivery)
    asked = sure(
        discard,
        t("operations.discard_title"),
        t("operations.discard_text"),
        t("operations.discard_yes"),
        t("operations.discard_no"),
    )
    return button(t("button.retry"), ids.RETRY, delivery, "primary"), asked


def settled(delivery_id: int, what: str, ticket_number: int | None, outcome: Outcome, who: str, t: Translate) -> Post:
    """In place of the alarm: nothing left to press."""
    named = {"who": one_line(who, 60), "what": subject(what, ticket_number, t), "delivery": delivery_id}
    sentence = t("operations.retried", **named) if outcome == "retried" else t("operations.discarded", **named)
    return post(sentence, context(plain(sentence)))


def subject(what: str, ticket_number: int | None, t: Translate) -> str:
    """`the card of #1001`."""
    words = t(REACTION[what]) if what in REACTION else one_line(what, 200)
    return words if ticket_number is None else t("operations.of_ticket", what=words, number=ticket_number)


def channel_refused(channel_id: str, error: str, waiting: int, t: Translate) -> Post:
    """Slack's `error` decides what is to be done; the rest goes by itself."""
    sentence = t("operations.channel_refused", error=one_line(error, 60), channel=one_line(channel_id, 30))
    promise = t("operations.channel_waiting", waiting=waiting)
    return post(
        f"{sentence} {remedy(error, t)} {promise}",
        section(sentence),
        rich(*channel(channel_id), gap(remedy(error, t))),
        context(plain(promise)),
    )


def channel_lost(channel_id: str, error: str, instead: str, t: Translate) -> Post:
    """To an admin alone; `instead` is where its cards stand meanwhile, the channel itself when nothing takes them."""
    sentence = t("operations.channel_refused", error=one_line(error, 60), channel=one_line(channel_id, 30))
    waits = instead == channel_id
    promise = t("operations.lost_waits") if waits else t("operations.lost_instead")
    return post(
        f"{sentence} {remedy(error, t)} {promise}",
        section(sentence),
        rich(*channel(channel_id), gap(remedy(error, t))),
        rich(gap(promise + " "), *([] if waits else [channel_link(instead)])),
    )


def mail_refused(error: str, waiting: int, t: Translate) -> Post:
    """`error` is the server's codes, or a few words of ours; the letters go by themselves afterwards."""
    sentence = t("operations.mail_refused", error=one_line(error, 100))
    remedy, promise = t("operations.mail_remedy"), t("operations.mail_waiting", waiting=waiting)
    return post(f"{sentence} {remedy} {promise}", section(sentence), rich(gap(remedy)), context(plain(promise)))


def channel(id_: str) -> list[Block]:
    """Its name, to click; nothing where the id can be none of Slack's."""
    return [channel_link(id_), gap(": ")] if CHANNEL.fullmatch(id_) else []


def remedy(error: str, t: Translate) -> str:
    """What a person can do about it."""
    if error == "is_archived":
        return t("operations.unarchive")
    if error in ("not_in_channel", "channel_not_found"):
        return t("operations.invite")
    return t("operations.look")


def assigning(t: Translate, *, held: bool) -> Post:
    """Another automation has begun or ceased to give tickets away; nothing is to be done."""
    sentence = t("operations.assign_held") if held else t("operations.assign_resumed")
    promise = t("operations.assign_held_until") if held else t("operations.assign_resumed_with")
    return post(f"{sentence} {promise}", section(sentence), context(plain(promise)))


def stuck(why: Stuck, count: int, t: Translate) -> Post:
    """To a lead: tickets wait and nobody can take them; the list of those that nobody has is a press away."""
    sentence, reason = t("operations.stuck", count=count), t(STUCK[why])
    promise = t("operations.stuck_until")
    return post(
        f"{sentence} {reason} {promise}",
        section(sentence),
        rich(gap(reason)),
        context(plain(promise)),
        *actions(button(t("operations.stuck_show"), ids.SAY, NOBODYS)),
    )


def digest(kinds: Mapping[Kind, int], t: Translate) -> Post:
    """For so many notices at once that nobody would read each; `kinds` counts what they tell of."""
    deaths = kinds.get(Kind.DELIVERY_DIED, 0)
    unplanned = kinds.get(Kind.PLAN_FAILED, 0)
    refusals = sum(kinds.values()) - deaths - unplanned
    said = [t("operations.digest", count=deaths)] if deaths else []
    said += [t("operations.digest_unplanned", count=unplanned)] if unplanned else []
    said += [t("operations.digest_refusals", count=refusals)] if refusals else []
    again = [button(t("button.retry_all"), ids.RETRY_ALL, "all", "primary")] if deaths else []
    return post(" ".join(said), *map(section, said), *actions(*again))
