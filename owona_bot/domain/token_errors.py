"""What is wrong with a service token."""

from owona_bot.domain.errors import FieldError, UserError


class UnknownTokenWord(UserError):
    """Values: `word` as it was typed after `/ticket token`."""

    key = "error.unknown_token_word"


class TokenNameMissing(FieldError):
    """A token without a name tells nobody what it is for."""

    key = "error.token_name_missing"


class TokenNameTooLong(FieldError):
    """Values: `limit`."""

    key = "error.token_name_too_long"


class TokenScopeMissing(FieldError):
    """A token that opens nothing."""

    key = "error.token_scope_missing"


class TokenDaysWrong(FieldError):
    """Values: `longest`."""

    key = "error.token_days_wrong"


class TooManyTokens(UserError):
    """Values: `most`."""

    key = "error.too_many_tokens"


class TokenGone(UserError):
    """One that was revoked already, or never was."""

    key = "error.token_gone"


class TokenRefused(UserError):
    """None was shown, or one that is unknown, revoked, expired or of nobody who may make any: all answered alike."""

    key = "error.token_refused"


class TokenLacksScope(UserError):
    """Values: `scope`."""

    key = "error.token_lacks_scope"
