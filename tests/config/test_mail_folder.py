from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def send(subject: str) -> None:
    message = EmailMultiAlternatives(subject, "Text.", to=["awa@example.org"])
    message.attach_alternative("<p>Rich.</p>", "text/html")
    message.attach("receipt.pdf", b"%PDF-", "application/pdf")
    get_connection("config.mail_folder.EmailBackend").send_messages([message])


def test_mail_folder_holds_texts_and_attachments(folder: Path, capsys) -> None:
    send("Your receipt: R-1/2")
    (mail,) = folder.iterdir()
    assert mail.name == "0001-your-receipt-r-1-2"
    assert (mail / "message.txt").read_text().endswith("\n\nText.")
    assert (mail / "message.html").read_text() == "<p>Rich.</p>"
    assert (mail / "receipt.pdf").read_bytes() == b"%PDF-"
    assert capsys.readouterr().out == f"Mail for awa@example.org: {mail}/message.txt\n"


def test_mail_folder_numbers_mails(folder: Path) -> None:
    send("Hello")
    send("Hello")
    assert sorted(path.name for path in folder.iterdir()) == ["0001-hello", "0002-hello"]
