"""Header injection: every field of a mail, every control character."""

from dataclasses import replace

import pytest

from owona_bot.domain.letter import Mailbox
from owona_bot.mail.addresses import AddressRefused
from owona_bot.mail.headers import HeaderRefused, compose
from tests.mail.letter_samples import ENVELOPE, LETTER
from tests.mail.test_headers import CONTROLS, NAMES, address_in, sound


@pytest.mark.parametrize("bad", CONTROLS)
def test_controls_in_names_and_subjects_show_and_start_nothing(bad: str) -> None:
    named = replace(
        ENVELOPE,
        sender=Mailbox(f"Anna{bad}", "support@owona.de"),
        to=Mailbox(f"{bad}Erika", "erika@example.org"),
        reply_to=Mailbox(f"De{bad}sk", "support@owona.de"),
    )
    message = sound(compose(replace(LETTER, subject=f"[#1001] a{bad}b"), named))
    assert tuple(message.keys()) == NAMES
    assert "\ufffd" in message["Subject"]
    assert all("\ufffd" in address_in(message, field).display_name for field in ("From", "To", "Reply-To"))


@pytest.mark.parametrize("bad", [*CONTROLS, " ", ",x@evil.example", "<x@evil.example>", "ü", '"'])
@pytest.mark.parametrize("field", ["sender", "to", "reply_to"])
@pytest.mark.parametrize(
    "where", ["{bad}a@example.org", "a{bad}@example.org", "a@example{bad}.org", "a@example.org{bad}"]
)
def test_an_address_with_more_than_an_address_is_refused(bad: str, field: str, where: str) -> None:
    boxes = {field: Mailbox("x", where.format(bad=bad))}
    with pytest.raises(AddressRefused) as refused:
        compose(LETTER, replace(ENVELOPE, **boxes))  # type: ignore[arg-type]  # one of three names of a Mailbox
    assert "example" not in str(refused.value)


@pytest.mark.parametrize("bad", [*CONTROLS, "", " ", "@", ">", "x" * 65, "ü"])
def test_a_mail_id_that_is_none_is_refused(bad: str) -> None:
    with pytest.raises(HeaderRefused, match="mail id"):
        compose(LETTER, replace(ENVELOPE, mail=bad and f"7f{bad}"))


@pytest.mark.parametrize("bad", [*CONTROLS, "https://x.example/?a=\r\nBcc: x"])
def test_a_link_with_controls_is_refused(bad: str) -> None:
    with pytest.raises(HeaderRefused):
        compose(LETTER, replace(ENVELOPE, unsubscribe=f"https://x.example/{bad}"))


@pytest.mark.parametrize("bad", [*CONTROLS, "en", "fr", "", "de-DE"])
def test_a_language_is_german_or_english(bad: str) -> None:
    with pytest.raises(HeaderRefused, match="Content-Language"):
        compose(replace(LETTER, language=f"de{bad}" if bad != "" else bad), ENVELOPE)


@pytest.mark.parametrize("bad", CONTROLS)
def test_strangers_ids_with_controls_are_left_out(bad: str) -> None:
    ids = (f"<a{bad}@x.org>", f"<b@x.org>{bad}")
    message = sound(compose(LETTER, replace(ENVELOPE, in_reply_to=ids[0], references=ids)))
    assert tuple(message.keys()) == NAMES
