"""JSON of chosen columns has what else was asked for, too."""

import json
from dataclasses import replace

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.export import Format
from tests.exports.exported import a_spec, exported
from tests.services.many_shapes import many_shapes

pytestmark = pytest.mark.database

CHOSEN = ("number", "tags")


async def test_chosen_columns_come_with_the_messages_that_were_asked_for(db: Database) -> None:
    await many_shapes(db, 30, seed=5)
    for notes in (False, True):
        spec = a_spec(Format.JSON, messages=True, notes=notes)
        all_ = json.loads(await exported(db, spec))["tickets"]
        some = json.loads(await exported(db, replace(spec, columns=CHOSEN)))["tickets"]
        names = (*CHOSEN, "messages", *(["notes"] if notes else []))
        assert [list(one) for one in some] == [list(names)] * 30
        assert some == [{name: one[name] for name in names} for one in all_]
        assert any(one["messages"] for one in some)
