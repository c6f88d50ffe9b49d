"""A mail out of its row, told in full: with what it shares with others, and the labels of its definition."""

from __future__ import annotations

from store.mail_rows import mail_from
from store.rows import Row
from workflow.mail import Mail
from workflow.occasion import Definitions, told


def told_from(row: Row, definitions: Definitions) -> Mail:
    """Facts that cannot be told stay as they are: whoever renders them refuses them with the reason."""
    mail = mail_from(row)
    try:
        return told(mail, definitions)
    except (LookupError, TypeError, ValueError, AttributeError):
        return mail
