"""The file that OWONA_CONFIG names: read, refused with the line that is wrong, checked from the command line."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from owona_bot.cli import cli
from owona_bot.config_file import document
from owona_bot.domain.config import SECTIONS
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.routing import Rule
from owona_bot.domain.sla_policy import PORTAL
from owona_bot.fittings import config_of, read_config
from tests.test_settings import read

GOOD = """\
routing:
  - {category: billing, channel: C0BILLING}
  - language: no   # Norwegian, and no false
    channel: C0NORSK
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "owona.yml"


def test_a_file_is_read_as_words(file: Path) -> None:
    file.write_text(GOOD)
    assert read_config(file).routing == (Rule("C0BILLING", category="billing"), Rule("C0NORSK", language="no"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("routing: [", "line 1"),
        ("routing:\n\t- a", "line 2"),
        ("routing: *nobody", "line 1: found undefined alias"),
        ("routing: []\nrouting: []", "line 2: the key 'routing'"),
        ("routing:\n- {category: bug,\n   category: ux}", "line 3: the key 'category'"),
        ("? [a]\n: b", "line 1: the key"),
        ("a: \0", "no YAML"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(file: Path, text: str, words: str) -> None:
    file.write_text(text)
    with pytest.raises(ValueError, match=r"line|YAML") as told:
        document(file)
    assert words in str(told.value)


def test_a_file_that_is_not_there_or_no_text_is_said_to_be_so(file: Path) -> None:
    with pytest.raises(ValueError, match="can't be read"):
        document(file)
    file.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(ValueError, match="no UTF-8"):
        document(file)


def test_the_bot_does_not_start_with_a_file_that_can_t_stay(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    file.write_text("routing:\n- {category: x, channel: C0BILLING}")
    settings = read(monkeypatch, OWONA_CONFIG=str(file))
    with pytest.raises(OperatorError, match=r"(?s)OWONA_CONFIG.*line 2.*category"):
        config_of(settings)
    file.write_text(GOOD)
    assert len(config_of(settings).routing) == 2
    assert config_of(settings).sla.policies == (PORTAL,)
    monkeypatch.delenv("OWONA_CONFIG")
    assert config_of(read(monkeypatch)).routing == ()


def test_check_says_what_is_read_and_ok(file: Path) -> None:
    file.write_text(GOOD)
    said = CliRunner().invoke(cli, ["config", "check", str(file)])
    assert said.exit_code == 0
    assert "routing, rule 2: language no → C0NORSK" in said.output
    assert "assignment: nothing is given away by itself" in said.output
    assert said.output.endswith(": OK\n")


def test_check_names_every_fault_and_fails(file: Path) -> None:
    file.write_text("foo: 1\nrouting:\n- {category: x}\n")
    said = CliRunner().invoke(cli, ["config", "check", str(file)])
    assert said.exit_code == 1
    assert [line.split(": ", 1)[1].split(":")[0] for line in said.output.splitlines()] == ["line 1", "line 3", "line 3"]


def test_the_examples_of_the_readme_are_read(file: Path) -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```", (Path(__file__).parents[1] / "README.md").read_text(), re.M | re.S)
    file.write_text("".join(example for example in examples if example.startswith(SECTIONS)))
    found = read_config(file)
    assert [policy.name for policy in found.sla.policies] == ["gold", "others"]
    assert found.routing
    assert found.chains
    assert [rule.name for rule in found.assignment.rules] == ["billing", "vip"]
