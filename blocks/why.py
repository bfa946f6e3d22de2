"""Whose turn a ticket is, and why."""

from datetime import datetime

from blocks.parts import Post, post, section
from blocks.text import one_line
from blocks.ticket_card import NAME, headline
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import Agent
from owona_bot.domain.why import Account


def told(account: Account, reader: Agent, now: datetime, t: Translate) -> Post:
    """For the asker alone."""
    holder = account.ticket.agent
    who = t("card.agent", agent=one_line(holder.name, NAME)) if holder else t("card.nobody")
    return post(headline(account.ticket, t), section(who))
