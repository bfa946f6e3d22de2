"""Note: `/ticket note 42 …` keeps a note for the team; without words a form opens for them."""

from blocks import notice, reply
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.verbs import Verb, after_number, number_in
from owona_bot.services.note import write_note
from owona_bot.services.reply import open_reply
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """One way in; the form's submissions are the reply's."""
    doors.verb(Verb.NOTE, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The thread shows it by delivery."""
    t, number, words = desk.t(who.locale), number_in(call.typed), after_number(call.typed)
    if words:
        await call.done(notice.noted(await write_note(desk.db, number, words, who, call.knock), t))
        return
    permit(who, Act.NOTE)
    opening = await open_reply(desk.db, number)
    await call.show(reply.note_form(opening.ticket, opening.seen, t))
