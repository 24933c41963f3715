import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.forms import AmountField
from core.generation import remember
from core.models import OrganisationSettings
from core.money import format_amount, format_plain
from core.panels import RaisedPanel
from ledger.models import Fund
from stories.models import Consent, Person, WomensGroup
from stories.models.consents import today
from stories.models.lock import (
    ConsentLockedPage,
    LockedPageManager,
    LockedPageQuerySet,
    agrees,
    missing_consents_of,
)

from .amounts import parse_amounts, validate_suggested_amounts
from .campaign_people import CampaignPerson
from .gifts import Donation
from .thanks import PublicThanks

# A campaign asks for money: who is shown in it agrees to appeals, not only to this site.
CHANNELS = ("on_site", "for_fundraising")
WHOLE = 100  # what a match is given for, in whole units of the currency
MOST_NAMES = 200


class Count(NamedTuple):
    """What counts for a campaign now, and whom it thanks."""

    raised: int
    gifts: int
    names: list[str]


class CampaignPageForm(WagtailAdminPageForm):
    goal = AmountField(
        label=_("Goal"), help_text=_("What the gifts should come to, without any match.")
    )
    match_pool = AmountField(
        label=_("At most"),
        required=False,
        help_text=_("What was promised in all. Empty: nobody matches the gifts."),
    )


class CampaignPageQuerySet(LockedPageQuerySet):
    def for_page(self) -> Self:
        return self.select_related("fund").prefetch_related("fund__translations")

    def for_cards(self) -> Self:
        return self.defer_streamfields()

    def soonest_over_first(self) -> Self:
        return self.order_by(F("ends_on").asc(nulls_last=True), "pk")


class CampaignPage(ConsentLockedPage):
    """An appeal for a goal, from one day to another. Gifts count that came by its own links.

    A match is a promise: it is shown, never booked. When the promise is kept, a gift arrives as any
    other. The days, the goal and the match are the same in all languages.
    """

    introduction = models.TextField(
        _("introduction"), max_length=400, help_text=_("What it is for, in two sentences.")
    )
    lead_image = models.ForeignKey(
        "core.CustomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("women's group"),
    )
    goal = models.BigIntegerField(_("goal"))
    starts_on = models.DateField(_("first day"), default=today)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    suggested_amounts = models.CharField(
        _("amounts"),
        max_length=100,
        default="25 50 100 250",
        validators=[validate_suggested_amounts],
        help_text=_("Three or four amounts with spaces between them, such as 25 50 100 250."),
    )
    fund = models.ForeignKey(
        Fund,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("fund"),
    )
    matcher = models.CharField(
        _("matched by"),
        max_length=120,
        blank=True,
        help_text=_("Who promised to add to the gifts, as they want to be called."),
    )
    match_pool = models.BigIntegerField(_("at most"), null=True, blank=True)
    match_percent = models.PositiveSmallIntegerField(
        _("for every 100 given"),
        default=WHOLE,
        help_text=_("100 doubles a gift; 50 adds half of it."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("What will be done, by whom, until when; pictures; stories; soap."),
    )
    thanks_by_name = models.BooleanField(
        _("thank by name"),
        default=False,
        help_text=_("Givers may then ask to be thanked here; staff approve each name."),
    )

    objects = LockedPageManager.from_queryset(CampaignPageQuerySet)()

    is_source = True
    is_found_first = True
    share_type = "article"

    base_form_class = CampaignPageForm
    page_description = _(
        "An appeal with a goal and days. Gifts count that were given from the page itself."
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("goal"),
                FieldRowPanel(
                    [
                        FieldPanel("starts_on", help_text=_("Gifts count from this day on.")),
                        FieldPanel("ends_on", help_text=_("The last that counts; may be empty.")),
                    ]
                ),
                FieldPanel("suggested_amounts"),
                FieldPanel(
                    "fund",
                    help_text=_("Empty: where it is needed most. Givers may choose another."),
                ),
            ],
            heading=_("Goal"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("matcher"),
                FieldRowPanel([FieldPanel("match_pool"), FieldPanel("match_percent")]),
            ],
            heading=_("Match"),
            help_text=_("Only what somebody has promised in writing."),
        ),
        MultiFieldPanel(
            [
                InlinePanel("campaign_people", heading=_("People"), label=_("person")),
                FieldPanel("group", help_text=_("The group that the page speaks of, if any.")),
            ],
            heading=_("Who is shown"),
            help_text=_(
                "Everyone the page names or shows. Each needs a live consent for this website and "
                "for appeals."
            ),
        ),
        FieldPanel(
            "lead_image",
            help_text=_("The first thing seen. Only of people who agreed to be seen here."),
        ),
        FieldPanel("body"),
        FieldPanel("thanks_by_name"),
        RaisedPanel(),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "goal",
            "starts_on",
            "ends_on",
            "suggested_amounts",
            "fund",
            "match_pool",
            "match_percent",
            "thanks_by_name",
        )
    ]
    template = "donations/campaign_page.html"
    parent_page_types = ["core.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(condition=Q(goal__gt=0), name="campaign_goal_is_positive"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(match_pool=None, matcher="")
                | (
                    Q(match_pool__isnull=False, match_pool__gt=0, match_percent__gt=0)
                    & ~Q(matcher="")
                ),
                name="campaign_match_has_a_name_and_a_pool",
                violation_error_message=_("A match needs a name and a sum; or leave both empty."),
            ),
        ]

    # --- The lock

    @classmethod
    def consent_condition(cls, on: dt.date) -> Q:
        """Everyone shown agrees, here and in appeals. A page that shows nobody asks nobody."""
        same = {"translation_key": OuterRef("translation_key")}
        refused: Any = Q()
        refused_by_group: Any = Q()
        for where in CHANNELS:
            refused |= ~agrees("person", "person", to="covers_story", where=where, on=on)
            photo = agrees("person", "person", to="covers_photo", where=where, on=on)
            refused |= Q(in_pictures=True) & ~photo
            for to in ("covers_story", "covers_photo"):
                refused_by_group |= ~agrees("group", "group", to=to, where=where, on=on)
        people = CampaignPerson.objects.filter(
            page__translation_key=OuterRef("translation_key")
        ).filter(refused)
        groups = cls._base_manager.filter(**same, group__isnull=False).filter(refused_by_group)
        return Q(~models.Exists(people) & ~models.Exists(groups))

    def missing_consents(self, on: dt.date | None = None) -> list[str]:
        """One sentence per missing consent, of this draft and of its saved translations."""
        day = on or today()
        others = CampaignPerson.objects.filter(page__translation_key=self.translation_key)
        rows = [*self.campaign_people.all(), *others.exclude(page=self.pk).select_related("person")]
        pictured: dict[Person, bool] = {}
        for row in rows:
            pictured[row.person] = pictured.get(row.person, False) or row.in_pictures
        sentences: list[str] = []
        for person, in_pictures in pictured.items():
            sentences += missing_consents_of(person, on=day, pictured=in_pictures, appealed=True)
        if self.group:
            sentences += missing_consents_of(self.group, on=day, appealed=True)
        return sentences

    @classmethod
    def showing(cls, consent: Consent) -> "models.QuerySet[CampaignPage]":
        shown = Q(group=consent.group_id) if consent.group_id else Q(pk=None)
        if consent.person_id:
            shown = Q(campaign_people__person=consent.person_id)
        keys = cls._base_manager.filter(shown).values("translation_key")
        pages: models.QuerySet[CampaignPage] = cls.objects.filter(translation_key__in=keys)
        return pages

    # --- What is asked, and what came

    @property
    def is_running(self) -> bool:
        return self.starts_on <= OrganisationSettings.today() and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < OrganisationSettings.today()

    def count(self) -> Count:
        """Gifts of these days that came by the links of this page in any language, less what was
        given back; and who asked to be thanked, once staff said yes. Requests remember it until
        another gift counts."""
        return remember(f"campaign {self.translation_key}", self._count)

    def _count(self) -> Count:
        gifts = Donation.objects.counting_for(self)
        sums = gifts.aggregate(raised=models.Sum(F("amount") - F("refunded"), default=0))
        names = PublicThanks.objects.shown().filter(donation__in=gifts).order_by("decided_at", "pk")
        return Count(
            raised=sums["raised"],
            gifts=gifts.count(),
            names=list(names.values_list("donation__name", flat=True)[:MOST_NAMES]),
        )

    def matched(self, raised: int) -> int:
        """How much of the match these gifts have called."""
        return min(self.match_pool or 0, raised * self.match_percent // WHOLE)

    def progress(self, currency: str) -> dict[str, Any]:
        """How far it is, as pages say it."""
        count, say = self.count(), _sayer(currency)
        return {
            "count": count,
            "raised": say(count.raised),
            "goal": say(self.goal),
            "reached": min(count.raised, self.goal),
            "percent": count.raised * WHOLE // self.goal,
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        currency = OrganisationSettings.load(request_or_site=request).currency
        progress, say = self.progress(currency), _sayer(currency)
        matched = self.matched(progress["count"].raised)
        return context | {
            **progress,
            "amounts": [
                (format_plain(amount, currency), say(amount))
                for amount in parse_amounts(self.suggested_amounts, currency)
            ],
            "match": self.match_pool
            and {
                "of": say(parse_amounts(str(WHOLE), currency)[0]),
                "adds": say(parse_amounts(str(self.match_percent), currency)[0]),
                "pool": say(self.match_pool),
                "called": say(matched),
                "left": say(self.match_pool - matched) if matched < self.match_pool else "",
            },
        }

    # --- Cards, links and search

    @property
    def listing_image(self) -> Any:
        return self.lead_image

    @property
    def listing_summary(self) -> str:
        return self.introduction

    @property
    def share_eyebrow(self) -> str:
        return _now("Campaign")

    @property
    def share_motif(self) -> str:
        return self.group.motif if self.group else ""

    @property
    def is_sample(self) -> bool:
        return bool(self.group and self.group.is_sample)


def _sayer(currency: str) -> Callable[[int], str]:
    """Amounts in whole units, as readers of the active language write them."""
    return partial(format_amount, currency=currency, language=get_language() or "en", whole=True)


def running_campaigns() -> list[CampaignPage]:
    """The campaigns in the visitor's language that may be shown and whose days last, the one that
    ends first before the others. Requests remember them."""
    language = get_language() or settings.LANGUAGE_CODE

    def read() -> list[CampaignPage]:
        pages = CampaignPage.objects.servable().filter(locale__language_code=language)
        return list(pages.soonest_over_first().for_cards())

    return [page for page in remember(f"campaigns {language}", read) if page.is_running]


def running_campaign(key: int | None) -> CampaignPage | None:
    """The campaign with this key, while it may be shown and its days last."""

    def read() -> dict[int, CampaignPage]:
        return {page.pk: page for page in CampaignPage.objects.servable().select_related("fund")}

    found = remember("campaigns", read).get(key) if key else None
    return found if found and found.is_running else None
