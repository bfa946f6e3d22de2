"""Whether our mail server vouches for the author that we read."""

import time

import pytest

from owona_bot.mail.authenticity import authenticated

LENA = "Lena@Example.com"


def mail(*results: str) -> bytes:
    fields = "".join(f"Authentication-Results: {one}\r\n" for one in results)
    return (
        f"{fields}From: {LENA}\r\n\r\nAuthentication-Results: mx.owona.de; dmarc=pass header.from=example.com".encode()
    )


@pytest.mark.parametrize(
    "results",
    [
        "mx.owona.de; dmarc=pass header.from=example.com",
        "mx.owona.de;\r\n\tdkim=pass header.d=example.com;\r\n\tDMARC=Pass (p=REJECT sp=NONE) header.from=Example.com",
        "mx.owona.de 1; spf=pass smtp.mailfrom=a@b.example; dmarc=pass action=none header.from=example.com; arc=none",
        'mx.owona.de; spf=pass (ok; "quoted (one;)") smtp.mailfrom="a;b"@b.example; dmarc=pass header.from=example.com',
    ],
    ids=["alone", "folded, with a comment", "among others", "beside quoted text"],
)
def test_a_pass_for_the_authors_domain_counts(results: str) -> None:
    assert authenticated(mail(results), "mx.owona.de", LENA)


@pytest.mark.parametrize(
    "results",
    [
        "mx.owona.de; dmarc=pass header.from=evil.example",
        "mx.owona.de; dmarc=pass header.from=example.com.evil.example",
        "mx.owona.de; dmarc=pass",
        "mx.owona.de; dmarc=fail header.from=example.com",
        "mx.owona.de; dmarc=pass header.from=evil.example; dmarc=pass header.from=example.com",
        "mx.owona.de; dmarc=fail header.from=example.com; dmarc=pass header.from=example.com",
        "mx.evil.example; dmarc=pass header.from=example.com",
        'mx.owona.de; spf=pass smtp.mailfrom="; dmarc=pass header.from=example.com; x"@evil.example',
        "mx.owona.de; spf=fail (said; dmarc=pass header.from=example.com; so) smtp.mailfrom=a@evil.example",
        "mx.owona.de; spf=fail (a (b; dmarc=pass header.from=example.com;) c) smtp.mailfrom=a@evil.example",
    ],
)
def test_whatever_else_is_said_does_not(results: str) -> None:
    assert not authenticated(mail(results), "mx.owona.de", LENA)


def test_the_topmost_verdict_of_our_servers_decides() -> None:
    forged = "mx.owona.de; dmarc=pass header.from=example.com"
    assert not authenticated(mail("mx.owona.de; dmarc=none header.from=example.com", forged), "mx.owona.de", LENA)
    assert not authenticated(mail(forged), None, LENA)
    assert not authenticated(mail(forged), "mx.owona.de", None)


@pytest.mark.parametrize("unit", ['"', "(", "\\(", "(\\", ";", '"\\'])
def test_a_field_of_nothing_else_takes_little_time(unit: str) -> None:
    start = time.process_time()
    assert not authenticated(mail("mx.owona.de; " + unit * (60_000 // len(unit))), "mx.owona.de", LENA)
    assert not authenticated(mail("mx.owona.de; " + unit * (8_000 // len(unit))), "mx.owona.de", LENA)
    assert time.process_time() - start < 3
