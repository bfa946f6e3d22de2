"""`owona-bot config check`: what the bot reads in the operator's file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from owona_bot.cli_sla import read_or_exit, sla_lines
from owona_bot.domain import assignment_rules
from owona_bot.domain.escalation_rules import told
from owona_bot.domain.routing import Rules

config = typer.Typer(no_args_is_help=True, help="The file that OWONA_CONFIG names.")


@config.callback()
def a_group() -> None:
    """Keeps `check` a word of its own, though it is the only one."""


@config.command("check")
def check(
    file: Annotated[
        Path, typer.Argument(envvar="OWONA_CONFIG", exists=True, dir_okay=False, help="YAML, as the README shows.")
    ],
) -> None:
    """Say what the bot reads in it, or every fault with its line; nothing is started."""
    found = read_or_exit(file)
    chains = (line for chain in found.chains.values() for line in told(chain))
    given = assignment_rules.told(found.assignment)
    for line in (*routing_lines(found.routing), *sla_lines(found.sla), *chains, *given):
        typer.echo(line)
    typer.echo(f"{file}: OK")


def routing_lines(rules: Rules) -> Iterator[str]:
    """One a rule."""
    for number, rule in enumerate(rules, 1):
        wanted = {"category": rule.category, "priority": rule.priority, "language": rule.language}
        named = ", ".join(f"{name} {value}" for name, value in wanted.items() if value)
        yield f"routing, rule {number}: {named} → {rule.channel}"
