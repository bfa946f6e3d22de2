"""Supabase's default grants: the API's roles may do everything in `public`, and row security decides."""

from collections.abc import Iterable


def to(roles: Iterable[str]) -> list[str]:
    """The grants for those of the API's roles that exist."""
    names = ", ".join(role for role in roles if role != "authenticator")
    return [grant.format(roles=names) for grant in GRANTS] if names else []


GRANTS = (
    "grant usage on schema public to {roles}",
    "grant usage on schema auth to {roles}",
    "grant all on all tables in schema public to {roles}",
    "grant all on all sequences in schema public to {roles}",
    "grant all on all functions in schema public to {roles}",
    "alter default privileges in schema public grant all on tables to {roles}",
    "alter default privileges in schema public grant all on sequences to {roles}",
    "alter default privileges in schema public grant all on functions to {roles}",
)
