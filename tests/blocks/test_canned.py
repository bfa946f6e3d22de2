"""The modals of canned replies, and what a select of them offers."""

import json
from dataclasses import replace

import pytest

from blocks import canned, ids
from blocks.new_ticket import State
from owona_bot.domain.canned import WORDS, CannedReply
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import AgentId
from owona_bot.playground.option_rules import check_offer
from owona_bot.playground.view_rules import check_view
from tests.blocks.reading import dicts, runs
from tests.blocks.replies import forms
from tests.blocks.samples import DE, EN, WORST, a_ticket

OWN, SHARED = CannedReply(1, "Gruß", "Hallo {{kunde.name}}", AgentId(7)), CannedReply(2, "Gruß", "Vom Team", None)


@pytest.mark.parametrize("t", [DE, EN])
@pytest.mark.parametrize("name", WORST)
def test_slack_takes_every_modal_at_its_worst(name: str, t: Translate) -> None:
    for view in forms(a_ticket(title=WORST[name]), WORST[name], t):
        assert check_view(view) == []
        assert len(json.dumps(view)) < 250_000


@pytest.mark.parametrize("t", [DE, EN])
@pytest.mark.parametrize("name", WORST)
def test_slack_takes_every_offer(name: str, t: Translate) -> None:
    own = [CannedReply(n, WORST[name], WORST[name], AgentId(7)) for n in range(60)]
    shared = [CannedReply(n, WORST[name], WORST[name], None) for n in range(60, 100)]
    for replies in ([], own, shared, [*own, *shared]):
        assert check_offer(json.loads(json.dumps(canned.offer(replies, t)))) == []


def test_ones_own_are_offered_before_the_teams() -> None:
    offer = canned.offer([OWN, SHARED], DE)
    assert [text for _, text in runs(offer)] == ["Eigene", "Gruß", "Vom Team", "Gruß"]


@pytest.mark.parametrize(("t", "place"), [(EN, 0), (DE, 1)])
def test_the_hint_names_every_placeholder_in_the_readers_words(t: Translate, place: int) -> None:
    for words in WORDS.values():
        assert "{{" + words[place] + "}}" in canned.hint(t)


@pytest.mark.parametrize(("body", "whole"), [("x" * 3_000, True), ("&" * 601, False), ("a\n" * 1_499 + '""', False)])
def test_a_text_that_the_field_would_cut_is_shown_and_can_be_deleted(body: str, whole: bool) -> None:
    """Saved from there, its end would be gone."""
    view = canned.opened(replace(SHARED, body=body), DE, may_change=True, may_share=True)
    fields = [part for part in dicts(view["blocks"]) if part.get("type") == "input"]
    assert bool(fields) is whole
    assert ids.CANNED_DELETE in [part.get("action_id") for part in dicts(view["blocks"])]


def test_the_field_keeps_what_stands_in_it_and_only_leads_are_asked_for_whom() -> None:
    for reply in (None, OWN, SHARED):
        blocks = canned.form(DE, may_share=False, reply=reply)["blocks"]
        assert ids.SHARED not in [block.get("block_id") for block in dicts(blocks)]
    (box,) = [
        p for p in dicts(canned.form(DE, may_share=True, reply=SHARED)["blocks"]) if p.get("type") == "checkboxes"
    ]
    assert "initial_options" in box
    (box,) = [p for p in dicts(canned.form(DE, may_share=True, reply=OWN)["blocks"]) if p.get("type") == "checkboxes"]
    assert "initial_options" not in box


def test_what_comes_back_is_read() -> None:
    state: State = {
        ids.NAME: {ids.VALUE: {"value": "Gruß"}},
        ids.BODY: {ids.VALUE: {"value": None}},
        ids.SHARED: {ids.VALUE: {"selected_options": [{"value": ids.SHARED}]}},
    }
    assert canned.read(state) == canned.Typed("Gruß", "", shared=True)
    assert canned.read({}) == canned.Typed("", "", shared=False)
