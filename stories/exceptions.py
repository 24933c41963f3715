from django.core.exceptions import PermissionDenied


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
