"""People at their Slack: the typed client of the control API, for tests and the demo."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from owona_bot.playground.answer import Answer
from owona_bot.playground.client_asking import PlaygroundError, said
from owona_bot.playground.client_fields import Fields
from owona_bot.playground.client_presence import Presence
from owona_bot.playground.client_rooms import Rooms
from owona_bot.playground.mailbox import Mail, write_mail
from owona_bot.playground.screen import buttons_of, text_of
from owona_bot.playground.wire import Json

Upload = tuple[str, bytes]
"""A file on a person's disk: its name and bytes."""

Value = str | Sequence[str | Upload] | Json
"""Text, choices by label, files (their bytes, or the name or id of one uploaded before), or a rich_text."""

__all__ = ["Answer", "Playground", "PlaygroundError", "Upload", "Value", "buttons_of", "text_of"]


class Playground(Rooms, Presence, Fields):
    """`url` is what the playground printed; users by id, handle or name, channels by id or name."""

    # people act

    async def command(self, user: str, channel: str, line: str) -> Answer:
        """`/ticket claim 42`, typed in a channel; the answer is the ack."""
        return await self._act("command", user=user, channel=channel, line=line)

    async def click(self, user: str, channel: str, ts: str, label: str, *, confirm: bool = True) -> Answer:
        """Press what is labelled `label` on a message or ephemeral: a button, or a choice of a menu or select."""
        return await self._act("click", user=user, channel=channel, ts=ts, label=label, confirm=confirm)

    async def press(self, user: str, label: str, *, confirm: bool = True) -> Answer:
        """Press a button or menu choice inside the open modal."""
        return await self._act("press", user=user, label=label, confirm=confirm)

    async def view(self, user: str) -> Json | None:
        """The modal on top, as views.open answers it, or None."""
        found: Json | None = (await self._ask("view", user=user))["view"]
        return found

    async def fill(self, user: str, values: Mapping[str, Value]) -> Answer:
        """Type and choose without sending; elements that dispatch tell the app."""
        return await self._act("fill", user=user, values=await self._values(user, values))

    async def submit(self, user: str, values: Mapping[str, Value] | None = None) -> Answer:
        """Fill, then send; `errors` by label, from Slack's client (`refused`) or the app (`acked`)."""
        return await self._act("submit", user=user, values=await self._values(user, values or {}))

    async def _values(self, user: str, values: Mapping[str, Value]) -> Json:
        """With ids in place of files."""
        told: Json = {}
        for label, value in values.items():
            told[label] = value if isinstance(value, str | dict) else await self._ids(user, value)
        return told

    async def _ids(self, user: str, files: Sequence[str | Upload]) -> list[str]:
        return [file if isinstance(file, str) else await self.upload(user, *file) for file in files]

    async def close(self, user: str) -> Answer:
        """Close the modal on top; the app hears of it when it asked to."""
        return await self._act("close", user=user)

    async def shortcut(self, user: str, name: str, channel: str | None = None, ts: str | None = None) -> Answer:
        """By the manifest's name or callback id: of a message with its `channel` and `ts`, else a global one."""
        return await self._act("shortcut", user=user, name=name, channel=channel, ts=ts)

    async def post(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        files: Sequence[str | Upload] = (),
        rich_text: Json | None = None,
    ) -> str:
        """A person writes; the message's ts. In a DM name the channel by the person's id."""
        told = {"text": text, "thread_ts": thread_ts, "rich_text": rich_text, "files": await self._ids(user, files)}
        ts: str = (await self._ask("post", user=user, channel=channel, **told))["ts"]
        return ts

    async def upload(self, user: str, name: str, content: bytes) -> str:
        """A person chooses a file that nobody else sees yet; its id."""
        query = {"user": user, "name": name}
        async with self._http.post(f"{self.url}/bytes", params=query, data=BytesIO(content)) as answer:
            id_: str = (await said(answer))["id"]
            return id_

    async def delete_file(self, user: str, file: str) -> None:
        """Their own, by id or name, wherever it stands."""
        await self._ask("delete_file", user=user, file=file)

    async def edit(self, user: str, channel: str, ts: str, text: str, *, rich_text: Json | None = None) -> None:
        """Their own message."""
        await self._ask("edit", user=user, channel=channel, ts=ts, text=text, rich_text=rich_text)

    async def remove(self, user: str, channel: str, ts: str) -> None:
        """Their own message; a thread's first leaves a tombstone."""
        await self._ask("remove", user=user, channel=channel, ts=ts)

    async def react(self, user: str, channel: str, ts: str, emoji: str) -> None:
        await self._ask("react", user=user, channel=channel, ts=ts, emoji=emoji)

    async def unreact(self, user: str, channel: str, ts: str, emoji: str) -> None:
        await self._ask("unreact", user=user, channel=channel, ts=ts, emoji=emoji)

    # what stands

    async def messages(self, channel: str) -> list[Json]:
        """All that stands in a channel, threads included, in order of arrival; see Message.told."""
        return await self._list("messages", channel=channel)

    async def thread(self, channel: str, ts: str) -> list[Json]:
        """Parent first, then its replies."""
        return await self._list("thread", channel=channel, ts=ts)

    async def files(self) -> list[Json]:
        """As files.info tells them, with `stage`: `awaited`, `uploaded`, `complete` or `deleted`."""
        return await self._list("files")

    async def content(self, file: str) -> bytes:
        """The bytes of a file by its id, also of one that nobody sees yet."""
        async with self._http.get(f"{self.url}/bytes/{file}") as answer:
            if answer.status >= 400:
                await said(answer)
            return await answer.read()

    async def ephemerals(self, user: str) -> list[Json]:
        """What only this person sees, oldest first: ts, channel, text, blocks, via."""
        return await self._list("ephemerals", user=user)

    async def calls(self, method: str | None = None) -> list[Json]:
        """API calls: at, method, args, outcome (`ok`, the error, or the fault)."""
        return await self._list("calls", method=method)

    async def refusals(self) -> list[Json]:
        """at, method, error and what else the refusal said."""
        return await self._list("refusals")

    async def knocks(self) -> list[Json]:
        """Every delivery tried: at, kind, type, id, attempt, reason, outcome, seconds."""
        return await self._list("knocks")

    async def counts(self) -> Json:
        """`messages` by channel name, `calls` by method, `refusals` by error, `sockets`."""
        return await self._ask("counts")

    # how it fails

    async def fault(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = None,
        retry_after: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """`method` or `*`, `response_url`, `upload`, `download`; `times` None: until cleared; kinds in faults.py."""
        await self._ask("fault", method=method, kind=kind, times=times, retry_after=retry_after, seconds=seconds)

    async def clear_faults(self) -> None:
        await self._ask("clear_faults")

    async def share_late(self, seconds: float) -> None:
        """Files stand that much later than files.completeUploadExternal says; 0 or clear_faults ends it."""
        await self._ask("share_late", seconds=seconds)

    async def grow_old(self, *blocks: str) -> None:
        """From now on this Slack doesn't know those types of blocks; none or clear_faults ends it."""
        await self._ask("grow_old", blocks=blocks)

    async def close_sockets(self, reason: str = "refresh_requested") -> int:
        """How many; reasons `warning`, `refresh_requested`, `too_many_websockets`, `link_disabled`, `abort`."""
        closed: int = (await self._ask("close_sockets", reason=reason))["closed"]
        return closed

    async def deliver(self, *, twice: bool = False, late: float = 0.0) -> None:
        """How the next knock goes wrong."""
        await self._ask("deliver", twice=twice, late=late)

    # mail

    async def smtp(self) -> str:
        """Where the provider's server takes mail: `host:port`."""
        address: str = (await self._ask("smtp"))["smtp"]
        return address

    async def mails(self, address: str | None = None) -> list[Mail]:
        """What the provider's server took, all or to one address, oldest first."""
        found = await self._list("mails", address=address)
        return [Mail(one["sender"], tuple(one["recipients"]), one["raw"].encode("latin-1")) for one in found]

    async def mail_fault(self, verb: str, kind: str, *, times: int | None = None, seconds: float | None = None) -> None:
        """At one of mailbox.VERBS; kinds in MailFault; `times` None lasts until cleared."""
        await self._ask("mail_fault", verb=verb, kind=kind, times=times, seconds=seconds)

    async def clear_mail_faults(self) -> None:
        await self._ask("mail_clear")

    async def write_mail(self, listen: str, sender: str, recipient: str, raw: bytes) -> str:
        """A customer's mail to the bot's receiver at `listen`; the receiver's last word."""
        return await write_mail(listen, sender, [recipient], raw)
