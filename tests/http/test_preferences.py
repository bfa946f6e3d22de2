"""What a customer's link does: nothing when it is looked at, one thing when it is pressed, once."""

import asyncio
import re

import pytest

from owona_bot.database import preferences
from owona_bot.mail.tokens import hash_of
from tests.http.doors import LENA, ONE_CLICK, Doors


@pytest.mark.parametrize(
    ("choice", "kept", "said"),
    [
        ("mute", [("ticket", "nothing")], "Zu Ticket #1001 kommen keine E-Mails mehr."),
        ("answers", [("ticket", "answers"), (None, "answers")], "nur noch Antworten"),
        ("no_delays", [("ticket", "no_delays"), (None, "no_delays")], "wenn es einmal länger dauert"),
        ("all", [("ticket", "all"), (None, "all")], "wieder alle E-Mails"),
    ],
)
async def test_a_choice_is_kept(doors: Doors, choice: str, kept: list[tuple[str | None, str]], said: str) -> None:
    ticket = await doors.ticket()
    token = await doors.link("preferences", ticket)
    answer, text = await doors.post(f"/preferences/{token}", {"choice": choice})
    assert (answer.status, said in text) == (200, True)
    assert set(await doors.choices()) == {(LENA, ticket if whose else None, wants) for whose, wants in kept}


async def test_looking_changes_nothing(doors: Doors) -> None:
    for path in (f"/preferences/{await doors.link('preferences')}", f"/unsubscribe/{await doors.link('unsubscribe')}"):
        for _ in range(3):
            answer, text = await doors.get(path)
            assert (answer.status, "<form" in text) == (200, True)
        async with doors.session.head(doors.url + path) as head:
            assert head.status == 200
    assert await doors.choices() == []


async def test_the_page_asks_with_the_address_and_the_ticket(doors: Doors) -> None:
    _, text = await doors.get(f"/preferences/{await doors.link('preferences')}")
    assert LENA in text
    assert re.findall(r'name="choice" value="(\w+)"', text) == ["mute", "answers", "no_delays", "all"]
    assert "Keine E-Mails mehr zu Ticket #1001" in text


async def test_one_click_mutes_the_ticket_alone(doors: Doors) -> None:
    ticket = await doors.ticket()
    answer, _ = await doors.post(f"/unsubscribe/{await doors.link('unsubscribe', ticket)}", ONE_CLICK)
    assert answer.status == 200
    assert await doors.choices() == [(LENA, ticket, "nothing")]


async def test_one_click_may_come_as_multipart(doors: Doors) -> None:
    token = await doors.link("unsubscribe")
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    answer, _ = await doors.post(f"/unsubscribe/{token}", body, **{"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status == 200
    assert len(await doors.choices()) == 1


@pytest.mark.parametrize("data", [None, {"List-Unsubscribe": "No"}, {"x": "One-Click"}, b"One-Click", b"\xff\x00"])
async def test_a_post_that_does_not_say_one_click_does_nothing(doors: Doors, data: object) -> None:
    token = await doors.link("unsubscribe")
    assert (await doors.post(f"/unsubscribe/{token}", data))[0].status == 400
    assert await doors.choices() == []
    assert (await doors.post(f"/unsubscribe/{token}", ONE_CLICK))[0].status == 200


@pytest.mark.parametrize("data", [None, {"choice": "everything"}, {"choice": ""}, b"choice=%00", b"\xff" * 100])
async def test_what_the_page_does_not_offer_is_refused_and_spends_nothing(doors: Doors, data: object) -> None:
    token = await doors.link("preferences")
    assert (await doors.post(f"/preferences/{token}", data))[0].status == 400
    assert await doors.choices() == []
    assert (await doors.post(f"/preferences/{token}", {"choice": "all"}))[0].status == 200


@pytest.mark.parametrize(("door", "data"), [("preferences", {"choice": "all"}), ("unsubscribe", ONE_CLICK)])
async def test_used_twice_is_the_same_quiet_page(doors: Doors, door: str, data: dict[str, str]) -> None:
    token = await doors.link(door)
    await doors.post(f"/{door}/{token}", data)
    kept = await doors.choices()
    for answer, text in (
        await doors.post(f"/{door}/{token}", {**data, "choice": "mute"}),
        await doors.get(f"/{door}/{token}"),
    ):
        assert (answer.status, "schon benutzt" in text) == (200, True)
    assert await doors.choices() == kept


@pytest.mark.parametrize(("door", "data"), [("preferences", {"choice": "mute"}), ("unsubscribe", ONE_CLICK)])
async def test_a_used_link_offers_a_fresh_one_by_mail_and_says_the_same_whether_it_goes_or_not(
    doors: Doors, door: str, data: dict[str, str]
) -> None:
    path = f"/{door}/{await doors.link(door)}"
    unused = (await doors.post(f"{path}/again"))[1]
    assert await doors.asked() == 0
    await doors.post(path, data)
    for _ in range(3):
        _, text = await doors.get(path)
        assert f'<form method="post" action="{path}/again">' in text
        assert LENA not in text
    assert (await doors.get(f"{path}/again"))[0].status == 405
    assert await doors.asked() == 0
    said = await asyncio.gather(*(doors.post(f"{path}/again") for _ in range(10)))
    assert {text for _, text in said} == {unused}
    assert await doors.asked() == 1
    assert (await doors.post(f"/{door}/{'x' * 43}/again"))[0].status == 404


async def test_of_ten_presses_at_once_one_acts(doors: Doors) -> None:
    token = await doors.link("preferences")
    answers = await asyncio.gather(*(doors.post(f"/preferences/{token}", {"choice": "mute"}) for _ in range(10)))
    assert sum("kommen keine E-Mails mehr" in text for _, text in answers) == 1
    assert all(answer.status == 200 for answer, _ in answers)


def next_of(text: str) -> str:
    """Where the form of a page that answers an act leads."""
    found = re.search(r'<form method="post" action="(/preferences/[\w-]{43})">', text)
    assert found is not None
    return found[1]


def chosen_in(text: str) -> list[str]:
    return re.findall(r'value="(\w+)" required checked', text)


async def test_whoever_changes_their_mind_does_so_on_the_page_as_often_as_they_like(doors: Doors) -> None:
    ticket, seen = await doors.ticket(), set()
    path = f"/preferences/{await doors.link('preferences', ticket)}"
    assert chosen_in((await doors.get(path))[1]) == ["all"]
    for choice in ("mute", "all", "answers", "mute", "no_delays", "mute", "all"):
        _, text = await doors.post(path, {"choice": choice})
        assert chosen_in(text) == [choice]
        seen.add(path)
        assert "schon benutzt" in (await doors.post(path, {"choice": "mute"}))[1]
        path = next_of(text)
        assert path not in seen
        assert chosen_in((await doors.get(path))[1]) == [choice]
    async with doors.db.raw.acquire() as raw:
        assert await preferences.wanted(raw, LENA, ticket) == "all"
        hashes = await raw.fetch("select hash from owona_bot.tokens")
    assert hash_of(path.rpartition("/")[2]) in {row["hash"] for row in hashes}


async def test_who_muted_by_one_click_gets_back_from_the_page_that_says_so(doors: Doors) -> None:
    ticket = await doors.ticket()
    _, text = await doors.post(f"/unsubscribe/{await doors.link('unsubscribe', ticket)}", ONE_CLICK)
    assert chosen_in(text) == ["mute"]
    assert (await doors.post(next_of(text), {"choice": "all"}))[0].status == 200
    async with doors.db.raw.acquire() as raw:
        assert await preferences.wanted(raw, LENA, ticket) == "all"


@pytest.mark.parametrize(
    "token",
    [
        "x" * 43,
        "x",
        "x" * 5000,
        "..%2f..%2fetc%2fpasswd",
        "%00" * 30,
        "'; drop table owona_bot.tokens; --aaaaaaaaaa",
        "<script>alert(1)</script>aaaaaaaa",
        "%C3%BC" * 20,
        "\u0660" * 43,
    ],
)
@pytest.mark.parametrize("door", ["preferences", "unsubscribe"])
async def test_hostile_tokens_find_nothing_and_are_not_repeated(doors: Doors, door: str, token: str) -> None:
    for answer, text in (await doors.get(f"/{door}/{token}"), await doors.post(f"/{door}/{token}", ONE_CLICK)):
        assert answer.status in (404, 400)
        assert "script>alert" not in text
        assert "xxxxx" not in text


async def test_one_doors_token_does_not_open_the_other(doors: Doors) -> None:
    page, click = await doors.link("preferences"), await doors.link("unsubscribe")
    assert (await doors.post(f"/unsubscribe/{page}", ONE_CLICK))[0].status == 404
    assert (await doors.post(f"/preferences/{click}", {"choice": "mute"}))[0].status == 404
    assert await doors.choices() == []


async def test_an_old_link_has_expired(doors: Doors) -> None:
    token = await doors.link("preferences")
    async with doors.db.raw.acquire() as raw:
        await raw.execute("update owona_bot.tokens set expires_at = now() - interval '1 second'")
    answer, text = await doors.post(f"/preferences/{token}", {"choice": "mute"})
    assert (answer.status, "abgelaufen" in text) == (404, True)
    assert await doors.choices() == []


async def test_an_address_that_is_html_is_text(doors: Doors) -> None:
    token = await doors.link("preferences", address="<b>@example.com")
    _, text = await doors.get(f"/preferences/{token}")
    assert "<b>@" not in text
    assert "&lt;b&gt;@example.com" in text
