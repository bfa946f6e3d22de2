"""Why a customer is not written to, reason by reason."""

from dataclasses import replace

import pytest

from owona_bot.domain.preference import Choice, kept
from owona_bot.domain.silence import NO_LETTER, Case, LetterName, Silence, is_writable, why_not
from owona_bot.locale.catalogue import texts
from tests.domain.samples import TICKET

WELL = Case(
    address="lena@example.com",
    is_system_user=False,
    bounces=False,
    wants="all",
    mail_kind=None,
    own_ticket=False,
    told_today=False,
    is_resolved=True,
    is_waiting=True,
)
ALL: tuple[LetterName, ...] = ("received", "answer", "resolved", "sla_warning", "reminder")


@pytest.mark.parametrize("letter", ALL)
def test_nothing_speaks_against_it(letter: LetterName) -> None:
    assert why_not(letter, WELL) is None
    assert why_not(letter, replace(WELL, mail_kind="ordinary")) is None


@pytest.mark.parametrize(
    ("case", "reason", "silent"),
    [
        (replace(WELL, address=None), Silence.NO_ADDRESS, ALL),
        (replace(WELL, is_system_user=True), Silence.NO_ADDRESS, ALL),
        (replace(WELL, address="lena"), Silence.BAD_ADDRESS, ALL),
        (replace(WELL, address="test-e2e@owona.de"), Silence.TEST_ACCOUNT, ALL),
        (replace(WELL, bounces=True), Silence.BOUNCES, ALL),
        (replace(WELL, mail_kind="bulk"), Silence.AUTOMATIC, ALL),
        (replace(WELL, wants="nothing"), Silence.MUTED, ALL),
        (replace(WELL, wants="answers"), Silence.ONLY_ANSWERS, ("received", "resolved", "sla_warning", "reminder")),
        (replace(WELL, wants="no_delays"), Silence.NO_DELAYS, ("sla_warning",)),
        (replace(WELL, own_ticket=True), Silence.OWN_TICKET, ("received", "sla_warning")),
        (replace(WELL, told_today=True), Silence.TOLD_TODAY, ("received",)),
        (replace(WELL, told_late=True), Silence.TOLD_LATE, ("sla_warning",)),
        (replace(WELL, is_waiting=False), Silence.NOT_WAITING, ("reminder",)),
        (replace(WELL, is_resolved=False), Silence.REOPENED, ("resolved",)),
    ],
)
def test_each_reason_silences_its_letters(case: Case, reason: Silence, silent: tuple[LetterName, ...]) -> None:
    assert {letter: why_not(letter, case) for letter in ALL} == {
        letter: reason if letter in silent else None for letter in ALL
    }


def test_whatever_silences_an_answer_has_words_for_the_agent() -> None:
    told = {why_not("answer", case) for case in AGAINST_ANSWERS}
    assert told == NO_LETTER.keys() - {Silence.TICKET_GONE}
    assert set(NO_LETTER.values()) <= texts("de").keys()


AGAINST_ANSWERS = (
    replace(WELL, address=None),
    replace(WELL, is_system_user=True),
    replace(WELL, address="lena"),
    replace(WELL, address="manual-test@owona.de"),
    replace(WELL, bounces=True),
    replace(WELL, mail_kind="auto_reply"),
    replace(WELL, wants="nothing"),
)


@pytest.mark.parametrize("address", ["a@b.de", "o'neil+x@example.co.uk", "A.B-C_d@xn--mller-kva.de"])
def test_addresses_as_people_have_them(address: str) -> None:
    assert is_writable(address)


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.de", "a@", "a@b..de", "a..b@c.de", "a b@c.de", "a@b.de\n", '"a b"@c.de', "ä@b.de", "a@b.de,c@d.de"],
)
def test_addresses_that_nobody_has(address: str) -> None:
    assert not is_writable(address)


def test_a_choice_for_all_mail_takes_the_tickets_own_out_of_the_way() -> None:
    assert kept(Choice.MUTE, TICKET) == {TICKET: "nothing"}
    assert kept(Choice.ANSWERS, TICKET) == {None: "answers", TICKET: "answers"}
    assert kept(Choice.NO_DELAYS, TICKET) == {None: "no_delays", TICKET: "no_delays"}
    assert kept(Choice.ALL, TICKET) == {None: "all", TICKET: "all"}
    assert kept(Choice.MUTE, None) == {None: "nothing"}


def test_the_page_offers_no_more() -> None:
    assert Choice.read("mute") is Choice.MUTE
    assert Choice.read("everything") is None
