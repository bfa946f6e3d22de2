"""The operator's chains: `escalation:` of the file that OWONA_CONFIG names."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from owona_bot.domain.calendar import ALWAYS
from owona_bot.domain.chain import Chain, Chains, Step, StepAct, To
from owona_bot.domain.config_faults import LINE, NotRules, shown, unknown
from owona_bot.domain.routing import CHANNEL
from owona_bot.domain.sla_words import NAME

LONGEST_WAIT = timedelta(days=30)

MOST_STEPS = 20

MOST_RUNS = 20

WAIT = re.compile(r"(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")

GROUP = re.compile(r"S[A-Z0-9]{2,20}")

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}")

FORMS: dict[To, tuple[re.Pattern[str], str]] = {
    To.PERSON: (ADDRESS, "anna@example.org"),
    To.GROUP: (GROUP, "S0123ABCD"),
    To.CHANNEL: (CHANNEL, "C0123ABCD"),
    To.MAIL: (ADDRESS, "lead@example.org"),
    To.ON_CALL: (re.compile("true"), "true"),
}
"""What each must look like: ids, since names change."""

CHAIN_KEYS = ("steps", "repeat", "window", "window_for_urgent")

STEP_KEYS = ("wait", *StepAct)

BOOLEANS = {"true": True, "false": False}


class Reading:
    """Goes through the section and collects what is wrong with it; `calendars` are the names that there are."""

    def __init__(self, calendars: Collection[str]) -> None:
        self.calendars = calendars
        self.faults: list[str] = []

    def wrong(self, where: str, why: str) -> None:
        """A sentence that begins with its line."""
        self.faults.append(f"{where}: {why}")

    def keys(self, mapping: Mapping[str, object], known: Sequence[str]) -> None:
        """A fault for every key that nobody reads."""
        self.faults += unknown(mapping, known)

    def chains(self, section: object, line: object) -> Chains:
        """All of them, as far as they can be read."""
        if not isinstance(section, Mapping):
            self.wrong(f"line {line}: escalation", "must have the key `chains:`")
            return {}
        self.keys(section, ("chains",))
        named = section.get("chains")
        if not isinstance(named, Mapping):
            self.wrong(f"line {section[LINE]}: escalation", "chains: must name chains, such as `standard:`")
            return {}
        read = {name: self.chain(name, told, named[LINE]) for name, told in named.items() if name != LINE}
        return {name: chain for name, chain in read.items() if chain is not None}

    def chain(self, name: str, told: object, line: object) -> Chain | None:
        """None for one that has no step to take."""
        if not NAME.fullmatch(name):
            self.wrong(f"line {line}: escalation", f"{shown(name)} is no name: up to 40 letters, digits, -, _ and .")
        if not isinstance(told, Mapping):
            self.wrong(f"line {line}: chain {name}", "must have the key `steps:`")
            return None
        where = f"line {told[LINE]}: chain {name}"
        self.keys(told, CHAIN_KEYS)
        steps, runs = tuple(self.steps(where, told.get("steps"))), self.runs(where, told.get("repeat", "1"))
        window = self.window(where, told.get("window"))
        for_urgent = self.truth(f"{where}: window_for_urgent", told.get("window_for_urgent", "false"))
        return Chain(name, steps, runs, window, for_urgent) if steps else None

    def steps(self, where: str, told: object) -> Iterator[Step]:
        """Those that can be read."""
        if not isinstance(told, Sequence) or isinstance(told, str) or not told:
            self.wrong(where, "steps: must be a list with a step or more, each beginning with `-`")
            return
        if len(told) > MOST_STEPS:
            self.wrong(where, f"steps: {len(told)} are too many, {MOST_STEPS} at most")
        for number, entry in enumerate(told, 1):
            if isinstance(entry, Mapping):
                step = self.step(f"line {entry[LINE]}: {where.partition(': ')[2]}, step {number}", entry)
                if step is not None:
                    yield step
            else:
                self.wrong(f"{where}, step {number}", "must have keys, such as `wait: 30m, reassign: oncall`")

    def step(self, where: str, entry: Mapping[str, object]) -> Step | None:
        """A wait and one act."""
        self.keys(entry, STEP_KEYS)
        wait = self.wait(where, entry.get("wait", "0m"))
        acts = [act for act in StepAct if act in entry]
        if len(acts) != 1:
            found = f"has {len(acts)} acts ({', '.join(acts)})" if acts else "has no act"
            self.wrong(where, f"{found}, must have one of {', '.join(StepAct)}")
            return None
        match acts[0]:
            case StepAct.NOTIFY:
                return self.notify(where, wait, entry["notify"])
            case StepAct.REASSIGN:
                return self.reassign(where, wait, entry["reassign"])
        if not self.truth(f"{where}: raise_priority", entry["raise_priority"]):
            self.wrong(where, "raise_priority: can only be true")
        return Step(wait, StepAct.RAISE_PRIORITY)

    def notify(self, where: str, wait: timedelta, told: object) -> Step | None:
        """One of the five that can be told."""
        if not isinstance(told, Mapping):
            self.wrong(where, f"notify: must name one of {', '.join(To)}, such as `channel: C0123ABCD`")
            return None
        self.keys(told, tuple(To))
        whom = [to for to in To if to in told]
        if len(whom) != 1:
            self.wrong(where, f"notify: must name one of {', '.join(To)}, not {len(whom)}")
            return None
        to, value = whom[0], told[whom[0]]
        return self.meant(f"{where}: notify: {to}", Step(wait, StepAct.NOTIFY, to), value)

    def reassign(self, where: str, wait: timedelta, told: object) -> Step | None:
        """To whoever is on call, or to a person."""
        if told == "oncall":
            return Step(wait, StepAct.REASSIGN, To.ON_CALL)
        return self.meant(f"{where}: reassign", Step(wait, StepAct.REASSIGN, To.PERSON), told)

    def meant(self, where: str, step: Step, told: object) -> Step | None:
        """The step with whom it means, where that has the right form."""
        form, example = FORMS[step.to or To.PERSON]
        if not isinstance(told, str) or not form.fullmatch(told):
            self.wrong(where, f"{shown(told)} is not in the form of {example}")
            return None
        if step.to is To.ON_CALL:
            return step
        return Step(step.wait, step.act, step.to, told.lower() if "@" in told else told)

    def wait(self, where: str, told: object) -> timedelta:
        """`90s`, `30m`, `2h`, `1d` or several in that order backwards, such as `1h30m`."""
        found = WAIT.fullmatch(told) if isinstance(told, str) else None
        if found is None:
            self.wrong(where, f"wait: {shown(told)} is no time, such as 0m, 30m, 1h30m or 2d")
            return timedelta()
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        waited = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if waited > LONGEST_WAIT:
            self.wrong(where, f"wait: {shown(told)} is longer than {LONGEST_WAIT.days} days")
        return waited

    def runs(self, where: str, told: object) -> int:
        """How often the whole chain goes at most."""
        if isinstance(told, str) and re.fullmatch(r"[0-9]{1,3}", told) and 1 <= int(told) <= MOST_RUNS:
            return int(told)
        self.wrong(where, f"repeat: {shown(told)} is no number from 1 to {MOST_RUNS}")
        return 1

    def window(self, where: str, told: object) -> str | None:
        """A calendar of `sla:`."""
        if told is None:
            return None
        if isinstance(told, str) and told in self.calendars:
            return told
        self.wrong(where, f"window: {shown(told)} is no calendar of sla:, only {', '.join(sorted(self.calendars))}")
        return None

    def truth(self, where: str, told: object) -> bool:
        """`true` or `false`."""
        if isinstance(told, str) and told in BOOLEANS:
            return BOOLEANS[told]
        self.wrong(where, f"{shown(told)} is neither true nor false")
        return False


def chains_in(section: object, line: object, sla: object) -> Chains:
    """Of `escalation:` and, beside it, `sla:`, in a file that begins on that line: chains wait for calendars of there,
    and policies begin chains of here. Raises NotRules, which names every fault."""
    reading = Reading({ALWAYS.name, *entries(sla, "calendars")})
    chains = {} if section is None else reading.chains(section, line)
    faults = [*reading.faults, *unknown_chains(sla, entries(section, "chains"))]
    if faults:
        raise NotRules(faults)
    return chains


def entries(section: object, key: str) -> Collection[str]:
    """The names that stand there, whether or not what they name can stay."""
    named = section.get(key) if isinstance(section, Mapping) else None
    return [str(name) for name in named if name != LINE] if isinstance(named, Mapping) else []


def unknown_chains(sla: object, known: Collection[str]) -> Iterator[str]:
    """A fault for each policy that begins a chain that is none."""
    policies = sla.get("policies") if isinstance(sla, Mapping) else None
    for policy in policies if isinstance(policies, Sequence) else ():
        chain = policy.get("chain") if isinstance(policy, Mapping) else None
        if isinstance(chain, str) and chain not in known:
            names = f"only {', '.join(sorted(known))}" if known else "escalation: has none"
            where = f"line {policy[LINE]}: sla, policy {shown(policy.get('name'))}"
            yield f"{where}: chain: {shown(chain)} is no chain, {names}"


def told(chain: Chain) -> Iterator[str]:
    """A line for each step, as `owona-bot config check` shows them."""
    for number, step in enumerate(chain.steps, 1):
        whom = " ".join(filter(None, [step.to and step.to.value, step.name]))
        what = " ".join(filter(None, [step.act.value, whom]))
        yield f"chain {chain.name}, step {number}: after {spelled(step.wait)}, {what}"


def spelled(wait: timedelta) -> str:
    """As the file has it: `0m`, `30m`, `1h30m`."""
    minutes, seconds = divmod(int(wait.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"
