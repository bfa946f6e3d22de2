"""One table: role by act by whose ticket it is."""

from dataclasses import replace

import pytest

from owona_bot.domain.errors import MayNot
from owona_bot.domain.people import ROLES, Role
from owona_bot.domain.permissions import ANY, NEVER, OWN, RIGHTS, Act, may, permit, right
from owona_bot.domain.ticket_errors import NotYours
from tests.domain.samples import ANNA, BEN, a_ticket


def test_every_act_has_a_right_for_every_role() -> None:
    assert set(RIGHTS) == set(Act)
    assert all(len(rights) == len(ROLES) for rights in RIGHTS.values())


@pytest.mark.parametrize("act", Act)
def test_whoever_is_more_may_no_less(act: Act) -> None:
    order = [NEVER, OWN, ANY]
    rights = [order.index(right(role, act)) for role in ROLES]
    assert rights == sorted(rights)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", Act)
def test_own_is_ones_own_or_nobodys(role: Role, act: Act) -> None:
    who, allowed = replace(BEN, role=role), right(role, act)
    assert may(who, act, a_ticket(agent=who)) == may(who, act, a_ticket()) == may(who, act) == (allowed is not NEVER)
    assert may(who, act, a_ticket(agent=ANNA)) == (allowed is ANY)


def test_a_refusal_names_the_role_that_may() -> None:
    with pytest.raises(MayNot) as caught:
        permit(replace(BEN, role="reader"), Act.CLAIM)
    assert caught.value.values == {"role": "reader", "least": "agent"}


def test_what_is_anothers_is_told_with_its_holder() -> None:
    with pytest.raises(NotYours) as caught:
        permit(replace(BEN, role="agent"), Act.RELEASE, a_ticket(agent=ANNA))
    assert caught.value.values == {"number": 1001, "agent": "Anna", "least": "lead"}
