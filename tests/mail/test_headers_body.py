"""The body of a mail: both texts survive every server, files arrive as they left."""

from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.letter import Attachment
from owona_bot.mail.headers import compose
from owona_bot.mail.plain import lines
from tests.mail.letter_samples import ENVELOPE, LETTER
from tests.mail.test_headers import CONTROLS, lines_of, sound, text_of

FILE = Attachment("Foto.png", "image/png", b"\x89PNG\r\n\x1a\n\0" * 99)
PICTURE = Attachment("bild.png", "image/png", b"\x89PNG", content_id="bild1@owona.de")
TRAPS = "From me\n.\n..\n. dot\n--=_alt\n--\n-- \ntrailing \t\n\n\n>From you\n=46\nend"


def with_files(*files: Attachment) -> EmailMessage:
    return sound(compose(LETTER, replace(ENVELOPE, attachments=files)))


def shape(message: EmailMessage) -> str:
    kind = message.get_content_type()
    parts = [shape(part) for part in message.iter_parts()]  # type: ignore[arg-type]  # policy default makes EmailMessages
    return f"{kind}({', '.join(parts)})" if parts else kind


@given(st.text(max_size=400))
def test_every_text_arrives(text: str) -> None:
    message = sound(compose(replace(LETTER, text=text, html=f"<pre>{text}</pre>"), ENVELOPE))
    assert text_of(message, "plain") == lines(text) + "\n"
    assert text_of(message, "html") == lines(f"<pre>{text}</pre>") + "\n"


@pytest.mark.parametrize(
    "text", [TRAPS, TRAPS + "ü", "From " * 60, "x" * 5_000, "ü" * 5_000, "." * 200, "ü\nFrom a" + " b" * 60]
)
def test_no_server_on_the_way_changes_a_line(text: str) -> None:
    raw = compose(replace(LETTER, text=text), ENVELOPE)
    assert text_of(sound(raw), "plain") == text + "\n"
    body = lines_of(raw.partition(b"\r\n\r\n")[2])
    assert not [
        line for line in body if line.startswith((b"From ", b".")) or line.endswith((b" ", b"\t")) or len(line) > 78
    ]


def test_simple_text_stays_legible_on_the_wire() -> None:
    raw = compose(replace(LETTER, text="Hello,\n\nkind regards\n"), ENVELOPE)
    assert b"Content-Transfer-Encoding: 7bit\r\n\r\nHello,\r\n\r\nkind regards\r\n\r\n--" in raw


def test_controls_in_a_body_show() -> None:
    message = sound(compose(replace(LETTER, text="a\0b\x1b[31mc\u202ed\ud800"), ENVELOPE))
    assert text_of(message, "plain") == "a\ufffdb\ufffd[31mc\ufffdd\ufffd\n"


def test_a_text_that_knows_the_boundary_ends_nothing() -> None:
    boundary = sound(compose(LETTER, ENVELOPE)).get_boundary()
    text = f"--{boundary}\nContent-Type: text/html\n\n<b>x</b>\n--{boundary}--"
    message = sound(compose(replace(LETTER, text=text), ENVELOPE))
    assert message.get_boundary() == boundary
    assert shape(message) == "multipart/alternative(text/plain, text/html)"
    assert text_of(message, "plain") == text + "\n"


def test_files_stand_beside_the_texts_and_pictures_within() -> None:
    assert shape(with_files(FILE)) == "multipart/mixed(multipart/alternative(text/plain, text/html), image/png)"
    related = "multipart/related(text/html, image/png)"
    assert shape(with_files(PICTURE)) == f"multipart/alternative(text/plain, {related})"
    assert (
        shape(with_files(FILE, PICTURE)) == f"multipart/mixed(multipart/alternative(text/plain, {related}), image/png)"
    )


@pytest.mark.parametrize("content", [b"", b"\r\n.\r\nFrom x", bytes(range(256)) * 999])
def test_files_arrive_as_they_left(content: bytes) -> None:
    for given_as in (content, iter([content[:5], content[5:]])):
        (file,) = with_files(replace(FILE, content=given_as)).iter_attachments()
        assert file.get_content() == content
        assert file.get_content_disposition() == "attachment"


def test_a_picture_has_its_id() -> None:
    related = with_files(PICTURE).get_body(("related",))
    assert related is not None
    (_, picture) = related.iter_parts()
    assert picture["Content-ID"] == "<bild1@owona.de>"
    assert picture.get_content_disposition() == "inline"


@pytest.mark.parametrize("bad", [*CONTROLS, "", "a", "a b@c", "a>@c"])
def test_a_picture_id_that_is_none_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="Content-ID"):
        with_files(replace(PICTURE, content_id=f"{bad}@x" if bad in CONTROLS else bad))


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("Rechnung.pdf", "Rechnung.pdf"),
        ("Größe 1.pdf", "Größe 1.pdf"),
        ("日本語.txt", "日本語.txt"),
        ('a"b\\', "attachment"),
        ('a "b"; x=y.txt', 'a "b"; x=y.txt'),
        ("100%25.txt", "100%25.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x.exe", "x.exe"),
        ("", "attachment"),
        ("a\r\nBcc: x.txt", "a\ufffd\ufffdBcc: x.txt"),
        ("invoice\u202efdp.exe", "invoice\ufffdfdp.exe"),
    ],
)
def test_file_names_arrive_without_folders_and_tricks(name: str, arrives: str) -> None:
    (file,) = with_files(replace(FILE, name=name)).iter_attachments()
    assert file.get_filename() == arrives


@given(st.text(max_size=400))
def test_every_file_name_makes_a_sound_mail(name: str) -> None:
    (file,) = with_files(replace(FILE, name=name)).iter_attachments()
    assert len((file.get_filename() or "").encode()) <= 180


@pytest.mark.parametrize("name", ["ü" * 500 + ".pdf", "x" * 240 + ".pdf", "👩‍👩‍👧‍👦" * 60 + ".pdf"])
def test_long_file_names_keep_their_ending(name: str) -> None:
    (file,) = with_files(replace(FILE, name=name[-240:])).iter_attachments()
    assert (file.get_filename() or "").endswith("….pdf")


@pytest.mark.parametrize(
    ("told", "arrives"),
    [
        ("image/png", "image/png"),
        ("Text/HTML; charset=utf-7", "application/octet-stream"),
        ("application/vnd.ms-excel", "application/vnd.ms-excel"),
        ("multipart/mixed", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("text/html\r\nBcc: x", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_type_is_a_type_or_just_bytes(told: str, arrives: str) -> None:
    (file,) = with_files(replace(FILE, type=told)).iter_attachments()
    assert file.get_content_type() == arrives
