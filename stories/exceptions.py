from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class ConsentMissingError(PermissionDenied):
    """A page would show someone who has not agreed to it.

    A kind of "permission denied", which every door to publishing in Wagtail already answers
    politely. `sentences` say whose consent is missing and for what, ready to be read by an editor.
    """

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class ConsentKeptError(Exception):
    """A consent is withdrawn, never deleted: the record of what was agreed stays."""


class ConsentWithdrawnError(Exception):
    """The consent has already been withdrawn."""


class MailingError(Exception):
    """Why supporters cannot be told of a story; the text is for staff."""


class NotTellableError(MailingError):
    """It is not on the site, or somebody in it does not agree to e-mail."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))


class AlreadyToldError(MailingError):
    def __init__(self) -> None:
        super().__init__(_("Supporters have been told of this story already. Once is enough."))


class NobodyListensError(MailingError):
    def __init__(self) -> None:
        super().__init__(_("Nobody who may be told of this story has asked for it."))
