"""Who signs up: a minimal `auth`, profiles and subscriptions."""

AUTH = "create schema auth"

USERS = """
create table auth.users (
  id                  uuid primary key,
  email               text unique,
  raw_user_meta_data  jsonb,
  raw_app_meta_data   jsonb,
  email_confirmed_at  timestamptz,
  last_sign_in_at     timestamptz,
  created_at          timestamptz,
  updated_at          timestamptz
)
"""

JWT = """
create function auth.jwt() returns jsonb language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$
"""

UID = """
create function auth.uid() returns uuid language sql stable as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$
"""

ROLE = """
create function auth.role() returns text language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
$$
"""

PROFILES = """
create table public.profiles (
  id                          uuid primary key references auth.users (id) on delete cascade,
  email                       text,
  full_name                   text,
  avatar_url                  text,
  company_name                text,
  phone_number                text,
  timezone                    text default 'Europe/Berlin',
  language                    text default 'de',
  privacy_policy_accepted_at  timestamptz,
  terms_accepted_at           timestamptz,
  marketing_consent           boolean default false,
  marketing_consent_at        timestamptz,
  subscription_tier           text default 'free'
    check (subscription_tier in ('free', 'starter', 'professional', 'business', 'enterprise')),
  subscription_status         text default 'active'
    check (subscription_status in ('active', 'cancelled', 'past_due', 'trialing')),
  metadata                    jsonb default '{}',
  created_at                  timestamptz default now(),
  updated_at                  timestamptz default now()
)
"""

TOUCH_PROFILE = """
create function public.update_profiles_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end
$$
"""

TOUCH_PROFILE_TRIGGER = """
create trigger update_profiles_updated_at before update on public.profiles
for each row execute function public.update_profiles_updated_at()
"""

PROFILE_POLICIES = (
    'create policy "Users can view own profile" on public.profiles for select using (auth.uid() = id)',
    'create policy "Users can update own profile" on public.profiles for update using (auth.uid() = id)',
    'create policy "Users can insert own profile" on public.profiles for insert with check (auth.uid() = id)',
)

NEW_USER = """
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  insert into public.profiles (id, email, full_name, privacy_policy_accepted_at, terms_accepted_at)
  values (
    new.id,
    new.email,
    new.raw_user_meta_data ->> 'full_name',
    coalesce((new.raw_user_meta_data ->> 'privacy_policy_accepted_at')::timestamptz, now()),
    coalesce((new.raw_user_meta_data ->> 'terms_accepted_at')::timestamptz, now())
  );
  return new;
end
$$
"""

NEW_USER_TRIGGER = """
create trigger on_auth_user_created after insert on auth.users
for each row execute function public.handle_new_user()
"""

SUBSCRIPTIONS = """
create table public.subscriptions (
  id                                uuid primary key default gen_random_uuid(),
  user_id                           uuid unique references auth.users (id) on delete cascade,
  tier                              text not null default 'free'
    check (tier in ('free', 'starter', 'professional', 'enterprise')),
  status                            text not null default 'active'
    check (status in ('active', 'cancelled', 'past_due', 'trialing', 'expired')),
  billing_cycle                     text check (billing_cycle in ('monthly', 'yearly')),
  current_period_start              timestamptz,
  current_period_end                timestamptz,
  cancel_at_period_end              boolean default false,
  cancelled_at                      timestamptz,
  payment_provider                  text,
  payment_provider_subscription_id  text,
  metadata                          jsonb default '{}',
  created_at                        timestamptz default now(),
  updated_at                        timestamptz default now()
)
"""

SUBSCRIPTION_POLICY = """
create policy "Users can view own subscription" on public.subscriptions for select using (auth.uid() = user_id)
"""

FREE_SUBSCRIPTION = """
create function public.create_free_subscription() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  insert into public.subscriptions (user_id, tier) values (new.id, 'free') on conflict (user_id) do nothing;
  return new;
end
$$
"""

FREE_SUBSCRIPTION_TRIGGER = """
create trigger on_user_created_subscription after insert on auth.users
for each row execute function public.create_free_subscription()
"""

CREATE = (
    AUTH,
    USERS,
    JWT,
    UID,
    ROLE,
    PROFILES,
    "create index idx_profiles_email on public.profiles (email)",
    "create index idx_profiles_subscription_tier on public.profiles (subscription_tier)",
    TOUCH_PROFILE,
    TOUCH_PROFILE_TRIGGER,
    "alter table public.profiles enable row level security",
    *PROFILE_POLICIES,
    NEW_USER,
    NEW_USER_TRIGGER,
    SUBSCRIPTIONS,
    "alter table public.subscriptions enable row level security",
    SUBSCRIPTION_POLICY,
    FREE_SUBSCRIPTION,
    FREE_SUBSCRIPTION_TRIGGER,
)
