"""Search and lists: a row a ticket with its words, its facets and its sort keys, made a moment after each event.

Nothing of it happens in the site's transactions: whoever plans an event says that its ticket is to be indexed.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = {
    "search": """
        ticket_id uuid not null,
        part integer not null,
        month smallint not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        answered_at timestamptz,
        rank smallint not null,
        facets text[] not null,
        words tsvector not null,
        text_seen bigint not null,
        site_updated_at timestamptz not null,
        primary key (ticket_id, part)""",
    "moves": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        xid xid8 not null default pg_current_xact_id(),
        at timestamptz not null default now(),
        updated_at timestamptz not null,
        rank smallint not null""",
    "unindexed": """
        old boolean not null default false,
        id bigint generated always as identity,
        ticket_id uuid not null,
        primary key (old, id)""",
    "vocabulary": """
        word text collate "C" primary key,
        documents integer not null,
        near text[]""",
}
"""`part`: a ticket with more text than a vector holds has several rows. `month`: of its creation, counted
from the year 0 in UTC. `rank`: 0 urgent to 3 low, 4 more when done.

`moves`: where a ticket stood before, for lists that somebody is paging through.
"""

INDEXES = (
    "create index search_updated on owona_bot.search (updated_at, ticket_id)",
    "create index search_created on owona_bot.search (created_at, ticket_id)",
    "create index search_rank on owona_bot.search (rank, created_at, ticket_id)",
    "create index search_month on owona_bot.search (month, updated_at, ticket_id)",
    "create index search_words on owona_bot.search using gin (facets, words) with (fastupdate = off)",
    "create index moves_at on owona_bot.moves (at)",
    "create index vocabulary_near on owona_bot.vocabulary using gin (near)",
)

OTHER = {"german": "english", "english": "german"}

WORD_TOKENS = "asciiword, word, hword, hword_part, asciihword, hword_asciipart"

# Each language also leaves out the other's stop words: every text is read as both.
LANGUAGES = (
    *(
        f"""create text search dictionary owona_bot.not_{language}
            (template = pg_catalog.simple, stopwords = {language}, accept = false)"""
        for language in OTHER
    ),
    *(f"create text search configuration owona_bot.{language} (copy = pg_catalog.{language})" for language in OTHER),
    *(
        f"""alter text search configuration owona_bot.{language}
            alter mapping for {WORD_TOKENS} with owona_bot.not_{other}, {language}_stem"""
        for language, other in OTHER.items()
    ),
)

# PostgreSQL would read RE-2025-18 as a word and two negative numbers.
APART = "translate(told, '-_/:#+=', '       ')"

WORDS = f"""
    create function owona_bot.words(told text) returns tsvector language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp as $$
        select strip(to_tsvector('owona_bot.german', {APART})) || strip(to_tsvector('owona_bot.english', {APART}))
    $$"""

SHORTENED = """
    create function owona_bot.shortened(word text) returns text[] language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp as $$
        select array_agg(distinct left(word, n - 1) || substr(word, n + 1)) || word
        from generate_series(1, length(word)) n
    $$"""
"""A word and what is left of it without one letter; see `vocabulary.near`."""

SAYS = """
    create function owona_bot.says(told text, phrase text) returns boolean language sql immutable parallel safe as $$
        select case
            when strpos(lower(told), phrase) > 0 then true
            when strpos(told, '  ') > 0 or strpos(told, E'\\n') > 0 or strpos(told, E'\\t') > 0
                then strpos(regexp_replace(lower(told), '\\s+', ' ', 'g'), phrase) > 0
            else false end
    $$"""
"""Whether the folded phrase stands there, whatever blanks are between its words; inlined, so without settings."""

NOTERS = {
    "event_planned": """
        insert into owona_bot.unindexed (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null;""",
    "state_changed": "insert into owona_bot.unindexed (ticket_id) values (new.ticket_id);",
}

TRIGGERS = (
    """
    create trigger owona_bot_event_planned after update on owona_bot.events
    referencing new table as fresh old table as stale
    for each statement execute function owona_bot.event_planned()""",
    """
    create trigger owona_bot_state_changed after update on owona_bot.ticket_state for each row
    when ((old.tags, old.snoozed_until, old.merged_into, old.language, old.channel, old.answered_at,
           old.requester_name, old.requester_address)
          is distinct from (new.tags, new.snoozed_until, new.merged_into, new.language, new.channel, new.answered_at,
                            new.requester_name, new.requester_address))
    execute function owona_bot.state_changed()""",
    """
    create trigger owona_bot_note_written after insert on owona_bot.notes for each row
    execute function owona_bot.state_changed()""",
)


def upgrade() -> None:
    """What is there already is indexed by the job, in batches."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in (*INDEXES, *LANGUAGES, WORDS, SHORTENED, SAYS):
        op.execute(statement)
    for name, body in NOTERS.items():
        op.execute(
            f"""create function owona_bot.{name}() returns trigger language plpgsql
                set search_path = pg_catalog, pg_temp as $$ begin {body} return null; end $$"""
        )
    for statement in TRIGGERS:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")
    op.execute("revoke all on all functions in schema owona_bot from public")


def downgrade() -> None:
    """The index can be made anew from the tickets."""
    for trigger, table in (("note_written", "notes"), ("state_changed", "ticket_state"), ("event_planned", "events")):
        op.execute(f"drop trigger owona_bot_{trigger} on owona_bot.{table}")
    for name in TABLES:
        op.execute(f"drop table owona_bot.{name}")
    for name in (*(f"{noter}()" for noter in NOTERS), "words(text)", "shortened(text)", "says(text, text)"):
        op.execute(f"drop function owona_bot.{name}")
    for language in OTHER:
        op.execute(f"drop text search configuration owona_bot.{language}")
    for language in OTHER:
        op.execute(f"drop text search dictionary owona_bot.not_{language}")
