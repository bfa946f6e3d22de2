"""`owona-bot sla`: a file checked, a deadline worked out and explained; no database, no other setting."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from owona_bot.cli import cli
from owona_bot.domain.errors import OperatorError

FILE = """\
sla:
  calendars:
    office:
      zone: Europe/Berlin
      week: {mon: ["08:00-12:00", "13:00-17:00"], tue: ["08:00-12:00", "13:00-17:00"], thu: ["08:00-17:00"]}
      holidays: BY
      half_days: {"12-24": "12:00"}
      closures: ["2026-12-28/2026-12-30"]
  alert_hours: office
  policies:
    - {name: gold, tier: enterprise, resolution: 8h, calendar: office, pause: [waiting_customer]}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of an operator who has set nothing else."""
    monkeypatch.delenv("OWONA_CONFIG", raising=False)
    made = tmp_path / "owona.yml"
    made.write_text(FILE)
    return made


def sla(*words: object) -> Result:
    """What the command line says."""
    return CliRunner().invoke(cli, ["sla", *(str(word) for word in words)])


def due(*words: object) -> dict[str, object]:
    """With `--json`."""
    said = sla("due", *words, "--json")
    assert said.exit_code == 0, said.output
    found: dict[str, object] = json.loads(said.output)
    return found


def segments(found: dict[str, object]) -> list[tuple[str, str, bool, str, str]]:
    """As rows."""
    rows = found["segments"]
    assert isinstance(rows, list)
    return [(row["start"], row["end"], row["counted"], row["why"], row["note"]) for row in rows]


def test_check_says_what_the_policies_mean(file: Path) -> None:
    said = sla("check", file)
    assert said.exit_code == 0
    assert said.output.splitlines() == [
        "sla, calendar office: Europe/Berlin; mon 08:00-12:00, 13:00-17:00; tue 08:00-12:00, 13:00-17:00; "
        "thu 08:00-17:00",
        "sla, calendar office: closed on the holidays of Bayern",
        "sla, calendar office: 12-24 closes at 12:00",
        "sla, calendar office: closed from 2026-12-28 to 2026-12-30",
        "sla, policy 1 gold: enterprise → resolution 8 h of office, pauses while waiting_customer, warns at 75 %, 90 %",
        "sla, no policy for 80 kinds of tickets, which have no clocks, such as: low bug free; low bug starter; "
        "low bug professional",
        "sla, alerts: within office; of urgent tickets at any time",
        f"{file}: OK",
    ]


def test_check_names_every_fault_and_fails(file: Path) -> None:
    file.write_text(FILE.replace("Europe/Berlin", "Nowhere").replace("8h", "soon"))
    said = sla("check", file)
    assert said.exit_code == 1
    assert [line.split(": ")[1] for line in said.output.splitlines()] == ["line 4", "line 11"]


def test_the_file_may_come_from_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWONA_CONFIG", str(file))
    assert sla("check").output.endswith(": OK\n")
    assert due("--start", "2026-11-23T08:00", "--hours", 1, "--policy", "gold")["due"] == "2026-11-23T09:00:00+01:00"


def test_due_tells_every_segment_and_why(file: Path) -> None:
    found = due("--config", file, "--start", "2026-12-24T10:00", "--hours", "3.5", "--policy", "gold")
    assert found["due"] == "2026-12-31T09:30:00+01:00"
    assert segments(found) == [
        ("2026-12-24T10:00:00+01:00", "2026-12-24T12:00:00+01:00", True, "hours", ""),
        ("2026-12-24T12:00:00+01:00", "2026-12-24T17:00:00+01:00", False, "half_day", ""),
        ("2026-12-24T17:00:00+01:00", "2026-12-28T00:00:00+01:00", False, "closed", ""),
        ("2026-12-28T00:00:00+01:00", "2026-12-30T00:00:00+01:00", False, "closure", ""),
        ("2026-12-30T00:00:00+01:00", "2026-12-31T08:00:00+01:00", False, "closed", ""),
        ("2026-12-31T08:00:00+01:00", "2026-12-31T09:30:00+01:00", True, "hours", ""),
    ]
    assert found["counted_seconds"] == 3.5 * 3600


def test_a_holiday_has_its_name(file: Path) -> None:
    found = due("--config", file, "--start", "2026-06-02T16:00", "--hours", "2", "--policy", "gold")
    assert ("2026-06-04T00:00:00+02:00", "2026-06-05T00:00:00+02:00", False, "holiday", "Fronleichnam") in segments(
        found
    )
    assert found["due"] == "2026-06-08T09:00:00+02:00"


def test_pauses_move_it_however_they_are_named(file: Path) -> None:
    pauses = ("--pause", "2026-11-23T09:00/2026-11-23T10:00", "--pause", "2026-11-23T08:30:00Z/2026-11-23T11:30+01:00")
    found = due("--config", file, "--start", "2026-11-23T08:00", "--hours", "2", "--policy", "gold", *pauses)
    assert found["due"] == "2026-11-23T13:30:00+01:00"
    assert [row[2:4] for row in segments(found)] == [
        (True, "hours"), (False, "paused"), (True, "hours"), (False, "closed"), (True, "hours"),
    ]  # fmt: skip


def test_the_segments_sum_to_the_hours_through_the_nights_when_clocks_change(file: Path) -> None:
    file.write_text(FILE.replace('mon: ["08:00-12:00", "13:00-17:00"]', 'sun: ["02:00-03:00"]'))
    for start in ("2026-03-27T12:00", "2026-10-23T12:00"):
        found = due("--config", file, "--start", start, "--hours", "40.25", "--policy", "gold")
        rows = segments(found)
        spans = [datetime.fromisoformat(end) - datetime.fromisoformat(begin) for begin, end, *_ in rows]
        counted = sum((span for span, row in zip(spans, rows, strict=True) if row[2]), timedelta(0))
        assert counted == timedelta(hours=40.25)
        assert [row[0] for row in rows[1:]] == [row[1] for row in rows[:-1]]
        assert rows[-1][1] == found["due"]
    assert ("2026-10-25T02:00:00+02:00", "2026-10-25T03:00:00+01:00", True, "hours", "") in rows


def test_without_a_file_there_is_the_portals_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWONA_CONFIG", raising=False)
    found = due("--start", "2026-03-28T12:00:00+01:00", "--hours", "36", "--policy", "portal")
    assert found["due"] == "2026-03-29T23:00:00+00:00"
    assert [row[2] for row in segments(found)] == [True]


def test_due_is_told_to_people_too(file: Path) -> None:
    said = sla("due", "--config", file, "--start", "2026-11-23T11:00", "--hours", "2", "--policy", "gold")
    assert said.output.splitlines() == [
        "+ 2026-11-23 11:00:00+01:00  2026-11-23 12:00:00+01:00  1:00:00  hours",
        "  2026-11-23 12:00:00+01:00  2026-11-23 13:00:00+01:00  1:00:00  closed",
        "+ 2026-11-23 13:00:00+01:00  2026-11-23 14:00:00+01:00  1:00:00  hours",
        "due 2026-11-23 14:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("--start", "soon", "'soon' is no moment such as"),
        ("--start", "2026-02-30T10:00", "is no moment"),
        ("--start", "9999-12-31T10:00", "is no moment"),
        ("--hours", "-1", "is no number of hours"),
        ("--hours", "NaN", "is no number of hours"),
        ("--hours", "1e9", "is no number of hours"),
        ("--hours", "80000", "don't pass within ten years"),
        ("--policy", "silver", "no policy 'silver'; there are gold"),
        ("--pause", "2026-11-23T09:00", "is no pause such as"),
        ("--pause", "2026-11-23T09:00/2026-11-23T08:00", "ends before it begins"),
        ("--pause", "soon/later", "'soon' is no moment"),
    ],
)
def test_what_means_nothing_is_said_to_do_so(file: Path, name: str, value: str, words: str) -> None:
    given = {"--config": str(file), "--start": "2026-11-23T08:00", "--hours": "2", "--policy": "gold", name: value}
    said = sla("due", *(word for pair in given.items() for word in pair))
    assert isinstance(said.exception, OperatorError)
    assert words in str(said.exception)


def test_a_file_that_can_t_stay_is_refused_by_due_as_well(file: Path) -> None:
    file.write_text("sla: soon")
    said = sla("due", "--config", file, "--start", "2026-11-23T08:00", "--hours", "2", "--policy", "gold")
    assert said.exit_code == 1
    assert "line 1" in said.output
