"""Alembic's environment: `env.py`, `versions/`, and the site's tables as an empty database gets them (`site/`)."""
