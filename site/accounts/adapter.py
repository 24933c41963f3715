import base64
import hashlib
import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.services.supporters import link_supporter
from core.mail import render_mail

logger = logging.getLogger(__name__)

CODE = "accounts/emails/code"
NOTICE = "accounts/emails/notice"
# Each mail of allauth → one of our templates and what it says.
MAILS: dict[str, tuple[str, dict[str, Any]]] = {
    "account/email/login_code": (CODE, {"purpose": _("Enter this code to sign in.")}),
    "account/email/email_confirmation": (
        CODE,
        {"purpose": _("Enter this code to confirm that the address is yours.")},
    ),
    "account/email/email_confirmation_signup": (
        CODE,
        {"purpose": _("Enter this code to confirm that the address is yours.")},
    ),
    "account/email/password_reset_code": (
        CODE,
        {"purpose": _("Enter this code to choose a new password.")},
    ),
    "account/email/unknown_account": ("accounts/emails/unknown_address", {}),
    "account/email/account_already_exists": ("accounts/emails/account_exists", {}),
    "account/email/email_changed": (NOTICE, {"what": _("The e-mail address was changed.")}),
    "account/email/email_confirm": (NOTICE, {"what": _("A new e-mail address was confirmed.")}),
    "account/email/email_deleted": (NOTICE, {"what": _("An e-mail address was removed.")}),
    "account/email/password_changed": (NOTICE, {"what": _("The password was changed.")}),
    "account/email/password_set": (NOTICE, {"what": _("A password was set.")}),
    "account/email/password_reset": (NOTICE, {"what": _("The password was chosen anew.")}),
    "mfa/email/totp_activated": (NOTICE, {"what": _("The second step was switched on.")}),
    "mfa/email/totp_deactivated": (NOTICE, {"what": _("The second step was switched off.")}),
    "mfa/email/recovery_codes_generated": (NOTICE, {"what": _("New recovery codes were made.")}),
}
# Said by the page itself, or not worth saying; left unread they would turn up later elsewhere.
UNSAID = {
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "account/messages/login_code_sent.txt",
    "account/messages/email_confirmation_sent.txt",
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as this site wants it: our mails with links from settings, our words, and a
    supporter tied to whoever signs in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Take it from the newest mail."),
        "too_many_login_attempts": _(
            "Too many tries. Wait a few minutes, then ask for a new code."
        ),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "email_password_mismatch": _("The address and the password do not belong together."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of our mails at once: a code is of no use later, and never enters the outbox.

        A mail server that fails is logged and told to the person, who can ask for a new code.
        """
        template, words = MAILS[template_prefix]
        rendered = render_mail(
            template=template,
            language=get_language() or settings.LANGUAGE_CODE,
            context={
                **context,
                **words,
                "email": email,
                # Never from the request: a forged Host header would end up in somebody's mail.
                "sign_up_url": settings.BASE_URL + reverse("account_signup"),
                "sign_in_url": settings.BASE_URL + reverse("account_login"),
            },
        )
        message = EmailMultiAlternatives(rendered.subject, rendered.text, to=[email])
        message.attach_alternative(rendered.html, "text/html")
        try:
            message.send()
        except (OSError, smtplib.SMTPException) as error:
            logger.exception("A sign-in mail was not sent (%s)", type(error).__name__)
            self.add_message(
                self.request,
                messages.ERROR,
                message=_("The mail could not be sent just now. Please try again in a minute."),
            )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        link_supporter(user=user)
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to work, everybody else to what is theirs."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return super().get_login_redirect_url(request)


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted at rest; the picture to scan stays black on
    white, since on a dark page no phone could read it."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        head, tag_end, rest = super().build_totp_svg(url).partition("><")
        return f'{head}><rect width="100%" height="100%" fill="#fff"/><{rest}' if tag_end else head


def _cipher() -> MultiFernet:
    """Encrypts with SECRET_KEY, still reads what its predecessors wrote."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second step:{key}".encode()).digest()))
            for key in keys
        ]
    )
