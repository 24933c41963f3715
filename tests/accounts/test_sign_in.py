import re
import time
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from accounts.models import User
from core.models import OutboxMail
from tests.factories.accounts import make_staff, make_superuser, make_supporter, make_user

pytestmark = pytest.mark.django_db

CONFIRM = "/accounts/login/code/confirm/"


def ask_for_code(client: Client, email: str, **data: str) -> str:
    """Ask, and read the code out of the mail ("" when the mail holds none)."""
    mail.outbox.clear()
    response = client.post("/accounts/login/", {"login": email, **data})
    assert response.status_code == 302
    assert response.url.startswith(CONFIRM)
    [message] = mail.outbox
    assert message.to == [email.lower()]
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", message.body)
    return found.group() if found else ""


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_sign_in_by_code(client: Client) -> None:
    user = make_user(email="awa@example.org")
    code = ask_for_code(client, "Awa@Example.org")
    response = client.post(CONFIRM, {"code": code.lower().replace("-", " ")})
    assert (response.status_code, response.url) == (302, "/my/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_in_in_french_comes_back_in_french(client: Client) -> None:
    make_user(email="awa@example.org")
    response = client.post("/fr/accounts/login/", {"login": "awa@example.org"})
    assert response.url == f"/fr{CONFIRM}"


def test_sign_in_renews_the_session_key(client: Client) -> None:
    make_user(email="awa@example.org")
    code = ask_for_code(client, "awa@example.org")
    before = client.session.session_key
    client.post(CONFIRM, {"code": code})
    assert client.session.session_key != before


def test_supporter_signs_in_without_making_an_account(client: Client) -> None:
    supporter = make_supporter(email="awa@example.org")
    client.post(CONFIRM, {"code": ask_for_code(client, "awa@example.org")})
    supporter.refresh_from_db()
    assert supporter.user is not None
    assert client.session["_auth_user_id"] == str(supporter.user.pk)
    assert EmailAddress.objects.get().verified is True
    assert supporter.user.has_usable_password() is False


def test_supporters_account_opens_only_with_the_code(client: Client) -> None:
    supporter = make_supporter(email="awa@example.org")
    ask_for_code(client, "awa@example.org")
    assert EmailAddress.objects.get().verified is False
    supporter.refresh_from_db()
    assert supporter.user is None
    assert not signed_in(client)


def test_wrong_code_is_refused_and_the_third_ends_the_try(client: Client) -> None:
    make_user(email="awa@example.org")
    code = ask_for_code(client, "awa@example.org")
    for _ in range(2):
        response = client.post(CONFIRM, {"code": "BCDF-GHJK"})
        assert response.status_code == 200
        assert "This is not the code." in response.content.decode()
        assert 'id="id_code_error"' in response.content.decode()
    response = client.post(CONFIRM, {"code": "BCDF-GHJK"}, follow=True)
    assert "Too many tries." in response.content.decode()
    client.post(CONFIRM, {"code": code})
    assert not signed_in(client)


def test_code_works_once(client: Client) -> None:
    make_user(email="awa@example.org")
    code = ask_for_code(client, "awa@example.org")
    client.post(CONFIRM, {"code": code})
    other = Client()
    ask_for_code(other, "awa@example.org")
    other.post(CONFIRM, {"code": code})
    assert not signed_in(other)


def test_code_dies_after_a_quarter_of_an_hour(client: Client) -> None:
    make_user(email="awa@example.org")
    code = ask_for_code(client, "awa@example.org")
    with time_machine.travel(time.time() + 15 * 60 + 1, tick=False):
        client.post(CONFIRM, {"code": code})
        assert not signed_in(client)


def test_new_code_replaces_the_old_one(client: Client) -> None:
    make_user(email="awa@example.org")
    old = ask_for_code(client, "awa@example.org")
    client.post(CONFIRM, {"action": "resend"})
    assert len(mail.outbox) == 2
    client.post(CONFIRM, {"code": old})
    assert not signed_in(client)
    new = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[1].body)
    assert new
    client.post(CONFIRM, {"code": new.group()})
    assert signed_in(client)


def test_guessing_codes_is_limited_per_network_address() -> None:
    make_user(email="awa@example.org")
    answers = []
    for _ in range(4):  # a fresh browser for each code, three tries each
        client = Client()
        client.post("/accounts/login/", {"login": f"x{_}@example.org"})
        answers += [client.post(CONFIRM, {"code": "BCDF-GHJK"}) for _ in range(3)]
    pages = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert sum("This is not the code." in page for page in pages) < 10
    assert any("Too many tries." in page for page in pages)


def test_asking_for_codes_is_limited_per_address(client: Client) -> None:
    make_user(email="awa@example.org")
    for _ in range(3):
        ask_for_code(Client(), "awa@example.org")
    mail.outbox.clear()
    response = client.post("/accounts/login/", {"login": "awa@example.org"})
    assert response.status_code == 200
    assert mail.outbox == []


def test_sign_in_page_is_limited_with_a_page_of_ours(client: Client) -> None:
    statuses = [client.post("/accounts/login/", {"login": "x"}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    response = client.post("/accounts/login/", {"login": "x"})
    assert "One moment, please" in response.content.decode()


def test_strangers_see_the_same_as_those_we_know(client: Client) -> None:
    make_user(email="known@example.org")
    make_supporter(email="giver@example.org")
    pages = []
    for email in ("known@example.org", "giver@example.org", "nobody@example.org"):
        browser = Client()
        response = browser.post("/accounts/login/", {"login": email}, follow=True)
        pages.append(response.content.decode().replace(email, "address"))
    assert pages[0] == pages[1] == pages[2]
    assert not User.objects.filter(email="nobody@example.org").exists()


def test_stranger_is_told_by_mail_how_to_begin(client: Client, settings: Any) -> None:
    assert ask_for_code(client, "nobody@example.org") == ""
    body = mail.outbox[0].body
    assert "there is no account with this address" in body
    assert "\nhttp://127.0.0.1:8000/accounts/signup/\n" in body


def test_links_in_mails_never_come_from_the_request(client: Client) -> None:
    client.post("/accounts/login/", {"login": "nobody@example.org"}, headers={"Host": "localhost"})
    assert "localhost" not in mail.outbox[0].body


def test_codes_never_pass_the_outbox(client: Client) -> None:
    make_user(email="awa@example.org")
    ask_for_code(client, "awa@example.org")
    assert OutboxMail.objects.count() == 0


def test_mail_server_down_is_told_plainly(client: Client, settings: Any) -> None:
    make_user(email="awa@example.org")
    settings.EMAIL_BACKEND = "tests.accounts.test_sign_in.DeadMailServer"
    response = client.post("/accounts/login/", {"login": "awa@example.org"}, follow=True)
    assert response.status_code == 200
    assert "The mail could not be sent just now." in response.content.decode()


class DeadMailServer:
    def __init__(self, **options: object) -> None:
        """Takes what Django gives a mail backend."""

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "https:evil.example", "javascript:alert(1)"],
)
def test_next_never_leads_to_another_site(client: Client, target: str) -> None:
    make_user(email="awa@example.org")
    code = ask_for_code(client, "awa@example.org", next=target)
    response = client.post(f"{CONFIRM}?next={target}", {"code": code, "next": target})
    assert response.url == "/my/"
    assert client.post("/accounts/logout/", {"next": target}).url == "/"


def test_next_leads_on_within_the_site(client: Client) -> None:
    make_user(email="awa@example.org")
    code = ask_for_code(client, "awa@example.org", next="/donate/")
    assert client.post(CONFIRM, {"code": code, "next": "/donate/"}).url == "/donate/"


def test_sign_up_by_code(client: Client) -> None:
    response = client.post("/accounts/signup/", {"email": "New@Example.org"})
    assert response.url == "/accounts/confirm-email/"
    [message] = mail.outbox
    assert "Enter this code to confirm that the address is yours." in message.body
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", message.body)
    assert code
    assert client.get(response.url).status_code == 200
    response = client.post("/accounts/confirm-email/", {"code": code.group()})
    assert response.url == "/my/"
    assert User.objects.get().email == "new@example.org"
    assert signed_in(client)


def test_sign_up_with_a_known_address_tells_only_its_owner(client: Client) -> None:
    make_user(email="awa@example.org")
    response = client.post("/accounts/signup/", {"email": "awa@example.org"})
    assert response.url == "/accounts/confirm-email/"
    [message] = mail.outbox
    assert "You already have one" in message.body
    assert User.objects.count() == 1


def test_sign_out_needs_a_post(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    assert client.post("/accounts/logout/").url == "/"
    assert not signed_in(client)


def test_session_is_dead_after_sign_out(client: Client) -> None:
    client.force_login(make_user())
    key = client.session.session_key
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/my/").status_code == 302


def test_password_is_a_second_way_in_for_staff(client: Client) -> None:
    staff = make_staff(email="staff@example.org", password="a long enough password")
    assert 'type="password"' not in client.get("/accounts/login/").content.decode()
    page = client.get("/accounts/login/?next=/admin/pages/").content.decode()
    assert 'href="/accounts/login/password/?next=/admin/pages/"' in page.replace("%2F", "/")
    response = client.post(
        "/accounts/login/password/",
        {"login": "staff@example.org", "password": "a long enough password"},
    )
    assert response.url == "/admin/"
    assert client.session["_auth_user_id"] == str(staff.pk)


def test_guessing_a_password_is_limited_per_account(client: Client) -> None:
    make_staff(email="staff@example.org", password="a long enough password")
    data = {"login": "staff@example.org", "password": "wrong"}
    for _ in range(5):
        client.post("/accounts/login/password/", data)
    response = client.post(
        "/accounts/login/password/", data | {"password": "a long enough password"}
    )
    assert response.status_code == 200
    assert "Too many tries." in response.content.decode()
    assert not signed_in(client)


def test_password_change_ends_other_sessions(client: Client) -> None:
    user = make_user(password="a long enough password")
    other = Client()
    for browser in (client, other):
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    user.set_password("another long password")
    user.save()
    assert other.get("/my/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/mails/?q=x"])
def test_staff_come_back_to_where_they_wanted(client: Client, path: str) -> None:
    make_superuser(email="staff@example.org")
    response = client.get(path)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/admin/")
    page = client.get(response.url)
    target = page.context["redirect_field_value"]
    assert target == path
    code = ask_for_code(client, "staff@example.org", next=target)
    assert client.post(CONFIRM, {"code": code, "next": target}).url == path


@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_sign_in_never_answers(client: Client, method: str) -> None:
    user = make_superuser(email="staff@example.org", password="a long enough password")
    response = getattr(client, method)(
        "/admin/login/?next=/admin/pages/",
        {"username": user.email, "password": "a long enough password"},
    )
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
    assert not signed_in(client)


def test_wagtails_password_pages_do_not_answer(client: Client) -> None:
    assert client.get("/admin/password_reset/").status_code == 404


def test_supporter_is_told_that_the_admin_is_for_staff(client: Client) -> None:
    client.force_login(make_user())
    response = client.get("/admin/")
    assert response.status_code == 403
    assert "These rooms are for staff" in response.content.decode()


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_staff_must_set_up_a_second_step_where_it_is_asked(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(make_superuser(), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/").url == "/accounts/2fa/totp/activate/"
    assert client.get("/admin/pages/").url == "/accounts/2fa/totp/activate/"
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert_framed(page.content.decode().replace(page.context["totp_svg_data_uri"], ""))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    assert response.url == "/accounts/2fa/recovery-codes/"
    assert client.get(response.url).status_code == 200
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/admin/").status_code == 200
    assert "The second step was switched on." in mail.outbox[0].body


def test_second_step_cannot_be_skipped(client: Client, settings: Any) -> None:
    user = make_superuser(email="staff@example.org", password="a long enough password")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = ask_for_code(client, "staff@example.org")
    response = client.post(CONFIRM, {"code": code})
    assert response.url == "/accounts/2fa/authenticate/"
    assert not signed_in(client)
    assert client.get("/admin/").url.startswith("/accounts/login/")
    assert client.get(response.url).status_code == 200
    assert client.post(response.url, {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    client.post(response.url, {"code": totp_code("JBSWY3DPEHPK3PXP")})
    assert signed_in(client)


def test_second_step_secret_is_encrypted_and_survives_a_new_key(settings: Any) -> None:
    user = make_user()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert Authenticator.objects.get().wrap().validate_code(totp_code("JBSWY3DPEHPK3PXP"))


def test_address_is_changed_only_with_the_code_sent_to_the_new_one(client: Client) -> None:
    user = make_user(email="old@example.org")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    response = client.post("/accounts/email/", {"email": "New@example.org", "action_add": ""})
    assert response.url == "/accounts/confirm-email/"
    user.refresh_from_db()
    assert user.email == "old@example.org"
    assert_framed(client.get("/accounts/email/").content.decode())
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[0].body)
    assert code
    assert mail.outbox[0].to == ["new@example.org"]
    client.post("/accounts/confirm-email/", {"code": code.group()})
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]


def test_password_is_chosen_anew_by_code(client: Client) -> None:
    user = make_staff(email="staff@example.org", password="a long enough password")
    response = client.post("/accounts/password/reset/", {"email": "staff@example.org"})
    assert response.url == "/accounts/password/reset/confirm/"
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[0].body)
    assert code
    assert_framed(client.get(response.url).content.decode())
    response = client.post(response.url, {"code": code.group()})
    assert_framed(client.get(response.url).content.decode())
    data = {"password1": "another long password", "password2": "another long password"}
    assert_framed(client.post(response.url, data, follow=True).content.decode())
    user.refresh_from_db()
    assert user.check_password("another long password")
    assert mail.outbox[-1].body.startswith("The password was chosen anew.")


def test_second_step_code_is_not_taken_twice(client: Client) -> None:
    user = make_superuser(email="staff@example.org")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = totp_code("JBSWY3DPEHPK3PXP")
    for browser, accepted in ((client, True), (Client(), False)):
        browser.post(CONFIRM, {"code": ask_for_code(browser, "staff@example.org")})
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert signed_in(browser) is accepted
    assert Authenticator.objects.count() == 1


PAGES_OF_STRANGERS = [
    "/accounts/login/",
    "/accounts/login/password/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/inactive/",
]
PAGES_OF_USERS = [
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/set/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/my/",
]


@pytest.mark.parametrize("language", ["", "/fr"])
def test_every_page_of_sign_in_stands_in_our_frame(client: Client, language: str) -> None:
    user = make_user(password=None)
    for path in PAGES_OF_STRANGERS:
        assert_framed(client.get(language + path).content.decode())
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    for path in PAGES_OF_USERS:
        assert_framed(client.get(language + path).content.decode())


def assert_framed(page: str) -> None:
    assert '<main id="main" class="page">' in page
    assert "style=" not in page
    assert page.count("<style") == 1  # the stylesheet, which the policy names
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == []
    assert page.count("<h1>") == 1
