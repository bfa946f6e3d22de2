"""What people read of who is on call, and what comes back of its forms."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from blocks import ids, on_call, rota, swap
from blocks.new_ticket import State as Sent
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.on_call import Cover, Gap, Lack, Length, Shift
from owona_bot.domain.on_call_board import Board, Watch
from owona_bot.domain.people import Agent, AgentId, Role
from owona_bot.domain.rota import Newest, Opening, Preview, Typed, Wanted, remembered
from owona_bot.domain.swap import Choice, State, Swap
from tests.blocks.on_calls import ME, NOW, OTHER, WEEK, ZONE, a_rota, a_swap, an_agent
from tests.blocks.reading import dicts, runs
from tests.blocks.samples import DE, EN

BEN = an_agent("Ben", OTHER)

NAMES = {ME: "Anna", OTHER: "Ben"}


def words(shown: Post | View) -> str:
    return "\n".join(text for _, text in runs(shown.blocks if isinstance(shown, Post) else shown))


def said_in(view: object, name: str) -> list[object]:
    return [found[name] for found in dicts(view) if name in found]


def a_board(*, lasts: bool = False, agent: AgentId | None = ME) -> Board:
    now, after = Shift(agent, NOW, NOW + WEEK), [Shift(OTHER, NOW + WEEK, NOW + 2 * WEEK, by_hand=True)]
    rota_ = replace(a_rota(), turns=(ME, OTHER))
    return Board(now, lasts, after, [], now if agent == ME else None, rota_, None, [], NAMES)


def anna(role: Role = "agent") -> Agent:
    return replace(an_agent("Anna"), role=role)


@pytest.mark.parametrize(
    ("t", "now", "next_", "rule"),
    [
        (
            DE,
            "Anna hat Rufbereitschaft, bis Mi., 2. Dez., 13:00.",
            "Mi., 2. Dez., 13:00: ",
            "Wöchentlich, Übergabe Sonntag",
        ),
        (
            EN,
            "Anna is on call until Wed, Dec 2, 1:00\u202fPM.",
            "Wed, Dec 2, 1:00\u202fPM: ",
            "Weekly, hand-over Sunday",
        ),
    ],
)
def test_it_says_who_has_it_until_when_and_who_follows(t: Translate, now: str, next_: str, rule: str) -> None:
    shown = words(on_call.shown(a_board(), anna(), NOW, t))
    assert now in shown
    assert f"{next_}\nBen" in shown
    assert f"{rule} 09:00 ({ZONE.key})" in shown


def test_without_an_end_none_is_made_up() -> None:
    assert "Anna is on call." in words(on_call.shown(a_board(lasts=True), anna(), NOW, EN))
    assert "Nobody is on call now." in words(on_call.shown(a_board(lasts=True, agent=None), anna(), NOW, EN))
    assert "Nobody is on call until Wed" in words(on_call.shown(a_board(agent=None), anna(), NOW, EN))


def test_each_gap_says_why() -> None:
    gaps = [Gap(lack, None if lack is Lack.NOBODY else OTHER, NOW, NOW + WEEK) for lack in Lack]
    shown = words(on_call.shown(replace(a_board(), gaps=gaps), anna(), NOW, EN))
    for why in ("nobody", "Ben is no longer on the team", "Ben may only read", "Ben is away"):
        assert f"now until Wed, Dec 2, 1:00\u202fPM: {why}" in shown


def test_gaps_that_are_not_named_are_counted() -> None:
    gaps = [Gap(Lack.NOBODY, None, NOW, NOW + WEEK)] * (on_call.GAPS + 1)
    assert "more gaps: 1" in words(on_call.shown(replace(a_board(), gaps=gaps), anna(), NOW, EN))


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("reader", []),
        ("agent", ["oncall swap"]),
        ("lead", ["oncall swap", "oncall edit", "oncall shift"]),
        ("admin", ["oncall swap", "oncall edit", "oncall shift"]),
    ],
)
def test_each_role_has_its_buttons(role: Role, offered: list[str]) -> None:
    assert said_in(on_call.shown(a_board(), anna(role), NOW, DE).blocks, "value") == offered


def test_ones_own_next_shift_is_told_unless_it_runs() -> None:
    assert "Dein nächster" not in words(on_call.shown(a_board(), anna(), NOW, DE))
    mine = replace(a_board(), mine=Shift(ME, NOW + WEEK, NOW + 2 * WEEK))
    assert "Dein nächster Dienst: Mi., 2. Dez., 13:00 bis Mi., 9. Dez., 13:00" in words(
        on_call.shown(mine, anna(), NOW, DE)
    )


def test_an_open_request_is_taken_back_or_accepted_from_here() -> None:
    shown = on_call.shown(replace(a_board(), swaps=[a_swap(), a_swap(asker=OTHER)]), anna(), NOW, EN)
    assert "You asked Ben: " in words(shown)
    assert "Ben asks you: " in words(shown)
    assert {f"oncall withdraw {2**62}", f"oncall accept {2**62}"} <= set(said_in(shown.blocks, "value"))


# hand-overs


def told(*, late: timedelta = timedelta(), holder: Agent | None = BEN, escalated: int = 0) -> Watch:
    shift = Shift(ME, NOW - late, NOW + WEEK)
    return Watch(shift, anna(), holder, NOW + WEEK, list(range(1001, 1001 + escalated)))


def test_who_takes_over_hears_until_when_and_late_since_when() -> None:
    assert "You are on call from now until Wed" in on_call.began(told(), NOW, EN).text
    late = on_call.began(told(late=timedelta(hours=3)), NOW, EN).text
    assert "You have been on call since today, 10:00 AM, until Wed" in late


def test_the_moments_of_a_hand_over_stay_true_when_they_are_read_days_later() -> None:
    began = on_call.began(told(late=timedelta(hours=3)), NOW, DE)
    moments = said_in(began.blocks, "timestamp")
    assert moments == [int(when.timestamp()) for when in (NOW - timedelta(hours=3), NOW + WEEK)]
    assert "heute" not in words(began)


def test_who_leaves_hears_who_has_it_now() -> None:
    assert "Ben is on call now" in words(on_call.ended(told(), EN))
    assert "Nobody is on call now" in words(on_call.ended(told(holder=None), EN))


def test_both_hear_what_is_escalated() -> None:
    assert "Open escalations: #1001 · #1002" in words(on_call.began(told(escalated=2), NOW, EN))
    assert "#1005 and more" in words(on_call.ended(told(escalated=6), EN))
    assert "scalations" not in words(on_call.ended(told(), EN))


# forms


def sent(**fields: dict[str, object]) -> Sent:
    return {name: {ids.VALUE: value} for name, value in fields.items()}


def option(value: str) -> dict[str, object]:
    return {"selected_option": {"value": value}}


def test_the_form_begins_with_the_rota_that_holds() -> None:
    team = [an_agent("Anna"), an_agent("Ben", OTHER)]
    newest = Newest(replace(a_rota(), turns=(ME, OTHER)), "Anna", NOW)
    view = rota.form(Opening(newest, team), "UTC", DE)
    assert said_in(view, "initial_value") == ["Anna\nBen", ZONE.key]
    assert said_in(view, "initial_time") == ["09:00"]
    assert view["private_metadata"] == "1"
    assert "Möglich: Anna, Ben" in words(view)
    first = rota.form(Opening(None, team), "Europe/Berlin", DE)
    assert said_in(first, "initial_value") == ["Europe/Berlin"]
    assert first["private_metadata"] == "0"


@pytest.mark.parametrize("name", ["Anna", "Muster, Anna", "A;B", "", " Ben"])
def test_who_can_not_be_named_by_name_is_named_by_address(name: str) -> None:
    team = [an_agent(name), an_agent("Anna", OTHER)]
    assert rota.spoken(team)[ME] == "agent1@owona.de"


def test_what_is_sent_is_read() -> None:
    fields = sent(
        turns={"value": "Anna\nBen"},
        length=option("day"),
        weekday=option("3"),
        at={"selected_time": "22:30"},
        zone={"value": "UTC"},
        begins={"selected_date_time": 1_800_000_000},
    )
    assert rota.read(fields) == Typed("Anna\nBen", "day", "3", "22:30", "UTC", 1_800_000_000)
    assert rota.read({**fields, **sent(begins={"selected_date_time": None})}).begins is None


def test_a_preview_brings_back_what_it_shows_and_shows_what_was_saved_meanwhile() -> None:
    wanted = Wanted((ME, OTHER), Length.WEEK, 0, a_rota().at, ZONE, None)
    looked = Preview(wanted, [Shift(ME, NOW, NOW + WEEK)], [], None, 4, NAMES)
    view = rota.preview(looked, NOW, EN)
    assert remembered(str(view["private_metadata"])) == (wanted, 4)
    assert "No gaps in the next 14 days." in words(view)
    newer = Newest(replace(a_rota(), turns=(OTHER,)), "Carla", NOW - timedelta(minutes=5))
    changed = words(rota.preview(replace(looked, changed=newer), NOW, EN))
    assert "Carla changed the rota (today, 12:55\u202fPM) while your form was open" in changed
    assert "Order: Ben" in changed


def test_a_single_shift_is_somebodys_or_nobodys() -> None:
    times: dict[str, dict[str, object]] = {
        "begins": {"selected_date_time": 1_800_000_000},
        "ends": {"selected_date_time": 1_800_003_600},
    }
    starts = datetime.fromtimestamp(1_800_000_000, UTC)
    for value, agent in (("2", OTHER), (rota.NOBODY, None)):
        read = rota.read_cover(sent(person=option(value), **times))
        assert read == Cover(0, agent, starts, starts + timedelta(hours=1))


def test_a_swap_names_ones_shift_and_a_colleague() -> None:
    view = swap.form(Choice([Shift(ME, NOW, NOW + WEEK)], [an_agent("Ben", OTHER)]), NOW, DE)
    shift, colleague = (str(said_in(one, "value")[0]) for one in said_in(view, "options"))
    read = swap.read(sent(shift=option(shift), person=option(colleague)), ME)
    assert read == Swap(0, ME, OTHER, NOW, NOW + WEEK)


@pytest.mark.parametrize("state", list(State))
def test_a_request_has_buttons_until_it_is_settled(state: State) -> None:
    values = said_in(swap.asked(a_swap(state), "Anna", NOW, DE).blocks, "action_id")
    assert values == ([ids.SWAP_ACCEPT, ids.SWAP_DECLINE] if state is State.ASKED else [])
