"""A call for help by mail: what the team reads, and that nothing a customer writes breaks out of it."""

from email import message_from_bytes
from email.policy import default

import pytest

from owona_bot.domain.clock import Translate
from owona_bot.domain.letter import Letter, Plea
from owona_bot.locale.catalogue import catalogues
from owona_bot.mail import letters

DE, EN = (catalogues().speak(locale) for locale in ("de", "en"))

LINK = "https://owona.slack.com/archives/C0TICKETS/p1795608000000100"


def a_letter(t: Translate = DE, title: str = "Zahlung", link: str | None = LINK) -> Letter:
    return letters.escalation(
        Plea(1001, title, "Noch keine Antwort an den Kunden", "Hoch · bei Anna", link), "Owona", t
    )


@pytest.mark.parametrize(
    ("t", "subject", "heading"),
    [
        (DE, "[#1001] Hilfe gebraucht: Zahlung", "Ticket #1001 braucht Hilfe"),
        (EN, "[#1001] Help needed: Zahlung", "Ticket #1001 needs help"),
    ],
    ids=["de", "en"],
)
def test_it_says_which_ticket_needs_help_whose_it_is_and_leads_to_the_card(
    t: Translate, subject: str, heading: str
) -> None:
    letter = a_letter(t)
    assert letter.subject == subject
    for part in (letter.text, letter.html):
        assert heading in part
        assert "Hoch · bei Anna" in part
        assert LINK in part


@pytest.mark.parametrize(
    "title",
    ["Hilfe\r\nBcc: all@example.org", "<script>alert(1)</script>", "x" * 9_000, "", "\0", "{{ 7 * 7 }}"],
)
def test_no_title_breaks_out_of_the_subject_or_the_page(title: str) -> None:
    letter = a_letter(title=title)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert len(letter.subject) < 300
    assert "<script>" not in letter.html
    assert "49" not in letter.subject
    raw = f"Subject: {letter.subject}\r\n\r\n".encode()
    assert message_from_bytes(raw, policy=default)["Bcc"] is None


def test_without_a_link_to_slack_it_has_none() -> None:
    letter = a_letter(link=None)
    assert "https://" not in letter.text
