"""The letter that brings a report to somebody of the team."""

import re

import pytest

from owona_bot.domain.letter import Bulletin, Origin
from owona_bot.locale.catalogue import catalogues
from owona_bot.mail.letters import report

VOICES = catalogues()

WEEK = Bulletin("Wochenbericht: 16. bis 22. November", ("41 neu, 38 gelöst.", "3 <b>warten</b>."), file=True)


def test_it_says_first_what_the_report_does_and_that_all_of_it_lies_within() -> None:
    letter = report(WEEK, "Owona Support", VOICES.speak("de"))
    assert letter.subject == "Wochenbericht: 16. bis 22. November"
    assert letter.origin is Origin.AUTO_GENERATED
    for words in ("41 neu, 38 gelöst.", "3 <b>warten</b>.", "als PDF bei", "kommt automatisch"):
        assert words in letter.text
    assert "3 &lt;b&gt;warten&lt;/b&gt;." in letter.html
    assert not re.search(r"(?i)<(img|script|link)\b|src=", letter.html)


def test_without_a_file_none_is_spoken_of() -> None:
    letter = report(Bulletin("Weekly report", (), file=False), "Owona Support", VOICES.speak("en"))
    assert "PDF" not in letter.text
    assert "comes by itself" in letter.text
    assert letter.language == "en"


@pytest.mark.parametrize("title", ["Bericht\nBcc: x@example.com", "Bericht\r\nX: y"])
def test_a_title_is_one_line(title: str) -> None:
    assert "\n" not in report(Bulletin(title, (), file=False), "Desk", VOICES.speak("de")).subject
