"""The site's own tables, for a database that has none: the demo's and the tests'.

Where `public.support_tickets` exists already, the site's migrations made it, and nothing is touched.
"""

from alembic import op

from migrations.site import create_site, has_site

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Leaves a database of the site as it is."""
    if not has_site(op.get_bind()):
        create_site(op.get_bind())


def downgrade() -> None:
    """There is no way back: the tables of `public` hold other people's rows."""
    raise NotImplementedError("nothing was changed: restore a backup instead")
