"""Whether Slack takes the bot's token."""

from dataclasses import dataclass


@dataclass(slots=True)
class Token:
    """`refusal` is Slack's word, such as `token_revoked`; None while the token is taken, or Slack can't be asked."""

    refusal: str | None = None

    def works(self) -> bool:
        """As far as we know."""
        return self.refusal is None
