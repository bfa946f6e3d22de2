"""The guard: what it stops, however it is hidden, and what it lets pass."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.guard import Finding, Found, emails_in, findings
from tests.domain.guard_corpus import ALNUM, DIGITS, HARMFUL, HARMLESS, PASSWORDS

OWN = frozenset({"owona.de", "status.owona.internal", "10.0.0.80"})
OTHERS = frozenset({"ben@kunde.example", "mia@kunde.example", "test@owona.de", "lena@example.com"})


def found(text: str, requester: str | None = "lena@example.com") -> tuple[Finding, ...]:
    return findings(text, OWN, requester, OTHERS)


def kinds(text: str) -> set[Found]:
    return {finding.kind for finding in found(text)}


def test_the_corpora_are_large_enough_to_mean_something() -> None:
    assert len(set(HARMLESS)) >= 40
    assert len({text for texts in HARMFUL.values() for text in texts}) >= 60
    assert set(HARMFUL) == set(Found)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_harms_nobody_passes(text: str) -> None:
    assert found(text) == ()


def test_all_that_harms_nobody_passes_in_one_letter() -> None:
    assert found("\n".join(HARMLESS)) == ()
    assert found("\n\n".join(reversed(HARMLESS))) == ()


CASES = [(kind, text) for kind, texts in HARMFUL.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_what_must_not_leave_is_found(kind: Found, text: str) -> None:
    assert kinds(text) == {kind}


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_it_is_found_in_the_middle_of_a_letter(kind: Found, text: str) -> None:
    assert kind in kinds(f"Guten Tag Frau Meier,\n\nwie besprochen:\n{text}\n\nViele Grüße\nAnna")


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_no_more_is_shown_than_its_beginning(kind: Found, text: str) -> None:
    for finding in found(text):
        assert finding.shown.endswith("…")
        assert len(finding.shown) <= 20
        assert kind in {Found.PASSWORD, Found.SLACK_MENTION} or len(finding.shown) - 1 <= len(text) / 2


@pytest.mark.parametrize(("text", "password"), PASSWORDS.items())
def test_of_a_password_only_what_stands_before_it_is_shown(text: str, password: str) -> None:
    for finding in found(text):
        assert finding.shown.removesuffix("…") in text.partition(password)[0]


def wide(text: str) -> str:
    """In full-width letters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def bold(text: str) -> str:
    """In mathematical letters."""
    return "".join(
        chr(0x1D400 + ord(c) - 65) if "A" <= c <= "Z" else chr(0x1D7CE + int(c)) if c in DIGITS else c for c in text
    )


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_what_no_eye_sees_hides_nothing(kind: Found, text: str) -> None:
    for invisible in ("\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad", "\ufe0f", "\u034f", "\u3164", "\0"):
        assert kinds(invisible.join(text)) == {kind}


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_other_letters_that_look_alike_hide_nothing(kind: Found, text: str) -> None:
    assert kinds(wide(text)) == {kind}
    assert kinds(bold(text)) == {kind}
    assert kinds(text.replace(" ", "\u00a0")) == {kind}
    assert kinds(text.replace("-", "\u2011")) == {kind}


TOKENS = [(text, text.rfind("=") + 1) for text in HARMFUL[Found.TOKEN] if " " not in text]
"""And where their secret begins."""


@pytest.mark.parametrize(("text", "start"), TOKENS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "  \n  ", "\n> ", "\u2028"])
def test_a_line_break_in_the_middle_hides_nothing(text: str, start: int, end: str) -> None:
    for place in range(start + 1, len(text)):
        assert kinds(f"Der Schlüssel:\n{text[:place]}{end}{text[place:]}\nViele Grüße") >= {Found.TOKEN}, place


def test_a_token_may_begin_a_line_and_be_broken_after_a_word() -> None:
    token = "ghp_" + ALNUM[:36]
    assert kinds(f"Schlüssel\n{token[:20]}\n{token[20:]}\nGruß") == {Found.TOKEN}


def test_a_private_key_is_found_when_its_head_is_broken() -> None:
    assert kinds("-----BEGIN RSA\nPRIVATE KEY-----\nabc") == {Found.PRIVATE_KEY}
    assert kinds("-----BEGIN OPENSSH PRI\nVATE KEY-----\nabc") == {Found.PRIVATE_KEY}


def test_an_address_that_is_broken_over_lines_is_one() -> None:
    assert kinds("Fragen Sie ben@kun\nde.example") == {Found.OTHER_CUSTOMER}


def test_the_reader_the_house_and_strangers_may_be_named() -> None:
    assert found("An Lena@Example.com, test@owona.de, x@sub.owona.de und fremd@anderswo.example.") == ()
    assert found("An lena@example.com", requester=None) == (Finding(Found.OTHER_CUSTOMER, "le…"),)
    assert found("An lena@example.com", requester="ben@kunde.example")[0].kind is Found.OTHER_CUSTOMER


def test_own_hosts_may_be_named_and_what_is_below_them() -> None:
    assert found("http://status.owona.internal/ und api.status.owona.internal und 10.0.0.80:8080") == ()
    assert kinds("http://owona.internal/") == {Found.PRIVATE_ADDRESS}
    assert kinds("10.0.0.81") == {Found.PRIVATE_ADDRESS}


def test_everything_is_told_once_and_by_kind() -> None:
    text = f"@here Passwort: hunter2, {'ghp_' + ALNUM[:36]} @here ben@kunde.example"
    assert found(text + "\n" + text) == (
        Finding(Found.TOKEN, "ghp_" + ALNUM[:4] + "…"),
        Finding(Found.PASSWORD, "Passwort…"),
        Finding(Found.OTHER_CUSTOMER, "be…"),
        Finding(Found.SLACK_MENTION, "@he…"),
    )


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", ()),
        ("Lena@Example.COM, <a@b.example>; mailto:c@d.example?x=y", ("lena@example.com", "a@b.example", "c@d.example")),
        ("lena@example.com LENA@example.com 'lena@example.com'.", ("lena@example.com",)),
        ("lena＠example．com und le\u200bna@example.com", ("lena@example.com",)),
        ("o'neil+x@sub.example.co.uk", ("o'neil+x@sub.example.co.uk",)),
        ("müller@exämple.de", ("müller@exämple.de",)),
        ("@here @anna a@b x@y. @example.com 3@4 lena@", ()),
    ],
)  # fmt: skip
def test_addresses_are_found_for_looking_them_up(text: str, addresses: tuple[str, ...]) -> None:
    assert emails_in(text) == addresses


@given(st.text(st.sampled_from("abyz09.-_+@ \n:/<>#!") | st.characters(), max_size=60))
def test_any_text_is_read(text: str) -> None:
    for finding in found(text):
        assert len(finding.shown) <= 20
    assert all("@" in address and address == address.lower() for address in emails_in(text))


HOSTILE = (
    "a", "1", "A1", " ", "\n", " \n", "a ", "a\n", "eyJ", "eyJaaaaaaaa-", "eyJaaaaaaaa.", "sk-", "sk-a", "xoxb-",
    "ghp_", "BEGIN", "BEGIN ", "-----BEGIN ", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----AAAA",
    "password", "password ", "password:", "password: ", "pw=", "pw a", "Passwort ist ", "token", "token=", "token: \n",
    "token:1\n", "bearer ", "://", "a://", "a://b:", "a://:@", "a:", "1.", "10.", "10.0.0.1 ", "fe80:", "::", "::1",
    "a.", "a.local",
    "-.", "localhost", "@", "a@", "a@b", "a@b.", "'", "%", "<!", "<@U", "#C", "#C0", "slack.com/", "a-", "_", '"', "*",
    "\u200b", "\uff41", "\ufdfa", "\u0323\u0301", "\U0001f600", "\ud800", "=", "…", "$(", "--password ", "aB3dE6gH",
    "aB3dE6gH\n", "{{", "\\", "https://", "AKIA", "SG.", "1234567890:AA", "ver ", "v ", "aB3dE6gH >>>>\n",
)  # fmt: skip


WORST = ("10.0.0.1 ", "a:", "a@b.", "sk-", "eyJaaaaaaaa-", "A1\n", "a://b:", "password ", "\ufdfa", "\u0323\u0301")
"""The slowest, and those that a careless pattern or normaliser takes quadratic time for."""


@pytest.mark.parametrize("unit", WORST)
def test_200_000_hostile_characters_take_less_than_a_second(unit: str) -> None:
    assert seconds(unit * (200_000 // len(unit))) < 1


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_holds_up_nothing(unit: str) -> None:
    """What is not linear takes several seconds for so many."""
    assert seconds(unit * (40_000 // len(unit))) < 1


def seconds(text: str) -> float:
    """Of the processor."""
    start = process_time()
    found(text)
    return process_time() - start
