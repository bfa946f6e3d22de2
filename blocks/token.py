"""Service tokens as admins see them: the list, the form of a new one, and its secret, once."""

from collections.abc import Sequence
from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, text_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    beside,
    boxes,
    button,
    context,
    day_and_time,
    field,
    framed,
    labels,
    modal,
    plain,
    post,
    section,
    suggesting,
    sure,
    ticked,
    typed,
)
from blocks.text import one_line
from owona_bot.domain.clock import Translate
from owona_bot.domain.token import LONGEST, NAME_LIMIT, USUAL, Scope, ServiceToken, Wish, wish_of, works

AGENT = 40

SCOPE: dict[str, str] = {Scope.EXPORT: "token.scope_export", Scope.EXPORT_NOTES: "token.scope_notes"}


def listed(tokens: Sequence[ServiceToken], now: datetime, t: Translate) -> Post:
    """All of them, and a button for one more."""
    heading = t("token.heading") if tokens else t("token.empty")
    told = "; ".join(f"{one_line(token.name, NAME_LIMIT)} ({state(token, now, t)})" for token in tokens)
    blocks = [block for token in tokens for block in entry(token, now, t)]
    new = button(t("token.new"), ids.TOKEN_NEW, "new", "primary")
    return post(f"{heading} {told}", section(heading), *blocks, *actions(new))


def revoked(token: ServiceToken, t: Translate) -> Post:
    """It is no more."""
    sentence = t("token.revoked", name=one_line(token.name, NAME_LIMIT))
    return post(sentence, section(sentence))


def entry(token: ServiceToken, now: datetime, t: Translate) -> list[Block]:
    """What it is for and may do; by whom, when it was used, and until when it is valid."""
    scopes = labels(scope.value for scope in token.scopes)
    ends = [plain(t("token.expires")), moment(token.expires_at, now, t)]
    facts = [plain(t("token.made_by", agent=one_line(token.made_by, AGENT))), *used(token, now, t)]
    return [
        beside(section(labels([one_line(token.name, NAME_LIMIT), scopes])), removal(token, t)),
        context(*facts, *(ends if works(token, now) else [plain(f"⚠️ {state(token, now, t)}")])),
    ]


def used(token: ServiceToken, now: datetime, t: Translate) -> list[Block]:
    """To the minute."""
    if token.last_used_at is None:
        return [plain(t("token.never_used"))]
    return [plain(t("token.used")), moment(token.last_used_at, now, t)]


def moment(at: datetime, now: datetime, t: Translate) -> Block:
    """In the reader's own zone."""
    return day_and_time(at.timestamp(), t.moment(at, now))


def state(token: ServiceToken, now: datetime, t: Translate) -> str:
    """Until when it is valid, or why it is not."""
    if token.maker is None:
        return t("token.orphan", agent=one_line(token.made_by, AGENT))
    if token.expires_at <= now:
        return t("token.expired")
    return f"{t('token.expires')} {t.moment(token.expires_at, now)}"


def removal(token: ServiceToken, t: Translate) -> Block:
    """Asks once more."""
    label = t("token.revoke")
    asked = button(label, ids.TOKEN_REVOKE, f"revoke {token.id}", "danger")
    name = one_line(token.name, NAME_LIMIT)
    return sure(asked, label, t("token.revoke_sure", name=name), label, t("reply.close"))


def form(t: Translate) -> View:
    """A new one."""
    name = suggesting(typed(ids.VALUE, "", NAME_LIMIT), t("token.name_example"))
    scopes = ticked(boxes(ids.VALUE, {str(scope): t(key) for scope, key in SCOPE.items()}), [Scope.EXPORT.value])
    fields = [
        field(ids.NAME, t("token.name"), name),
        field(ids.SCOPES, t("token.scopes"), scopes),
        field(ids.DAYS, t("token.days"), typed(ids.VALUE, str(USUAL), 4), t("token.days_hint", longest=LONGEST)),
    ]
    return modal(ids.TOKEN_FORM, t("token.new"), t("token.make"), t("form.close"), fields)


def read(state: State) -> Wish:
    """Raises the FieldError of the first field that can't stay as it is."""
    chosen = state.get(ids.SCOPES, {}).get(ids.VALUE, {}).get("selected_options")
    scopes = [str(option["value"]) for option in chosen] if isinstance(chosen, list) else []
    return wish_of(text_in(state, ids.NAME), scopes, text_in(state, ids.DAYS))


def made(secret: str, t: Translate) -> View:
    """In the form's place, to who made it alone; nothing keeps it."""
    blocks = [
        section(t("token.made")),
        framed(secret, "rich_text_preformatted"),
        context(plain(t("token.made_use")), plain("Authorization: Bearer owona_…")),
    ]
    return modal(ids.NOTICE, t("token.new"), "", t("notice.close"), blocks)
