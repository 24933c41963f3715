"""Asking for news of stories, and ending it by one click from any mail program."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import NewsCause
from accounts.models import NewsChoice, Supporter
from accounts.services.news import choose_news
from accounts.services.supporters import find_or_make_supporter
from accounts.tokens import news_address, news_token
from donations.forms.giving import DonationForm
from payments.models import Payment
from payments.services.effects import take_effect
from shop.forms import BuyerForm
from tests.factories.accounts import make_staff, make_supporter, make_user
from tests.factories.donations import PAID_AT, make_paid_payment

pytestmark = pytest.mark.django_db


def choices() -> list[tuple[bool, str]]:
    return list(NewsChoice.objects.values_list("is_wanted", "cause"))


def test_boxes_are_never_ticked_beforehand() -> None:
    form = DonationForm(currency="USD", amounts=[], funds=[], offers_fee_cover=False)
    for field in (form["news"], BuyerForm()["news"]):
        assert "checked" not in str(field)
        assert not field.field.required


def test_whoever_ticked_the_box_hears_of_stories_once_the_money_is_there() -> None:
    wanted, silent = make_paid_payment(wants_news=True), make_paid_payment()
    assert not Supporter.objects.exists()
    for payment, hears in ((wanted, True), (silent, False)):
        take_effect(payment, PAID_AT, has_document=False)
        assert Supporter.objects.get(email=payment.email).hears_of_stories is hears
    assert choices() == [(True, NewsCause.PAYMENT)]


def test_payment_that_is_settled_late_does_not_outvote_who_ended_the_news_since(
    settings: Any,
) -> None:
    late, later, latest = (make_paid_payment(wants_news=True) for _each in range(3))
    supporter = find_or_make_supporter(email=late.email, name="", language="en")
    choose_news(supporter=supporter, is_wanted=True, cause=NewsCause.OWN_PAGE)
    choose_news(supporter=supporter, is_wanted=False, cause=NewsCause.MAIL)
    take_effect(late, PAID_AT, has_document=False)
    assert not Supporter.objects.get().hears_of_stories
    for payment in (later, latest):
        payment.supporter = supporter
    settings.GUARDS_OFF = {"last word on news"}
    take_effect(later, PAID_AT, has_document=False)
    assert Supporter.objects.get().hears_of_stories  # the test sees what the guard forbids
    settings.GUARDS_OFF = set()
    choose_news(supporter=supporter, is_wanted=False, cause=NewsCause.MAIL)
    Payment.objects.filter(pk=latest.pk).update(created_at=timezone.now())
    latest.refresh_from_db(fields=["created_at"])
    take_effect(latest, PAID_AT, has_document=False)  # who ticks the box again means it
    assert Supporter.objects.get().hears_of_stories


def test_mail_program_ends_it_by_one_click_without_any_header_of_a_browser() -> None:
    supporter = make_supporter(hears_of_stories=True)
    client = Client(enforce_csrf_checks=True)
    path = f"/news/{news_token(supporter.uuid)}/"
    assert news_address(supporter).endswith(path)
    for _twice in range(2):
        response = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.cookies) == (200, {})
    supporter.refresh_from_db()
    assert not supporter.hears_of_stories
    assert choices() == [(False, NewsCause.MAIL_PROGRAM)]


def test_link_in_a_mail_asks_first_and_shows_nothing_of_its_reader(client: Client) -> None:
    supporter = make_supporter(hears_of_stories=True, email="awa@example.org", name="Awa")
    path = f"/fr/news/{news_token(supporter.uuid)}/"
    page = client.get(path)
    assert Supporter.objects.get().hears_of_stories  # reading changes nothing
    assert "awa" not in page.content.decode().lower()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "<form" in page.content.decode().split("<main")[1]
    after = client.post(path)
    assert "<form" not in after.content.decode().split("<main")[1]
    assert choices() == [(False, NewsCause.MAIL)]


def test_token_that_is_not_ours_is_a_404(client: Client) -> None:
    for token in ("x", "0" * 32 + ".x", news_token(UUID(int=1))):
        assert client.get(f"/news/{token}/").status_code == 404
        assert client.post(f"/news/{token}/").status_code == 404


def test_own_page_asks_and_ends_for_every_record_with_an_address(client: Client) -> None:
    user = make_user(email="awa@example.org")
    supporter = make_supporter(email="awa@example.org")
    other = make_supporter()
    client.force_login(user)
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    assert 'name="news" id="id_news" aria-describedby="id_news_helptext">' in (
        client.get("/my/").content.decode()
    )
    for data, hears in (({"news": "on"}, True), ({"news": "on"}, True), ({}, False)):
        assert client.post("/my/news/", data, headers=same_origin).url == "/my/"
        supporter.refresh_from_db()
        assert supporter.hears_of_stories is hears
    assert choices() == [(True, NewsCause.OWN_PAGE), (False, NewsCause.OWN_PAGE)]
    other.refresh_from_db()
    assert not other.hears_of_stories
    assert Client().post("/my/news/", headers=same_origin).url.startswith("/accounts/login/")


def test_staff_stop_it_for_who_asked(client: Client) -> None:
    supporter = make_supporter()
    choose_news(supporter=supporter, is_wanted=True, cause=NewsCause.OWN_PAGE)
    path = f"/admin/supporters/inspect/{supporter.pk}/"
    client.force_login(make_staff("accounts.view_supporter"))
    assert client.post(f"{path}stop-news/").status_code == 302
    assert Supporter.objects.get().hears_of_stories
    client.force_login(make_staff("accounts.view_supporter", "accounts.stop_news"))
    client.post(f"{path}stop-news/")
    assert not Supporter.objects.get().hears_of_stories
    assert "staff, on request" in client.get(path).content.decode()
