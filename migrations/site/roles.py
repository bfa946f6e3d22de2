"""Supabase's roles. They belong to the whole server: another database's start may make them at the same moment."""


def create_role(name: str, options: str) -> str:
    """Does nothing when the role is there, or when ours may not make roles."""
    return f"""
do $$
begin
  create role {name} {options};
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then raise notice 'role {name} is left out: no right to create it';
end
$$
"""


MEMBERSHIP = """
do $$
begin
  if exists (
    select from pg_auth_members
    where member = 'authenticator'::regrole and roleid = 'service_role'::regrole
  ) then
    return;
  end if;
  grant anon, authenticated, service_role to authenticator;
exception
  when unique_violation or undefined_object or insufficient_privilege then null;
end
$$
"""

CREATE = (
    create_role("anon", "nologin noinherit"),
    create_role("authenticated", "nologin noinherit"),
    create_role("service_role", "nologin noinherit bypassrls"),
    create_role("authenticator", "login noinherit"),
    MEMBERSHIP,
)
