"""Where mail goes on a laptop: one folder a mail, with its texts and attachments to open."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes `var/mail/0001-subject/message.txt` and the like, and says so on the console."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            folder = _next_folder(Path(settings.MAIL_FOLDER), str(message.subject))
            (folder / "message.txt").write_text(
                f"From: {message.from_email}\nTo: {', '.join(message.to)}\n"
                f"Subject: {message.subject}\n\n{message.body}"
            )
            if isinstance(message, EmailMultiAlternatives):
                for content, _type in message.alternatives:
                    (folder / "message.html").write_text(str(content))
            for attachment in message.attachments:
                name, content, _type = attachment
                data = content if isinstance(content, bytes) else str(content).encode()
                (folder / Path(str(name)).name).write_bytes(data)
            print(f"Mail for {', '.join(message.to)}: {folder}/message.txt", flush=True)  # noqa: T201
        return len(email_messages)


def _next_folder(parent: Path, subject: str) -> Path:
    words = re.sub(r"\W+", "-", subject.lower()).strip("-")[:40]
    parent.mkdir(parents=True, exist_ok=True)
    number = sum(1 for _ in parent.iterdir())
    while True:
        number += 1
        folder = parent / f"{number:04}-{words}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
