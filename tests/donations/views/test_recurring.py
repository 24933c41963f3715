"""A giver's own page of a monthly gift: who may open it, what it says, what it changes."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from core.models import OutboxMail
from core.money import format_amount
from donations.models import Receipt, RecurringGift
from donations.tokens import recurring_token
from tests.donations.recurring_world import FAILS_LATER, World
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def world(client, sandbox) -> World:
    return World(client, sandbox)


def post(client, address, **values):
    return client.post(address, values, headers=SAME_ORIGIN)


def test_page_shows_the_gift_and_each_form_changes_it(client, world):
    gift = world.begin()
    page = client.get(gift.path)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert "$20.00, every month" in text
    assert "Visa, ending in 4242" in text
    changed = post(client, f"{gift.path}amount/", amount="35,50")
    assert (changed.status_code, changed["Location"].startswith("/my/gift/")) == (303, True)
    after = client.get(changed["Location"]).content.decode()
    assert "$35.50, every month" in after
    assert "From the next time on you give so much." in after
    until = gift.next_day + timedelta(days=40)
    assert post(client, f"{gift.path}pause/", until=until.isoformat()).status_code == 303
    assert "Go on now" in client.get(gift.path).content.decode()
    assert post(client, f"{gift.path}resume/").status_code == 303
    opened = post(client, f"{gift.path}card/")
    assert (opened.status_code, "/p/session/bps_" in opened["Location"]) == (303, True)
    assert "De 1 à 28." in client.get(f"/fr{gift.path}").content.decode()


BAD_INPUT = [
    ("amount", {"amount": "1"}, "Enter an amount of at least $2."),
    ("amount", {"amount": "a lot"}, "amount_amount_error"),
    ("day", {"day": "31"}, "Choose a day from 1 to 28"),
    ("day", {"day": "soon"}, "Enter a day, such as 5."),
    ("fund", {"fund": "mine"}, "This fund takes no gifts now."),
    ("pause", {"until": "2020-01-01"}, "Choose a day after today."),
    ("pause", {"until": "31.31.31"}, "Enter a date such as"),
    ("pay", {}, "Nothing is open any more"),
]


def test_bad_input_comes_back_beside_its_field(client, world):
    gift = world.begin()
    for name, values, words in BAD_INPUT:
        refused = post(client, f"{gift.path}{name}/", **values)
        assert (refused.status_code, words in refused.content.decode()) == (422, True), words
    gift.subscription.refresh_from_db()
    assert (gift.subscription.amount, gift.subscription.is_paused) == (2000, False)


def test_end_takes_two_clicks_and_a_third_changes_nothing(client, world):
    gift = world.begin()
    asked = client.get(f"{gift.path}end/")
    assert "Yes, end it" in asked.content.decode()
    assert RecurringGift.objects.get().state == "active"
    assert post(client, f"{gift.path}end/").status_code == 303
    assert post(client, f"{gift.path}end/").status_code == 303
    assert "Nothing more is taken." in client.get(gift.path).content.decode()
    assert "It has ended already." in client.get(f"{gift.path}end/").content.decode()
    assert post(client, f"{gift.path}amount/", amount="50").status_code == 422


def test_failing_gift_says_how_to_put_it_right(client, world):
    gift = world.begin(card=FAILS_LATER)
    world.pass_days(31.5)
    text = client.get(gift.path).content.decode()
    assert "The last gift did not go through" in text
    assert "Pay $20.00 now" in text
    assert "Pause it" not in text  # refused while something is open, and no mail offers it
    assert "pause" not in OutboxMail.objects.latest("pk").text
    refused = post(client, f"{gift.path}pay/")
    assert (refused.status_code, "Your bank did not let" in refused.content.decode()) == (422, True)


def test_what_arrived_is_what_the_receipt_says_with_the_fee(client, world):
    gift = world.begin(covers_fee=True)
    paid = Receipt.objects.get().totals["paid"]
    assert paid > 2000
    client.force_login(make_user(email="awa@example.org"))
    for address in (gift.path, "/my/"):
        page = client.get(address).content.decode()
        assert f'<td class="money">{format_amount(paid, "USD")}</td>' in page
        assert f"Included for the card fee: {format_amount(paid - 2000, 'USD')}" in page
    world.pass_days(31.5)
    newest, oldest = client.get(gift.path).context["gifts"]
    assert newest.received_on > oldest.received_on


def test_altered_link_of_anybody_opens_nothing(client, world):
    gift = world.begin()
    token = gift.path.split("/")[-2]
    others = [token[:-1] + "_", recurring_token(uuid4()), "x", f"{gift.uuid.hex}.1.1"]
    pages = [client.get(f"/my/gift/{other}/") for other in others]
    assert {page.status_code for page in pages} == {404}
    assert {"awa@example.org" in page.content.decode() for page in pages} == {False}
    assert post(client, f"/my/gift/{others[0]}/end/").status_code == 404
    assert post(client, f"/my/gift/{others[0]}/link/").status_code == 200
    assert RecurringGift.objects.get().state == "active"
    assert not OutboxMail.objects.filter(template__contains="link").exists()


def test_expired_link_opens_nothing_and_sends_a_new_one_once(client, world):
    gift = world.begin()
    with time_machine.travel(timezone.now() - timedelta(days=15)):
        old = gift.path
    assert client.get(old).status_code == 410
    assert post(client, f"{old}amount/", amount="50").status_code == 410
    assert [post(client, f"{old}link/").status_code for _click in range(2)] == [200, 200]
    mail = OutboxMail.objects.get(template__contains="link")
    assert (mail.to, "/my/gift/" in mail.text) == ("awa@example.org", True)


def test_my_page_lists_own_gifts_only(client, world):
    mine, other = world.begin(), world.begin(email="other@example.org", amount=7700)
    client.force_login(make_user(email="awa@example.org"))
    text = client.get("/my/").content.decode()
    assert f"/my/gift/{mine.uuid.hex}" in text
    assert other.uuid.hex not in text
