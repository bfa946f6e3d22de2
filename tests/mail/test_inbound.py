"""Raw bytes become facts, whatever the bytes are."""

import time
from collections.abc import Iterator
from dataclasses import astuple, is_dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from owona_bot.domain.mail import InboundMail, MailAddress
from owona_bot.mail.inbound import describe, read_mail
from tests.mail import corpus

FROM = b"From: a@example.com\nMessage-ID: <m@example.com>\n"


def texts(value: object) -> Iterator[str]:
    """Every string in a fact, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from texts(astuple(value))


def assert_fit(mail: InboundMail) -> None:
    """For PostgreSQL: UTF-8 without NUL; ids and names on one line."""
    for text in texts(mail):
        assert "\0" not in text
        text.encode("utf-8")
    one_liners = [mail.subject, mail.message_id or "", *mail.references, *(one.filename for one in mail.attachments)]
    assert not any(c in text for text in one_liners for c in "\r\n")
    assert all(one.filename and "/" not in one.filename for one in mail.attachments)


@given(st.binary(max_size=3000))
@example(b"")
@example(b"\n")
@example(b"From: \xff@\x00\nSubject: =?utf-8?b?7aCA?=\n\n\xed\xa0\x80\x00")
def test_arbitrary_bytes_are_read(raw: bytes) -> None:
    assert_fit(read_mail(raw))


@given(st.sampled_from(corpus.NAMES), st.data())
def test_a_mail_that_was_damaged_on_its_way_is_read(name: str, data: st.DataObject) -> None:
    raw = bytearray(corpus.raw(name))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 40))
        raw[at : at + length] = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(PIECES)))
    assert_fit(read_mail(bytes(raw)))


PIECES = [
    *(
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\0",
        b"--",
        b"=?utf-8?b?7aCA?=",
        b"=?utf-8?q?=00=0a?=",
        b"(((((",
        b'"',
        b"<",
        b";;;;",
    ),
    *(
        b"Content-Type: multipart/mixed; boundary=x\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"charset=utf-7",
        b"=\xed\xa0\x80",
    ),
    *(
        b"charset=punycode",
        b"charset=hex",
        b"charset=utf-16",
        b"filename*0*=x''%ED%A0%80",
        b"Date: Mon, 99 Jun 99999 99:99:99 +9999\r\n",
    ),
]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (FROM + b"Content-Type: text/plain" + b";" * 100_000 + b"\n\nx", "header_cut:content-type"),
        (FROM + b"Subject: " + b"=?utf-8?q?a?= " * 10_000 + b"\n\nx", "header_cut:subject"),
        (FROM + b"To: " + b"\\" * 16_000 + b"\n\nx", "recipients_cut:to"),
        (FROM + b"To: " + b"(" * 16_000 + b"\n\nx", "recipients_cut:to"),
        (FROM + b"To: " + b"a@example.com," * 9_000 + b"\n\nx", "recipients_cut:to"),
        (FROM + b"X: y\n" * 100_000 + b"\nx", "headers_cut"),
        (
            FROM + b"".join(b"Content-Type: multipart/a; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000)),
            "nesting_cut",
        ),
        (FROM + b"Content-Type: multipart/a; boundary=b\n\n" + b"--b\n\nx\n" * 100_000, "parts_cut"),
        (FROM + b"Content-Type: text/html\n\n" + b"<div>" * 400_000, "html_cut"),
        (FROM + b"\n" + b"\n" * 5_000_000, "text_cut"),
    ],
)
def test_what_hangs_the_standard_library_is_cut_and_noted(raw: bytes, fault: str) -> None:
    start = time.process_time()
    assert fault in read_mail(raw).faults
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "address", [b"a\x01@example.com", b"a\x00b@example.com", b'"a b"@example.com', b"<@>", b"nobody", b"a@b@c d"]
)
def test_an_address_that_libraries_would_rewrite_is_no_sender(address: bytes) -> None:
    mail = read_mail(b"From: " + address + b"\nMessage-ID: <m@example.com>\n\nHi")
    assert mail.sender is None or mail.sender.address.isprintable()
    assert mail.faults or mail.sender


def test_an_unquoted_comma_in_a_name_still_finds_the_address() -> None:
    mail = read_mail("From: Müller, Hans <hans@example.com>\n\nHi".encode())
    assert mail.sender is not None
    assert mail.sender.address == "hans@example.com"


def test_a_name_cannot_turn_the_direction_of_reading() -> None:
    mail = read_mail(b"From: =?utf-8?b?4oCu?=moc.live <a@example.com>\n\nHi")
    assert mail.sender == MailAddress("\ufffdmoc.live", "a@example.com")


def test_what_steers_a_terminal_is_replaced_in_the_text() -> None:
    mail = read_mail(FROM + b"\nred \x1b[31m and a \x00 and\ta tab")
    assert mail.text == "red \ufffd[31m and a \ufffd and\ta tab"
    assert "characters_replaced" in mail.faults


def test_a_codec_of_python_is_no_charset() -> None:
    mail = read_mail(b"Content-Type: text/plain; charset=unicode_escape\n\n\\x41")
    assert mail.text == "\\x41"
    assert "charset_unknown:unicode_escape" in mail.faults


def test_a_picture_from_elsewhere_is_not_fetched() -> None:
    mail = read_mail(
        b"Content-Type: text/html\n\n<p onclick=x>Hi"
        b'<img src="http://example.com/t.gif"><img src="cid:a"></p><script>1</script>'
    )
    assert mail.html.strip() == '<p>Hi<img><img src="cid:a"></p>'


def test_an_empty_plain_side_gives_way_to_the_html() -> None:
    mail = read_mail(
        FROM + b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\n"
        b"Content-Type: text/html\n\n<p>Da steht es.</p>\n--b--"
    )
    assert mail.text == mail.reply == "Da steht es."


def test_many_references_keep_the_first_and_the_last() -> None:
    mail = read_mail(FROM + b"References: " + b" ".join(b"<%d@example.com>" % n for n in range(500)) + b"\n\nHi")
    assert (len(mail.references), mail.references[0], mail.references[-1]) == (100, "0@example.com", "499@example.com")


def test_a_description_tells_sizes_and_hashes_and_no_content() -> None:
    facts = describe(read_mail(corpus.raw("apple_mail_en_text_pdf_text")))
    assert facts["attachments"][0]["size"] == 10
    assert len(facts["attachments"][0]["sha256"]) == 64
    assert "content" not in facts["attachments"][0]
    assert facts["date"] == "2024-06-04T10:00:00+01:00"
