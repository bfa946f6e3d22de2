"""What the team sees of a mail server's refusals."""

from blocks import operations, thread
from tests.blocks.reading import interpreted, seen
from tests.blocks.samples import DE, EN


def test_a_letter_that_was_refused_is_told_with_the_servers_words() -> None:
    line = thread.mail_refused("lena@example.com", "refused: 550 5.1.1 No such user", DE)
    assert seen(line) == "Die E-Mail an lena@example.com kam nicht an. Der Mailserver sagt: 550 5.1.1 No such user"


def test_whoever_minds_is_called() -> None:
    line = thread.mail_refused("lena@example.com", "refused: 550 5.1.1 No such user", DE, ["U0BEN"])
    assert "U0BEN" in str(line.blocks)
    assert "kam nicht an" in str(line.blocks)


def test_what_a_server_says_calls_nobody_and_links_nowhere() -> None:
    line = thread.mail_refused("a@b.de", "refused: 554 <!channel> *bold* https://evil.example\n" + "x" * 5000, EN)
    assert interpreted(line.blocks) == []
    assert "\n" not in line.text
    assert len(line.text) < 400


def test_a_mail_server_that_refuses_us_comes_with_advice_and_a_promise() -> None:
    post = operations.mail_refused("535 5.7.8", 7, EN)
    assert "takes nothing from me (535 5.7.8)" in seen(post)
    assert "OWONA_MAIL__SMTP_URL" in seen(post)
    assert "The e-mails that wait (7) go out" in seen(post)
    assert "OWONA_MAIL__SMTP_URL" in post.text
