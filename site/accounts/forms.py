from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users import forms as wagtail_forms

from accounts.models import User
from accounts.services.sign_in import adopt_email, open_account


class SignInForm(allauth_forms.LoginForm):
    """An address that a code is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["login"], _("We send a code there. No password needed."))

    def _clean_without_password(self, email: str | None, phone: str | None) -> Any:
        if email:
            open_account(email=email)
        return super()._clean_without_password(email, phone)


class PasswordSignInForm(allauth_forms.LoginForm):
    """Address and password, for staff who set one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["login"])
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def _setup_password_field(self) -> None:
        """Keep the password, which allauth drops when sign-up asks for none."""


class SignUpForm(allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["email"], _("We send a code there to be sure it is yours."))


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["email"])


class ChangeEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["email"], _("We send a code there. Until then the old one counts."))
        self.fields["email"].label = _("New address")


class ConfirmCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """The code from the mail. Guessing is limited per address of the network, besides the three
    tries that each code has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"])

    def clean_code(self) -> str:
        if not ratelimit.consume(context.request, action="confirm_code"):
            raise get_adapter().validation_error("rate_limited")
        return super().clean_code()


class ConfirmEmailCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"])


class AuthenticateForm(mfa_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_app_code(self.fields["code"])


class ReauthenticateForm(mfa_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_app_code(self.fields["code"])


class ActivateSecondStepForm(totp_forms.ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_app_code(self.fields["code"])

    def clean_code(self) -> str:
        code = super().clean_code()
        # This code is as good as signing in again. Without the note the very next page, with the
        # recovery codes, would ask for another one.
        record_authentication(
            context.request, self.user, method="mfa", type="totp", reauthenticated=True
        )
        return code


def _say_app_code(field: forms.Field) -> None:
    field.label = _("Code from the app")
    field.widget.attrs.pop("placeholder", None)


def _say_email(field: forms.Field, hint: Any = "") -> None:
    field.label = _("E‑mail")
    field.help_text = hint
    field.error_messages["invalid"] = _("Enter an e‑mail address such as awa@example.org.")
    field.widget.attrs.pop("placeholder", None)


def _say_code(field: forms.Field) -> None:
    field.label = _("Code from the mail")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class _StaffFormMixin(forms.ModelForm):
    """Wagtail's user forms, for a user whose address is the login and who has no password."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        if not user.password:
            user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
            adopt_email(user=user)
        return user


class UserCreationForm(_StaffFormMixin, wagtail_forms.UserCreationForm):
    class Meta(wagtail_forms.UserCreationForm.Meta):
        model = User


class UserEditForm(_StaffFormMixin, wagtail_forms.UserEditForm):
    class Meta(wagtail_forms.UserEditForm.Meta):
        model = User
