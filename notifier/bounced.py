"""The mails that tell administrators that an address does not take mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from notifier.budget import BOUNCED
from notifier.catalogue import everywhere
from workflow.directory import ADMINISTRATOR, Person
from workflow.mail import Mail
from workflow.post import Bounce


def bounced_mails(bounce: Bounce, mail: Mail, administrators: Iterable[Person], now: datetime) -> list[Mail]:
    """One to each administrator whose own address it is not."""
    titles = everywhere("An address takes no mail")
    what = f"{bounce.address}: {bounce.status} {bounce.said}"
    return [
        Mail(
            key=sha256(f"bounced|{bounce.id}|{person.id}".encode()).hexdigest()[:32],
            measure=None,
            created_at=now,
            template=BOUNCED,
            facts={
                "at": now.isoformat(),
                "titles": titles,
                "sections": [
                    {
                        "name": "dead",
                        "items": [{"measure": mail.measure or mail.template, "titles": dict.fromkeys(titles, what)}],
                        "more": 0,
                    }
                ],
                "steps": [{"titles": everywhere("Resume the address"), "command": f"mail resume {bounce.address}"}],
                "because": {"role": ADMINISTRATOR, "scope": None},
            },
            person=person.id,
            address=person.email,
            languages=person.languages,
        )
        for person in administrators
        if person.email.lower() != bounce.address.lower()
    ]
