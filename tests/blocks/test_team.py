"""The team as an eye reads it."""

from dataclasses import replace

import pytest

from blocks import ids, team
from blocks.abilities import form, read
from blocks.team import Reader, bar
from owona_bot.domain.abilities import Abilities, Form, Known
from owona_bot.domain.assignee import Mention
from owona_bot.domain.assignment import Absent
from owona_bot.domain.people import AgentId, Role
from owona_bot.domain.team import Colleague, Opening, Seat
from tests.blocks.reading import dicts, runs
from tests.blocks.samples import BEN, DE, EN, NOW

ABLE = Abilities(frozenset({"sso", "billing"}), frozenset({"en", "de"}), 5, {"calendar": "office"})


def a_reader(role: Role = "agent") -> Reader:
    return Reader(replace(BEN, role=role), NOW, "Europe/Berlin", EN)


def a_colleague(n: int, name: str, *, there: bool = True) -> Colleague:
    return Colleague(AgentId(n), f"U{n}", name, "agent", None, there, None, 3, abilities=ABLE)


def a_seat(n: int, name: str, absent: Absent | None = None, cap: int | None = 5) -> Seat:
    return Seat(a_colleague(n, name, there=absent is not Absent.AWAY), 3, cap, absent)


def listed(*seats: Seat, role: Role = "agent") -> str:
    return "\n".join(text for _, text in runs(team.listed(seats, a_reader(role)).blocks))


@pytest.mark.parametrize(
    ("held", "cap", "shown"),
    [
        (0, 5, "▱▱▱▱▱ 0/5"),
        (1, 12, "▰▱▱▱▱ 1/12"),
        (3, 5, "▰▰▰▱▱ 3/5"),
        (11, 12, "▰▰▰▰▱ 11/12"),
        (5, 5, "▰▰▰▰▰ 5/5"),
        (7, 5, "▰▰▰▰▰ 7/5"),
        (998, 999, "▰▰▰▰▱ 998/999"),
    ],
)
def test_a_bar_is_full_when_no_room_is_left_and_empty_when_nothing_is_there(held: int, cap: int, shown: str) -> None:
    assert bar(held, cap) == shown


def test_a_line_has_all_that_the_rule_looks_at() -> None:
    assert " · agent · 3/5 open · billing, sso · de, en · office" in listed(a_seat(1, "Anna"))
    assert " · agent · 3/5 open · outside working hours · billing" in listed(a_seat(1, "Anna", Absent.OFF_HOURS))


@pytest.mark.parametrize("absent", list(Absent))
def test_who_is_not_there_is_told_with_the_reason(absent: Absent) -> None:
    assert listed(a_seat(1, "Anna", absent)) != listed(a_seat(1, "Anna"))


def test_who_is_away_has_their_substitute_beside_them() -> None:
    away = a_seat(1, "Anna", Absent.AWAY)
    away = replace(away, colleague=replace(away.colleague, substitute=AgentId(2)))
    assert "away · substitute: Carla · " in listed(away, a_seat(2, "Carla"))
    assert "substitute" not in listed(replace(away, colleague=replace(away.colleague, available=True)), a_seat(2, "C"))


def test_who_gets_none_by_the_rule_has_no_bar() -> None:
    assert " · agent · 3 open · gets none by the rule · billing" in listed(a_seat(1, "Anna", cap=0))
    loads = "\n".join(text for _, text in runs(team.loads([a_seat(1, "Anna", cap=0)], a_reader())))
    assert "3 open · gets none by the rule" in loads
    assert "▰" not in loads


def test_a_reader_of_tickets_has_no_load_and_no_skills() -> None:
    shown = listed(a_seat(1, "Rita", cap=None))
    assert "3 open" in shown
    assert "billing" not in shown


@pytest.mark.parametrize(
    ("role", "values"),
    [
        ("reader", []),
        ("agent", ["team edit me"]),
        ("lead", ["team edit <@U1>"]),
        ("admin", ["team change", "team edit <@U1>"]),
    ],
)
def test_everybody_is_offered_what_they_may_change(role: Role, values: list[str]) -> None:
    post = team.listed([a_seat(1, "Anna"), a_seat(2, "Rita", cap=None)], a_reader(role))
    offered = [str(one["value"]) for one in dicts(post.blocks) if "value" in one]
    assert offered == values


def test_a_form_has_what_is_so_and_every_skill_that_somebody_asks_for_or_has() -> None:
    opening = Opening(a_colleague(1, "Anna"), frozenset({"billing", "sso", "bug"}), all_of_it=True)
    view = form(opening, Known("Europe/Berlin", ("office",), frozenset({"vip"})), DE)
    (skills,) = [one for one in dicts(view) if one.get("type") == "multi_static_select"]
    assert [one["value"] for one in dicts(skills["options"]) if "value" in one] == ["billing", "bug", "sso", "vip"]
    assert [one["value"] for one in dicts(skills["initial_options"]) if "value" in one] == ["billing", "sso"]
    typed = [one.get("initial_value") for one in dicts(view) if one.get("type") == "plain_text_input"]
    assert typed == [None, "de, en", "5", "office"]
    stood = {ids.LANGUAGES: "de, en", ids.CAP: "5", ids.HOURS: "office", ids.OTHERS: ""}
    state: dict[str, dict[str, dict[str, object]]] = {
        name: {ids.VALUE: {"value": text}} for name, text in stood.items()
    }
    state[ids.SKILLS] = {ids.VALUE: {"selected_options": [{"value": "sso"}, {"value": "billing"}]}}
    assert read(state, str(view["private_metadata"])) == (Mention("U1"), Form(None, None, None, None))
    state[ids.OTHERS] = {ids.VALUE: {"value": "api"}}
    assert read(state, str(view["private_metadata"]))[1].skills == "billing,sso,api"
    own = form(replace(opening, all_of_it=False), Known("Europe/Berlin"), DE)
    assert [one["block_id"] for one in dicts(own) if one.get("type") == "input"] == [ids.LANGUAGES, ids.HOURS]
