"""What stands in the columns of an export, as SQL over `t` (the ticket), `s` (our state of it) and `k` (its key).

Names and patterns are our own; every value is bound.
"""

from collections.abc import Mapping, Sequence

from owona_bot.database.export_rows import Shape
from owona_bot.domain.export import Spec
from owona_bot.domain.export_cells import FORMULA, LATER
from owona_bot.domain.export_columns import Column, Holds

ANSWERED = "k.answered_at"
"""As lists have it (`index_sql.ANSWERED`): looked for among all messages, it took longer than all else together."""

VALUES = {
    "number": "s.number",
    "title": "t.title",
    "status": "t.status",
    "priority": "t.priority",
    "category": "t.category",
    "agent": "t.assigned_agent",
    "requester_name": "s.requester_name",
    "requester_address": "s.requester_address",
    "channel": "s.channel",
    "language": "s.language",
    "tags": "nullif(array_to_string(s.tags, ', '), '')",
    "created_at": "t.created_at",
    "updated_at": "t.updated_at",
    "answered_at": ANSWERED,
    "due_at": "k.due_at",
    "snoozed_until": "nullif(s.snoozed_until, 'infinity')",
    "escalated_at": "t.last_escalation",
    "merged_into": "(select m.number from owona_bot.ticket_state m where m.ticket_id = s.merged_into)",
    "message_count": "(select count(*) from public.support_ticket_messages m where m.ticket_id = t.id{seen})",
    "description": "t.description",
    "id": "t.id",
    "message_at": "m.at",
    "message_author": "m.author",
    "message_name": "m.name",
    "message_internal": "m.internal",
    "message_text": "m.text",
}
"""`{seen}` narrows what is counted to what may be in the file."""

SEEN = {True: "", False: " and not m.internal_only"}

MOST = """{text} collate "C" between 'A' and '~' or {text} collate "C" between '0' and ':'"""
"""A letter or a digit comes first: nothing else has to be looked at."""


SAID = """
    select m.created_at as at, 0 as n, m.id::text as id, m.author_type as author, {name} as name,
           m.internal_only as internal, m.message as text
    from public.support_ticket_messages m where m.ticket_id = t.id{seen}"""

NOTED = """
    union all
    select n.created_at, 1, n.channel || n.ts, 'note', a.name, true, n.text
    from (select distinct on (n.channel, n.ts) n.* from owona_bot.notes n where n.ticket_id = t.id
          order by n.channel, n.ts, n.created_at desc, n.version desc) n
    left join owona_bot.agents a on a.id = n.agent_id
    where n.act <> 'deleted'"""

MESSAGES = """
    {join} join lateral (
        select m.*, row_number() over (order by m.at desc, m.n desc, m.id desc) = 1 as last
        from ({said}) m) m on true"""


def messages_of(spec: Spec, values: Sequence[str], *, author_name: bool, all_tickets: bool) -> Shape:
    """A row a message or note, the oldest first; with `all_tickets` one of a ticket without any, too."""
    said = SAID.format(name="m.author_name" if author_name else "null::text", seen=SEEN[spec.notes])
    join = MESSAGES.format(join="left" if all_tickets else "", said=said + (NOTED if spec.notes else ""))
    return Shape(tuple(values), join, ", m.at, m.n, m.id", "coalesce(m.last, true)")


def harmless(text: str) -> str:
    """Text that no program takes for a formula; most of it stays as it is."""
    most = MOST.format(text=text)
    return f"case when {most} then {text} else regexp_replace({text}, '^{FORMULA}', '''') end"


def harmless_in_lines(text: str) -> str:
    """The same in each of its lines; what else splits them is looked for in the file, by `harmless_lines`."""
    whole = harmless(text)
    later = rf"regexp_replace({whole}, '\n{LATER}', E'\n''', 'g')"
    return f"case when strpos({text}, E'\n') > 0 then {later} else {whole} end"


def iso(moment: str) -> str:
    """With its zone, in that of the session; a pattern takes half as long again, but knows all moments.

    Cut to 25 characters, for a zone may have minutes. What lies before PostgreSQL's own year 2000 would be rounded up.
    """
    is_near = f"{moment} >= timestamptz '2001-01-01 00:00Z' and {moment} < timestamptz '2100-01-01 00:00Z'"
    near = f"(replace(({moment} - interval '0.5 s')::timestamptz(0)::text, ' ', 'T') || ':00')::varchar(25)"
    return f"""case when {is_near} then {near} else to_char({moment}, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM') end"""


def on_the_wall(moment: str) -> str:
    """As a spreadsheet reads it; without a zone."""
    return f"to_char({moment}, 'YYYY-MM-DD HH24:MI:SS')"


def value(column: Column, *, notes: bool) -> str:
    """As it is."""
    return VALUES[column.name].format(seen=SEEN[notes])


def csv_cell(column: Column, *, notes: bool, excel: bool) -> str:
    """As text stands in a CSV file."""
    told = value(column, notes=notes)
    match column.holds:
        case Holds.TEXT:
            return harmless_in_lines(told)
        case Holds.TIME:
            return on_the_wall(told) if excel else iso(told)
        case Holds.YES_OR_NO:
            return in_words(told)
    return told


def in_words(told: str) -> str:
    """Spreadsheets have formulas for what is true."""
    return f"case when {told} then 'true' when not {told} then 'false' end"


def sheet_cell(column: Column, *, notes: bool) -> str:
    """As JSON; moments are days on the wall, as spreadsheets count them. Its child keeps text from being a formula."""
    told = value(column, notes=notes)
    match column.holds:
        case Holds.TIME:
            days = f"extract(epoch from ({told})::timestamp)::float8 / 86400 + 25569"
            return f"case when isfinite({told}) then {days} end"
        case Holds.YES_OR_NO:
            return in_words(told)
    return told


def cells(columns: Sequence[Column], *, notes: bool) -> str:
    """A row as a list."""
    return f"json_build_array({', '.join(sheet_cell(column, notes=notes) for column in columns)})"


def selection(columns: Sequence[Column], said: Mapping[str, str], *, notes: bool) -> str:
    """One object of JSON, its names in the order that was asked for, then those of `said`; nothing in it is changed."""
    values = {column.name: value(column, notes=notes) for column in columns}
    if "tags" in values:
        values["tags"] = "s.tags"
    named = ", ".join(f"{told} as {name}" for name, told in {**values, **said}.items())
    return f"(select row_to_json(x) from (select {named}) x)"
