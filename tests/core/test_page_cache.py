"""Pages are kept whole and never handed out when they are no longer true."""

import datetime as dt
import gzip
from typing import Any

import brotli
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from wagtail.models import PageViewRestriction, Site

from core.blocks import BodyBlock
from core.generation import asked_once, present, remember, remember_each
from core.models import CustomRendition, OrganisationSettings
from core.watching import drop_triggers, make_triggers
from shop.models import Variant
from shop.services.stock import hold, receive
from stories.models import Consent
from stories.models.consents import today
from stories.services.consent import withdraw_consent
from tests.factories.accounts import make_staff
from tests.factories.core import make_image, make_page
from tests.factories.shop import make_soap_page, make_variant
from tests.factories.stories import make_story

# Triggers speak when a transaction commits. They are the database's own affair: what is marked
# with `money` is asked of both engines.
pytestmark = pytest.mark.django_db(transaction=True)


def queries_of(client: Client, path: str) -> list[str]:
    """What a GET asks of the database; a kept page only asks which generation it is."""
    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200
    return seen


def test_kept_page_costs_one_short_query(client: Client) -> None:
    page = make_page(introduction="For health")
    first = client.get(page.url)

    assert queries_of(client, page.url) == ["SELECT token FROM core_pagegeneration"]
    again = client.get(page.url)
    assert again.content == first.content
    assert again.headers == first.headers
    assert "Content-Security-Policy" in again.headers


def test_page_stays_old_without_the_guard(client: Client, settings: Any) -> None:
    """The test of the test: what follows notices when nobody asks which generation it is."""
    settings.GUARDS_OFF = {"generation"}
    page = make_page(introduction="As it was")
    assert b"As it was" in client.get(page.url).content
    page.introduction = "As it is"
    page.save_revision().publish()
    assert b"As it was" in client.get(page.url).content


@pytest.mark.money
def test_page_is_new_at_the_first_request_after_it_is_published(client: Client) -> None:
    page = make_page(introduction="As it was")
    assert b"As it was" in client.get(page.url).content

    page.introduction = "As it is"
    revision = page.save_revision()
    assert b"As it was" in client.get(page.url).content
    revision.publish()
    assert b"As it is" in client.get(page.url).content
    page.unpublish()
    assert client.get(page.url).status_code == 404


def test_draft_and_its_saving_leave_kept_pages_alone(client: Client) -> None:
    page = make_page()
    client.get(page.url)
    page.title = "Not yet"
    page.save_revision()

    assert len(queries_of(client, page.url)) == 1


def test_withdrawn_story_is_gone_at_the_next_request(client: Client) -> None:
    story = make_story()
    assert client.get(story.url).status_code == 200
    consent = Consent.objects.get()

    withdraw_consent(consent=consent, by=make_staff(), reason="She asked.")

    assert client.get(story.url).status_code == 404


@pytest.mark.money
def test_consent_taken_away_by_hand_counts_at_once(client: Client) -> None:
    """No service is called: the database itself says that something changed."""
    story = make_story()
    assert client.get(story.url).status_code == 200

    with connection.cursor() as cursor:
        cursor.execute("UPDATE stories_consent SET withdrawn_on = %s", [today()])

    assert client.get(story.url).status_code == 404


def test_story_is_gone_with_the_last_day_of_its_consent(client: Client) -> None:
    story = make_story()
    last = today() + dt.timedelta(days=1)
    Consent.objects.update(until=last)

    with time_machine.travel(dt.datetime(last.year, last.month, last.day, 23, 59, tzinfo=dt.UTC)):
        assert client.get(story.url).status_code == 200
    after = last + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime(after.year, after.month, after.day, 0, 0, tzinfo=dt.UTC)):
        assert client.get(story.url).status_code == 404


@pytest.mark.money
def test_price_and_the_last_bar_show_at_once(client: Client) -> None:
    variant = make_variant(on_hand=2)
    page = make_soap_page(product=variant.product)
    assert b"$8.50" in client.get(page.url).content

    Variant.objects.update(price=900)
    assert b"$9" in client.get(page.url).content
    hold(variant, 1)
    assert len(queries_of(client, page.url)) == 1  # one is left: the page says the same
    hold(variant, 1)
    assert b"Sold out" in client.get(page.url).content
    receive(variant=variant, quantity=1, reason="", by=None)
    assert b"Put in basket" in client.get(page.url).content
    hold(variant, 1)
    assert b"Sold out" in client.get(page.url).content


def test_settings_pictures_and_sites_are_noticed(client: Client) -> None:
    page = make_page()
    client.get(page.url)
    OrganisationSettings.objects.update(name="Santé Mali")
    assert "Santé Mali" in client.get(page.url).content.decode()

    for change in (
        lambda: make_image().get_rendition("width-40"),
        CustomRendition.objects.all().delete,
        lambda: Site.objects.update(site_name="Other"),
    ):
        client.get(page.url)
        change()
        assert len(queries_of(client, page.url)) > 1


@pytest.mark.money
def test_change_that_comes_to_nothing_keeps_the_page(client: Client) -> None:
    page = make_page()
    client.get(page.url)
    with transaction.atomic():
        OrganisationSettings.objects.update(name="Never")
        transaction.set_rollback(True)

    assert len(queries_of(client, page.url)) == 1


def test_inside_a_transaction_nothing_is_kept_or_handed_out(client: Client) -> None:
    page = make_page(introduction="True")
    client.get(page.url)
    with transaction.atomic():
        type(page).objects.update(introduction="Half done")
        assert present() is None
        assert b"Half done" in client.get(page.url).content
        transaction.set_rollback(True)

    assert b"True" in client.get(page.url).content


def test_each_visitor_gets_the_same_page_and_nobody_elses(client: Client) -> None:
    page = make_page()
    visitor = Client()
    visitor.post("/basket/gift/", {"amount": "40"}, headers={"Sec-Fetch-Site": "same-origin"})
    staff = Client()
    staff.force_login(make_staff())

    bodies = {each.get(page.url).content for each in (staff, visitor, client)}
    assert len(bodies) == 1
    for path in ("/basket/", "/accounts/login/"):
        assert "ETag" not in visitor.get(path).headers
        assert len(queries_of(visitor, path)) > 1


def test_private_page_is_not_kept(client: Client) -> None:
    page = make_page(introduction="For the board")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    staff = Client()
    staff.force_login(make_staff())

    assert b"For the board" in staff.get(page.url).content
    assert client.get(page.url).status_code == 302


def test_preview_neither_shows_nor_leaves_a_kept_page(client: Client) -> None:
    page = make_page(introduction="Published")
    client.get(page.url)
    draft = page.get_latest_revision_as_object()
    draft.introduction = "Being written"
    original = RequestFactory().get("/")
    original.user = AnonymousUser()

    preview = draft.make_preview_request(original)

    assert b"Being written" in preview.content
    assert b"Published" in client.get(page.url).content


def test_address_with_a_query_and_missing_pages_are_made_each_time(client: Client) -> None:
    page = make_page()
    for _ in range(2):
        assert "ETag" not in client.get(f"{page.url}?a=1").headers
        assert client.get("/nowhere/").status_code == 404


def test_body_of_a_story_is_made_once_for_links_with_a_query(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a newsletter, say; and anew when anything that pages show changes."""
    made: list[Any] = []
    get_context = BodyBlock.get_context

    def counted(self: BodyBlock, value: Any, *rest: Any, **more: Any) -> Any:
        made.append(value)
        return get_context(self, value, *rest, **more)

    monkeypatch.setattr(BodyBlock, "get_context", counted)
    story = make_story(body=[{"type": "heading", "value": "As it was"}])
    for letter in ("?from=june", "?from=july"):
        assert b"As it was" in client.get(f"{story.url}{letter}").content
    assert len(made) == 1
    story.body = [("heading", "As it is")]
    story.save_revision().publish()
    assert b"As it is" in client.get(f"{story.url}?from=june").content
    assert len(made) == 2
    other = make_story(body=[{"type": "heading", "value": "Another one"}])
    assert b"Another one" in client.get(f"{other.url}?from=june").content
    withdraw_consent(consent=Consent.objects.earliest("pk"), by=make_staff(), reason="She asked.")
    assert client.get(f"{story.url}?from=june").status_code == 404


def test_page_comes_in_the_encoding_that_was_asked_for(client: Client) -> None:
    page = make_page(introduction="Readable")
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)):
        for _ in range(2):
            response = client.get(page.url, headers={"Accept-Encoding": encoding})
            assert response.headers.get("Content-Encoding", "") == encoding
            assert b"Readable" in unpack(response.content)
            assert "Accept-Encoding" in response.headers["Vary"]
    refused = client.get(page.url, headers={"Accept-Encoding": "br;q=0, gzip"})
    assert refused.headers["Content-Encoding"] == "gzip"


def test_page_that_is_asked_for_again_is_made_smaller(client: Client) -> None:
    page = make_page(introduction="Readable")
    first, second, third = (
        client.get(page.url, headers={"Accept-Encoding": "br"}) for _ in range(3)
    )
    assert len(second.content) < len(first.content)
    assert brotli.decompress(second.content) == brotli.decompress(first.content)
    assert int(second.headers["Content-Length"]) == len(second.content)
    assert second.headers["ETag"] == first.headers["ETag"]
    assert third.content == second.content


def test_browser_that_has_the_page_is_told_so(client: Client) -> None:
    page = make_page()
    etag = client.get(page.url).headers["ETag"]

    same = client.get(page.url, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    page.title = "New"
    page.save_revision().publish()
    assert client.get(page.url, headers={"If-None-Match": etag}).status_code == 200


def test_remembered_only_within_a_request_that_reads() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [remember("n", make), remember("n", make)] == [1, 2]
    with asked_once():
        assert [remember("n", make), remember("n", make)] == [3, 3]
        with transaction.atomic():
            assert remember("n", make) == 4
    OrganisationSettings.objects.update(name="Santé Mali")
    with asked_once():
        assert remember("n", make) == 5


def test_part_of_a_template_is_kept_for_each_value() -> None:
    source = "{% load core_tags %}{% kept 'part' value %}{{ value }} {{ told }}{% endkept %}"
    template = Template(source)

    def told(value: str, told: int) -> str:
        return template.render(Context({"value": value, "told": told}))

    with asked_once():
        assert [told("<", 1), told("<", 2), told("b", 3)] == ["&lt; 1", "&lt; 1", "b 3"]
        with translation.override("fr"):
            assert told("b", 4) == "b 4"
    OrganisationSettings.objects.update(name="Santé Mali")
    with asked_once():
        assert told("b", 5) == "b 5"
    assert told("b", 6) == "b 6"  # a preview, a mail


def test_each_is_remembered_by_its_number() -> None:
    asked: list[list[int]] = []

    def make(numbers: list[int]) -> dict[int, list[str]]:
        asked.append(numbers)
        return {number: [f"no. {number}"] for number in numbers if number < 9}

    with asked_once():
        first = remember_each("n", [2, 1, 2, 9], make)
        first[2].append("written on by its first caller")
        assert list(remember_each("n", [3, 1, 2], make)) == [3, 1, 2]
        assert remember_each("n", [2], make) == {2: ["no. 2"]}
    assert asked == [[2, 1, 9], [3]]  # what there is not is asked for again
    remember_each("n", [1], make)
    assert asked[2:] == [[1]]


def test_without_triggers_nothing_would_be_noticed(client: Client) -> None:
    """The test of the test: with the guard off, a withdrawn story would stay."""
    story = make_story()
    client.get(story.url)
    drop_triggers()
    Consent.objects.update(withdrawn_on=today())
    assert client.get(story.url).status_code == 200

    make_triggers()

    assert client.get(story.url).status_code == 404
