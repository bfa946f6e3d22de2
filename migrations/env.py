"""Runs the versions over the connection that `owona_bot.database.migrate` hands in."""

from alembic import context
from sqlalchemy import Connection

from migrations.site import refuse_strangers


def run(connection: Connection) -> None:
    """A version a transaction, so that one may build an index concurrently."""
    refuse_strangers(connection)
    connection.exec_driver_sql("create schema if not exists owona_bot")
    connection.commit()
    context.configure(connection=connection, version_table_schema="owona_bot", transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
