"""Verbs: whether typed as a command, said in a ticket's thread, pressed or chosen from a menu, they do the same."""

from collections.abc import Callable, Mapping
from functools import partial

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from blocks import ids, notice
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import MentionFirst
from owona_bot.domain.verbs import Spoken, Verb, said, said_in_thread
from owona_bot.services.recognise import number_of_thread, recognise
from owona_bot.slack.doors import Answerer, Call, Doors, Listener, Place, Sayable, Then
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, speaks_to, value_in, words_in
from owona_bot.slack.threads import asked, typed
from owona_bot.slack.whisper import fill_later, respond_later, whisper


def register(doors: Doors) -> None:
    """Whoever answers a verb is looked up when it is said."""
    verbs = doors.verbs
    doors.command(ids.COMMAND, by_command(verbs, None))
    doors.command(ids.TICKETS, by_command(verbs, Verb.LIST))
    doors.command(ids.CLAIM_COMMAND, by_command(verbs, Verb.CLAIM))
    doors.command(ids.REPLY_COMMAND, by_command(verbs, Verb.REPLY))
    doors.command(ids.REPORT_COMMAND, by_command(verbs, Verb.REPORT))
    doors.command(ids.ESCALATE_COMMAND, by_command(verbs, Verb.ESCALATE))
    doors.command(ids.EXPORT_COMMAND, by_command(verbs, Verb.EXPORT))
    doors.event("app_mention", by_mention(verbs))
    for action_id, verb in doors.buttons.items():
        doors.action(action_id, by_press(verbs, verb))
    doors.action(ids.MENU, by_press(verbs, None))
    doors.action(ids.SAY, by_press(verbs, None))


def by_command(verbs: Mapping[Verb, Answerer], verb: Verb | None) -> Listener:
    """`verb` None: it is the first word."""

    async def listener(args: AsyncArgs) -> None:
        command = args.command or {}
        spoken, as_typed = both(f"{verb or ''} {command['text']}", said)

        async def say(post: Sayable) -> None:  # the answer is the ack
            await args.ack(text=post.text, blocks=post.blocks)

        async def show(
            view: Mapping[str, object], then: Then | None = None
        ) -> None:  # before the ack: a trigger lives three seconds
            shown = await open_modal(args.client, command["trigger_id"], view)
            if then:
                fill_later(args.client, shown, then)
            await args.ack()

        later = partial(respond_later, args.respond)
        knock, place = args.context["knock"], place_of(command)
        await answered(verbs, args, Call(spoken, as_typed, knock, say, say, show, place, later))

    return listener


def by_press(verbs: Mapping[Verb, Answerer], verb: Verb | None) -> Listener:
    """`verb` None: the value begins with it. What was done shows where it was pressed."""

    async def listener(args: AsyncArgs) -> None:
        spoken = said(f"{verb or ''} {value_in(args.body)}")

        async def say(post: Sayable) -> None:
            if args.body.get("response_url"):
                respond_later(args.respond, post)
                await args.ack()
                return
            await show(notice.told(post.blocks, t_of(args)))

        async def done(_post: Sayable) -> None:
            await args.ack()

        async def show(view: Mapping[str, object], then: Then | None = None) -> None:
            shown = await open_modal(args.client, args.body["trigger_id"], view)
            if then:
                fill_later(args.client, shown, then)
            await args.ack()

        later = partial(respond_later, args.respond) if args.body.get("response_url") else None
        knock, place = args.context["knock"], place_of(args.body)
        await answered(verbs, args, Call(spoken, spoken, knock, say, done, show, place, later))

    return listener


def by_mention(verbs: Mapping[Verb, Answerer]) -> Listener:
    """No form opens from there: a button is offered that opens it. Machines that mention us are not answered."""

    async def listener(args: AsyncArgs) -> None:
        event = args.event or {}
        if event.get("bot_id"):
            await args.ack()
            return
        args.context["who"] = await recognise(args.context["desk"].db, event.get("user"))
        if not speaks_to(args.context.bot_user_id, event):
            raise MentionFirst(verb=notice.spoken_by(Verb.HELP, t_of(args)))
        spoken, as_typed = await understood(args, event)

        async def say(post: Sayable) -> None:
            whisper(args.client, event, post)
            await args.ack()

        async def show(_view: Mapping[str, object], _then: Then | None = None) -> None:
            await say(notice.offer(spoken, t_of(args)))

        later = partial(whisper, args.client, event)
        knock, place = args.context["knock"], place_of(event)
        await answered(verbs, args, Call(spoken, as_typed, knock, say, say, show, place, later))

    return listener


def place_of(told: Payload) -> Place | None:
    """Where a command, a press or a mention came from."""
    channel = told.get("channel_id") or told.get("channel")
    id_ = channel.get("id") if isinstance(channel, Mapping) else channel
    thread = told.get("thread_ts") or (told.get("message") or {}).get("thread_ts")
    return Place(str(id_), thread) if id_ else None


async def understood(args: AsyncArgs, event: Payload) -> tuple[Spoken, Spoken]:
    """In a ticket's thread its number goes without saying."""
    words, thread = words_in(event), event.get("thread_ts")
    number = await number_of_thread(args.context["desk"].db, event["channel"], thread) if thread else None
    return both(words, said if number is None else lambda text: said_in_thread(text, number))


def both(words: str, read: Callable[[str], Spoken]) -> tuple[Spoken, Spoken]:
    """A call's `spoken` and `typed`, of words in Slack's own writing; a refusal repeats what was typed."""
    as_typed = read(typed(words))
    return read(asked(words)), as_typed


def t_of(args: AsyncArgs) -> Translate:
    """In the asker's language."""
    translate: Translate = args.context["desk"].t(args.context["who"].locale)
    return translate


async def answered(verbs: Mapping[Verb, Answerer], args: AsyncArgs, call: Call) -> None:
    """By whoever answers the verb."""
    await verbs[call.spoken.verb](call, args.context["desk"], args.context["who"])
