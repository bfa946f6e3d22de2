"""Reply addresses: whoever has one may answer for its ticket and recipient, and for nothing else."""

import re
import secrets
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.letter import ReplyClaim
from owona_bot.domain.verbs import LARGEST_NUMBER
from owona_bot.mail.addresses import AddressRefused
from owona_bot.mail.tokens import hash_of, keys_of, new_token, read_token, reply_address, verify

DESK, ERIKA, SALT = "Support@owona.de", "erika@example.org", b"salt of ticket 1001"
KEYS = keys_of("a secret of sixteen or more")
ADDRESS = reply_address(DESK, 1001, ERIKA, SALT, KEYS)


def claim_of(address: str) -> ReplyClaim:
    claim = read_token(address, DESK)
    assert claim is not None
    return claim


def test_a_reply_address_comes_back_and_holds() -> None:
    assert re.fullmatch(r"support\+1001-[a-z2-7]{4}-[a-z2-7]{32}@owona\.de", ADDRESS)
    assert claim_of(ADDRESS).number == 1001
    assert verify(claim_of(ADDRESS), ERIKA, SALT, KEYS)


def test_the_same_facts_have_the_same_address() -> None:
    assert reply_address(DESK, 1001, ERIKA, SALT, KEYS) == ADDRESS


def test_servers_may_change_the_case_and_spaces_around_it() -> None:
    assert verify(claim_of(f" {ADDRESS.upper()} "), ERIKA.upper() + " ", SALT, KEYS)


@given(number=st.integers(1, LARGEST_NUMBER), recipient=st.emails(), salt=st.binary(max_size=40))
def test_every_ticket_and_recipient_has_an_address_that_fits(number: int, recipient: str, salt: bytes) -> None:
    address = reply_address("support@owona.de", number, recipient, salt, KEYS)
    assert len(address.partition("@")[0]) <= 64
    assert verify(claim_of(address), recipient, salt, KEYS)


def test_it_proves_nothing_for_another_ticket_recipient_or_salt() -> None:
    claim = claim_of(ADDRESS)
    assert not verify(replace(claim, number=1002), ERIKA, SALT, KEYS)
    assert not verify(claim, "mallory@example.org", SALT, KEYS)
    assert not verify(claim, ERIKA, secrets.token_bytes(16), KEYS)
    assert not verify(claim, "", SALT, KEYS)


def test_fields_cannot_flow_into_each_other() -> None:
    one, other = reply_address(DESK, 1, "ab@x.org", b"c", KEYS), reply_address(DESK, 1, "ab@x.or", b"gc", KEYS)
    assert claim_of(one).seal != claim_of(other).seal


@given(st.integers(0, 31), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_every_letter_of_the_seal_counts(place: int, letter: str) -> None:
    claim = claim_of(ADDRESS)
    forged = claim.seal[:place] + letter + claim.seal[place + 1 :]
    assert verify(replace(claim, seal=forged), ERIKA, SALT, KEYS) == (forged == claim.seal)


def test_an_old_secret_still_opens_and_a_lost_one_does_not() -> None:
    rotated = keys_of("a newer secret, long enough", "a secret of sixteen or more")
    assert verify(claim_of(ADDRESS), ERIKA, SALT, rotated)
    fresh = reply_address(DESK, 1001, ERIKA, SALT, rotated)
    assert fresh != ADDRESS
    assert verify(claim_of(fresh), ERIKA, SALT, rotated)
    assert not verify(claim_of(fresh), ERIKA, SALT, KEYS)


@pytest.mark.parametrize("secrets", [(), ("short",), ("long enough, surely", "short"), ("the same as the other",) * 2])
def test_weak_secrets_are_refused(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="OWONA_SECRET"):
        keys_of(*secrets)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "support@owona.de",
        "support+1001@owona.de",
        ADDRESS.replace("owona.de", "evil.example"),
        ADDRESS.replace("support", "sales"),
        ADDRESS.replace("+1001", "+0001"),
        ADDRESS.replace("+1001", "+١٠٠١"),
        ADDRESS.replace("+1001", "+99999999999"),
        ADDRESS.replace("@", "a@"),
        ADDRESS + "\nx@owona.de",
        ADDRESS.partition("@")[0],
        "x" + ADDRESS,
    ],
)
def test_what_is_no_reply_address_claims_nothing(address: str) -> None:
    assert read_token(address, DESK) is None


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    assert read_token(text, DESK) is None
    assert read_token(f"support+{text}@owona.de", DESK) is None


@pytest.mark.parametrize("desk", ["x" * 30 + "@owona.de", "no address", "a b@owona.de", "a\r\nBcc: x@owona.de"])
def test_a_desk_without_room_or_sense_is_refused(desk: str) -> None:
    with pytest.raises(AddressRefused):
        reply_address(desk, 1001, ERIKA, SALT, KEYS)


def test_what_is_secret_stays_out_of_logs() -> None:
    assert claim_of(ADDRESS).seal not in repr(claim_of(ADDRESS))
    assert not [key for key in KEYS.all.values() if repr(key) in repr(KEYS)]


def test_a_link_is_random_and_stored_as_its_hash() -> None:
    token, stored = new_token()
    assert (len(token), len(stored)) == (43, 32)
    assert hash_of(token) == stored
    assert token != new_token()[0]
    assert hash_of(token.swapcase()) != stored
    assert len(hash_of("\ud800")) == 32


def test_a_number_that_no_ticket_can_have_claims_nothing() -> None:
    address = reply_address(DESK, LARGEST_NUMBER, ERIKA, b"", KEYS)
    assert read_token(address, DESK) is not None
    assert read_token(address.replace(str(LARGEST_NUMBER), "9999999999"), DESK) is None
