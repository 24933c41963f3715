"""The style guide is made by the templates of the site, so a broken one shows here first."""

import pytest
from django.test import Client

from config.settings import base
from config.styleguide import specimens
from core.mail import queue_mail
from core.models import OutboxMail
from tests.core.html import inline_code_in
from tests.factories.core import make_image
from tests.factories.shop import make_soap_page
from tests.factories.stories import make_story

pytestmark = pytest.mark.django_db


def test_production_has_no_style_guide() -> None:
    assert base.STYLEGUIDE is False


def test_every_section_and_page_is_drawn_in_both_languages(client: Client) -> None:
    image = make_image()
    make_story(title="A story", lead_image=image)
    make_soap_page(title="A bar", listing_image=image)
    paths = [f"/styleguide/{name}/" for name in specimens.SECTIONS]
    paths += [url for _name, url in specimens.whole_page_links()]
    for path in ["/styleguide/", *paths, *(f"/fr{path}" for path in paths)]:
        response = client.get(path)
        assert response.status_code == 200, path
        assert inline_code_in(response.content.decode()) == [], path
    assert "A story" in client.get("/styleguide/cards/").content.decode()
    ending = client.get("/styleguide/pages/monthly-ending/").content.decode()
    assert ending.index("Next gift") < ending.index("Dec.\xa021, 2026") < ending.index("Ends on")
    assert client.get("/styleguide/nothing/").status_code == 404
    assert client.get("/styleguide/pages/nothing/").status_code == 404


def test_mails_are_shown_as_they_were_written(client: Client) -> None:
    context = {"purpose": "To sign in", "code": "AAA-BBB"}
    queue_mail(
        key="1", template="accounts/emails/code", to="a@example.org", language="en", context=context
    )
    mail = OutboxMail.objects.get()
    assert mail.subject in client.get("/styleguide/").content.decode()
    response = client.get(f"/styleguide/mails/{mail.pk}/")
    assert "AAA-BBB" in response.content.decode()
    assert "Content-Security-Policy" not in response  # or its styles would be blocked
    plain = client.get(f"/styleguide/mails/{mail.pk}/?plain")
    assert plain["Content-Type"] == "text/plain; charset=utf-8"
    assert plain.content.decode() == mail.text
