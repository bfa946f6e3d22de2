"""Every refusal this Slack can answer with: a row each, with its source.

`source` names the section and row of slack-limits.md; rows marked "method page" are errors that Slack's method
pages list and slack-limits.md has no row for.
"""

from dataclasses import dataclass, field

from owona_bot.playground.wire import Json


@dataclass(frozen=True, slots=True)
class Refusal:
    """`where` is a method, a family ending in `.*`, or `*`."""

    error: str
    where: tuple[str, ...]
    source: str


UPLOAD, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"

ROWS: tuple[Refusal, ...] = (
    Refusal("unknown_method", ("*",), "method page: any method this slice does not call"),
    Refusal("not_authed", ("*",), "method page: no token"),
    Refusal("invalid_auth", ("*",), "method page: wrong token"),
    Refusal("token_revoked", ("*",), "method page: the token was revoked"),
    Refusal("account_inactive", ("*",), "method page: the app was uninstalled, its bot user is deactivated"),
    Refusal("not_allowed_token_type", ("*",), "§4 Socket Mode: app-level token xapp- with connections:write"),
    Refusal("missing_scope", ("*",), "method page: scopes of manifest.yml, with needed and provided"),
    Refusal("ratelimited", ("*",), "§5 tiers; chat.postMessage 1/s per channel, short bursts ok"),
    Refusal("invalid_json", ("*",), "method page: a JSON body that is none"),
    Refusal("json_not_object", ("*",), "method page: a JSON body that is no object"),
    Refusal("invalid_arguments", ("*",), "§1 blocks per modal: invalid_arguments + response_metadata.messages"),
    Refusal("invalid_blocks", ("chat.*", COMPLETE), "§1 blocks per message; §2 and §3 limits"),
    Refusal("invalid_blocks_format", ("chat.*",), "method page: blocks is no JSON array"),
    Refusal("invalid_attachments", ("chat.*",), "§1 table blocks per message"),
    Refusal("too_many_attachments", ("chat.*",), "§1 attachments"),
    Refusal("no_text", ("chat.*",), "§1 message with none of text/blocks/attachments"),
    Refusal("msg_too_long", ("chat.update", "chat.postEphemeral"), "§1 message text"),
    Refusal("msg_blocks_too_long", ("chat.*",), "§1 block JSON per message"),
    Refusal("markdown_text_conflict", ("chat.*",), "§1 markdown_text argument"),
    Refusal("metadata_too_large", ("chat.postMessage", "chat.update"), "§1 message metadata"),
    Refusal("invalid_metadata_format", ("chat.postMessage", "chat.update"), "§1 message metadata: shape of the values"),
    Refusal(
        "not_in_channel",
        ("chat.*", "conversations.*", "reactions.*", COMPLETE),
        "§1 posting to a channel the bot isn't in",
    ),
    Refusal(
        "channel_not_found",
        ("chat.*", "conversations.*", "reactions.*", COMPLETE),
        "method page: unknown, or private and the bot is not in",
    ),
    Refusal("messages_tab_disabled", ("chat.*",), "method page: the app's Messages tab is switched off"),
    Refusal("users_list_not_supplied", ("conversations.open",), "method page: neither users nor channel"),
    Refusal("user_disabled", ("conversations.open",), "method page: the person is deactivated"),
    Refusal("cannot_dm_bot", ("conversations.open",), "method page: the other side is a bot"),
    Refusal("is_archived", ("chat.*", "reactions.add"), "method page: archived channel"),
    Refusal("is_inactive", ("chat.update",), "method page: the message's channel is archived"),
    Refusal(
        "thread_not_found", ("chat.*", "conversations.replies", COMPLETE), "method page: no message with that thread_ts"
    ),
    Refusal("message_not_found", ("chat.*", "reactions.*"), "§4 chat.update"),
    Refusal("cant_update_message", ("chat.update",), "§4 chat.update: only own messages"),
    Refusal("cant_delete_message", ("chat.delete",), "§4 chat.update: only own messages"),
    Refusal("user_not_in_channel", ("chat.postEphemeral",), "method page: the reader is not in the channel"),
    Refusal(
        "user_not_found",
        ("users.info", "users.getPresence", "dnd.info", "chat.*", "conversations.open"),
        "method page: unknown user",
    ),
    Refusal("no_users_provided", ("dnd.teamInfo",), "method page: `users` is required"),
    Refusal("user_not_visible", ("dnd.teamInfo",), "method page: one of them is nobody that the app sees"),
    Refusal("users_not_found", ("users.lookupByEmail",), "method page: nobody (active) has that address"),
    Refusal("already_reacted", ("reactions.add",), "§1 distinct emoji on a message; once a person and emoji"),
    Refusal("no_reaction", ("reactions.remove",), "method page: the bot has not reacted with it"),
    Refusal("invalid_name", ("reactions.*",), "method page: name of the emoji"),
    Refusal("no_item_specified", ("reactions.*",), "method page: channel and timestamp together"),
    Refusal("invalid_cursor", ("*",), "method page: cursor"),
    Refusal("invalid_limit", ("*",), "method page: limit"),
    Refusal("invalid_ts_latest", ("conversations.*",), "method page: latest"),
    Refusal("invalid_ts_oldest", ("conversations.*",), "method page: oldest"),
    Refusal("invalid_types", ("conversations.list",), "method page: types"),
    Refusal("invalid_trigger_id", ("views.*",), "§4 trigger_id"),
    Refusal("expired_trigger_id", ("views.*",), "§4 trigger_id: 3 s"),
    Refusal("exchanged_trigger_id", ("views.*",), "§4 trigger_id: single use"),
    Refusal("view_too_large", ("views.*",), "§1 view payload 250 kB"),
    Refusal("push_limit_reached", ("views.push",), "§1 view stack"),
    Refusal("duplicate_external_id", ("views.*",), "§1 callback_id, external_id"),
    Refusal("hash_conflict", ("views.update", "views.publish"), "§1 hash on views.update/publish"),
    Refusal("not_enabled", ("views.publish",), "§1 Home tab must be switched on in the app"),
    Refusal("not_found", ("views.update",), "method page: no such view, or it was closed"),
    Refusal("missing_argument", (UPLOAD,), "§4 files: length>0; method page: a length of 0 or no filename"),
    Refusal("alt_txt_too_large", (UPLOAD,), "§4 files: alt_txt ≤1,000"),
    Refusal("snippet_too_large", (UPLOAD,), "method page: snippets of more than 1 MB"),
    Refusal("file_upload_size_restricted", (UPLOAD,), "method page: files of more than 1 GB"),
    Refusal(
        "file_not_found",
        (COMPLETE, "files.info"),
        "method page: no such upload ticket; it can only be called once, so a used one is none",
    ),
    Refusal("invalid_channel", (COMPLETE,), "method page: one of `channels` is unknown"),
    Refusal("channels_limit_exceeded", (COMPLETE,), "method page: at most 100 channels"),
    Refusal("posting_to_channel_denied", (COMPLETE,), "method page: an archived channel takes no file"),
    Refusal("file_deleted", ("files.info",), "method page: the file has been deleted"),
    Refusal("not_visible", ("files.info",), "method page: no permission to view the file"),
    Refusal("expired_url", ("response_url",), "§4 response_url: 30 minutes"),
    Refusal("used_url", ("response_url",), "§4 response_url: 5 uses"),
)

BY_ERROR = {row.error: row for row in ROWS}


@dataclass(eq=False)
class Refused(Exception):
    """A call that Slack answers with `ok: false`; `extra` goes into the answer."""

    error: str
    extra: Json = field(default_factory=dict)
    retry_after: int | None = None

    def body(self) -> Json:
        return {"ok": False, "error": self.error, **self.extra}


def refuse(error: str, **extra: object) -> Refused:
    """Only what has a row can be refused."""
    return Refused(BY_ERROR[error].error, dict(extra))


def schema(error: str, faults: list[str]) -> Refused:
    """`invalid_blocks` and `invalid_arguments` with the JSON path of each fault, as Slack tells it."""
    messages = [f"[ERROR] {fault}" for fault in faults]
    return refuse(error, errors=faults, response_metadata={"messages": messages})
