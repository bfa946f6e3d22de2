"""What may stand in the environment, and that what may not is refused without being repeated."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from owona_bot.mail.postman import server_of
from owona_bot.settings import HttpSettings, MailSettings, Settings

BASE = {
    "OWONA_AGENTS": "anna@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-1",
    "OWONA_SLACK__APP_TOKEN": "xapp-1",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
}
MAIL = {"OWONA_MAIL__ADDRESS": "support@owona.de", "OWONA_MAIL__SYSTEM_USER": "system@owona.de"}
SECRET = {"OWONA_SECRET": "0123456789abcdef"}
SMTP = {"OWONA_MAIL__SMTP_URL": "smtp://support%40owona.de:ge%2Fheim@mail.example.org:587"}


def read(monkeypatch: pytest.MonkeyPatch, **told: str) -> Settings:
    """As `owona-bot run` reads them."""
    for name, value in {**BASE, **told}.items():
        monkeypatch.setenv(name, value)
    return Settings()  # type: ignore[call-arg]  # pydantic reads the environment


def test_without_a_mail_server_nothing_of_mail_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch)
    assert (settings.mail.smtp_url, settings.mail.address, settings.secrets) == (None, None, ())


@pytest.mark.parametrize("told", ["86400", "86400.0", "P1D", "PT24H"])
def test_a_clock_runs_ahead_by_seconds_or_as_iso_says(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    assert read(monkeypatch).clock_ahead == timedelta(0)
    assert read(monkeypatch, OWONA_CLOCK_AHEAD=told).clock_ahead == timedelta(days=1)


@pytest.mark.parametrize("told", ["-1", "-P1D", "P9999999D", "nan", "soon"])
def test_a_clock_runs_neither_behind_nor_out_of_the_calendar(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    with pytest.raises(ValidationError, match="clock_ahead"):
        read(monkeypatch, OWONA_CLOCK_AHEAD=told)


def test_an_answer_can_be_taken_back_for_twenty_seconds_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).reply.undo_seconds == 20
    assert read(monkeypatch, OWONA_REPLY__UNDO_SECONDS="0").reply.undo_seconds == 0


def test_a_process_opens_twenty_connections_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).database_connections == 20
    assert read(monkeypatch, OWONA_DATABASE_CONNECTIONS="8").database_connections == 8


@pytest.mark.parametrize("told", ["7", "0", "-1", "101", "8.5", "viele"])
def test_with_too_few_connections_nothing_would_go_on(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    with pytest.raises(ValidationError, match="database_connections"):
        read(monkeypatch, OWONA_DATABASE_CONNECTIONS=told)


def test_slack_gets_its_answer_within_two_seconds_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).slack.patience == 2
    assert read(monkeypatch, OWONA_SLACK__PATIENCE="20").slack.patience == 20
    with pytest.raises(ValidationError, match="patience"):
        read(monkeypatch, OWONA_SLACK__PATIENCE="0.5")


@pytest.mark.parametrize("told", ["-1", "601", "nan", "inf", "soon"])
def test_it_is_held_for_ten_minutes_at_most(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    with pytest.raises(ValidationError, match="undo_seconds"):
        read(monkeypatch, OWONA_REPLY__UNDO_SECONDS=told)


def test_a_mail_server_is_understood_by_the_postman(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **MAIL, **SECRET, **SMTP)
    assert settings.mail.smtp_url is not None
    server = server_of(settings.mail.smtp_url.get_secret_value())
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.org",
        587,
        "support@owona.de",
        "ge/heim",
    )
    assert "heim" not in repr(settings)


@pytest.mark.parametrize("missing", [MAIL, SECRET])
def test_letters_need_a_sender_and_a_secret(monkeypatch: pytest.MonkeyPatch, missing: dict[str, str]) -> None:
    told = {name: value for name, value in {**MAIL, **SECRET, **SMTP}.items() if name not in missing}
    with pytest.raises(ValidationError, match=r"needs? OWONA_"):
        read(monkeypatch, **told)


@pytest.mark.parametrize("secret", ["short", "0123456789abcdef,short"])
def test_a_short_secret_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    with pytest.raises(ValidationError, match="16 random") as caught:
        read(monkeypatch, **MAIL, OWONA_SECRET=secret)
    assert "short" not in str(caught.value)


def test_secrets_are_rotated_with_a_comma(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **MAIL, OWONA_SECRET="a new secret of many words, 0123456789abcdef")
    assert settings.secrets == ("a new secret of many words", "0123456789abcdef")


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u:ge/heim@h", "smtp://h/x", "smtp://h h"]
)
def test_what_is_no_mail_server_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(ValidationError, match="must be smtp://") as caught:
        read(monkeypatch, **MAIL, **SECRET, OWONA_MAIL__SMTP_URL=url)
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize("address", ["support", "a b@c.de", "Support <a@b.de>", "a@b.de,c@d.de", "ä@b.de"])
def test_an_address_is_one_plain_one(address: str) -> None:
    with pytest.raises(ValidationError, match="must be an address"):
        MailSettings(address=address, system_user="system@owona.de")


def test_addresses_are_kept_in_lower_case() -> None:
    mail = MailSettings(address=" Support@Owona.de ", system_user="System@owona.de")
    assert (mail.address, mail.system_user) == ("support@owona.de", "system@owona.de")


@pytest.mark.parametrize("listen", ["127.0.0.1:3000", "[::1]:0", "localhost:80"])
def test_where_it_listens(listen: str) -> None:
    assert HttpSettings(listen=listen, metrics_listen=listen).listen == listen


@pytest.mark.parametrize("listen", ["3000", ":3000", "127.0.0.1", "127.0.0.1:65536", "::1:80", "http://x:80"])
def test_where_it_cannot_listen(listen: str) -> None:
    with pytest.raises(ValidationError):
        HttpSettings(listen=listen)


@pytest.mark.parametrize("url", ["desk.owona.de", "https://desk.owona.de/path", "ftp://x", "https://a b"])
def test_a_public_url_has_a_scheme_and_no_path(url: str) -> None:
    with pytest.raises(ValidationError):
        HttpSettings(public_url=url)
