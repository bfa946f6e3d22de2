"""The small forms: what stands in them, what is remembered, what comes back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from blocks import ids, ticket_forms
from blocks.new_ticket import State
from blocks.parts import View
from owona_bot.domain.assignee import Mention
from owona_bot.domain.clock import Translate
from owona_bot.domain.tags import Rewrite
from owona_bot.domain.ticket import Category, Priority, Status, Ticket
from tests.blocks.reading import dicts, runs
from tests.blocks.samples import ANNA, BEN, DE, EN, FORMS, a_ticket, burdened

TICKET = replace(a_ticket(agent=BEN, status=Status.INVESTIGATING, priority=Priority.HIGH), tags=("vip", "trial"))


def said_in(view: View, name: str) -> list[object]:
    return [found[name] for found in dicts(view) if name in found]


def chosen(view: View) -> list[object]:
    return [next(dicts(option))["value"] for option in said_in(view, "initial_option")]


def state(block: str, **value: object) -> State:
    return {block: {ids.VALUE: value}}


def option(value: str) -> dict[str, object]:
    return {"value": value}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_its_ticket_and_brings_its_number_back(form: Callable[[Ticket, Translate], View]) -> None:
    for t in (DE, EN):
        view = form(TICKET, t)
        assert ("plain_text", "#1001 Anmeldung geht nicht") in runs(view)
        assert ticket_forms.number_in(view) == 1001


def test_the_present_value_is_chosen() -> None:
    assert chosen(ticket_forms.status_form(TICKET, DE)) == ["investigating"]
    assert chosen(ticket_forms.priority_form(TICKET, DE)) == ["high"]
    assert chosen(ticket_forms.category_form(TICKET, DE)) == ["bug"]
    assert said_in(ticket_forms.assign_form(TICKET, DE), "initial_user") == ["U0BEN"]
    assert said_in(ticket_forms.tag_form(TICKET, DE), "initial_value") == ["vip, trial"]


def test_what_is_sent_is_read() -> None:
    assert ticket_forms.status_in(state(ids.STATUS, selected_option=option("closed"))) is Status.CLOSED
    assert ticket_forms.priority_in(state(ids.PRIORITY, selected_option=option("low"))) is Priority.LOW
    assert ticket_forms.category_in(state(ids.CATEGORY, selected_option=option("ux"))) is Category.UX


def test_a_form_remembers_who_had_it_and_which_tags_stood_there() -> None:
    sent = state(ids.AGENT, selected_user="U0ANNA")
    wish = ticket_forms.wish_in(ticket_forms.assign_form(TICKET, DE), sent)
    assert (wish.whom, wish.seen) == (Mention("U0ANNA"), BEN.id)
    assert ticket_forms.wish_in(ticket_forms.assign_form(a_ticket(), DE), sent).seen == 0
    typed = state(ids.TAGS, value="VIP new")
    form = ticket_forms.tag_form(TICKET, DE)
    assert ticket_forms.tags_in(form, typed) == Rewrite(("vip", "new"), ("vip", "trial"))
    assert ticket_forms.tags_in(form, state(ids.TAGS, value=None)) == Rewrite((), ("vip", "trial"))


def test_thirty_long_tags_come_back_whole() -> None:
    many = burdened(a_ticket(agent=ANNA))
    form = ticket_forms.tag_form(many, DE)
    (typed,) = said_in(form, "initial_value")
    assert ticket_forms.tags_in(form, state(ids.TAGS, value=typed)) == Rewrite(many.tags, many.tags)
