"""Django over SQLite set up for durable writes: WAL, `synchronous = FULL`, transactions that begin as writers."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings


def set_up(folder: Path, *applications: str, **more: str) -> None:
    """With these applications beside those they all need; the database is a file in the folder."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *applications],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "peer.db"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SECRET_KEY="-",
        **more,
    )
    django.setup()
