from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.enums import MailStatus
from core.guards import guarded
from core.models import OutboxMail
from donations.enums import DonationStatus, TributeCause, TributeKind, TributeStatus
from donations.tribute_wishes import TributeWish, in_words, wish_of
from payments.enums import DisputeStatus
from payments.models import Dispute

from .gifts import Donation


class TributeFields(models.Model):
    """Whom a gift honours or remembers, and who is to be told of it, as the giver says it."""

    honouree = models.CharField(_("name of whom it honours"), max_length=200, blank=True)
    told_name = models.CharField(_("who is to be told"), max_length=200, blank=True)
    told_email = models.EmailField(_("their e-mail"), blank=True)
    told_address = models.TextField(_("their postal address"), blank=True)
    told_words = models.TextField(_("words to them"), blank=True)

    class Meta:
        abstract = True

    @property
    def told_address_lines(self) -> list[str]:
        """For the window of an envelope, under the name."""
        return [line.strip() for line in self.told_address.splitlines() if line.strip()]


class WishFields(TributeFields):
    """What a giver asked for before there is a gift: in a basket, with a transfer that is expected,
    in the row of a batch."""

    tribute = models.CharField(
        _("in honour or in memory"), max_length=10, choices=TributeKind.choices, blank=True
    )
    tell_at_once = models.BooleanField(_("mailed as soon as the gift has arrived"), default=False)

    class Meta:
        abstract = True

    @property
    def wish(self) -> TributeWish:
        return wish_of({name: getattr(self, name) for name in TributeWish().fields})

    @property
    def tribute_named(self) -> str:
        """In the reader's language: "In memory of: Fanta Diarra"; "" for most."""
        return in_words(self.tribute, self.honouree) if self.tribute else ""


def is_whole_wish() -> Q:
    """Nothing is asked for, or somebody is named; what is mailed has an address."""
    nothing = Q(
        tribute="",
        honouree="",
        told_name="",
        told_email="",
        told_address="",
        told_words="",
        tell_at_once=False,
    )
    can_be_mailed = Q(tell_at_once=False) | ~Q(told_email="")
    return nothing | ~Q(tribute="") & ~Q(honouree="") & can_be_mailed


class TributeQuerySet(models.QuerySet["Tribute"]):
    def to_tell(self) -> Self:
        """Somebody waits to hear of the gift: it is here, and no bank asks for it back."""
        held = Dispute.objects.filter(
            payment=OuterRef("donation__payment"), status__in=DisputeStatus.HELD
        )
        return self.filter(
            ~Exists(held), status=TributeStatus.OPEN, donation__status__in=DonationStatus.ARRIVED
        )

    def undelivered(self) -> Self:
        """Told by a mail that did not leave; of a gift that is given back it need not."""
        return self.filter(
            donation__amount__gt=F("donation__refunded"),
            status=TributeStatus.TOLD,
            mail__status__in=(MailStatus.GAVE_UP, MailStatus.SET_ASIDE),
        )


class Tribute(TributeFields):
    """A gift in honour or in memory of somebody: the task to tell whom the giver named, with a card
    that never says how much was given. Who is not to be named by an anonymous gift is not.

    No card is kept: it is made when somebody looks, prints or mails, so that its picture, which is
    that of a story, is only ever on it while everybody in it agrees.
    """

    donation = models.OneToOneField(
        Donation, on_delete=models.CASCADE, related_name="tribute", verbose_name=_("gift")
    )
    kind = models.CharField(_("in honour or in memory"), max_length=10, choices=TributeKind.choices)
    tell_at_once = models.BooleanField(_("mailed as soon as the gift has arrived"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    story = models.ForeignKey(
        "stories.StoryPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture of the story"),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=TributeStatus.choices,
        default=TributeStatus.WAITING,
    )
    mail = models.ForeignKey(
        OutboxMail,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mail"),
    )
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    moved_at = models.DateTimeField(_("since"))

    objects = TributeQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift in honour or memory")
        verbose_name_plural = _("gifts in honour or memory")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=TributeStatus.TOLD) | ~Q(honouree="") & ~Q(told_name=""),
                name="tribute_told_names_both",
            ),
            models.CheckConstraint(
                condition=Q(tell_at_once=False) | ~Q(told_email=""),
                name="tribute_mailed_at_once_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.named

    @property
    def named(self) -> str:
        """In the reader's language: "In memory of: Fanta Diarra"."""
        return in_words(self.kind, self.honouree or "–")

    @property
    def is_disputed(self) -> bool:
        """A bank asks for the gift back, and nobody knows yet who will have it."""
        held = self.donation.payment.disputes.filter(status__in=DisputeStatus.HELD)
        return bool(held.exists())

    @property
    def giver(self) -> str:
        """As the card may name who gave; "" where it must not."""
        hidden = self.donation.is_anonymous and guarded("tribute anonymity")
        return "" if hidden else self.donation.name


class TributeMove(models.Model):
    """One change of a tribute's status: why, and who did it where a person did."""

    tribute = models.ForeignKey(Tribute, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=10, choices=TributeStatus.choices)
    after = models.CharField(_("after"), max_length=10, choices=TributeStatus.choices)
    cause = models.CharField(_("cause"), max_length=10, choices=TributeCause.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Written as the card leaves: by the consent of that minute it has the picture or has none.
    pictured = models.ForeignKey(
        "stories.StoryPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with the picture of"),
    )
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
