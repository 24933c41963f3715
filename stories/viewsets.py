"""The records behind the stories, in the admin: groups, people, consents."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn
from wagtail.admin.views.generic import EditView, InspectView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.query import PageQuerySet

from core.admin import InertIndexView, NeverDeletedPolicy
from core.panels import RaisedPanel
from stories.enums import ConsentStatus
from stories.exceptions import ConsentWithdrawnError
from stories.models import Consent, Person, StoryPage, WomensGroup
from stories.services.consent import pages_of, withdraw_consent
from stories.services.sendings import sendings_of


class ConsentPolicy(NeverDeletedPolicy):
    """Nobody deletes a consent, superusers included, and a withdrawn one is not rewritten."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Consent) -> bool:
        if action == "change" and instance.withdrawn_on:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


register_permission_policy(Consent, ConsentPolicy(Consent), exact_class=True)


def told_by(group: WomensGroup) -> PageQuerySet:
    """The pages about a group and its stories, in all languages."""
    stories = StoryPage.objects.filter(group=group).values("pk")
    return Page.objects.filter(Q(pk__in=stories) | Q(pk__in=group.pages.values("pk")))


class WomensGroupViewSet(ModelViewSet):
    model = WomensGroup
    name = "womens_groups"
    icon = "group"
    menu_label = _("Groups")
    index_view_class = InertIndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = ("name", "place", "motif", BooleanColumn("is_sample", label=_("Sample")))
    list_filter = ("motif", "is_sample")
    list_export = ("name", "place", "founded_year", "member_count", "motif", "is_sample")
    search_backend_name = None
    search_fields = ("name", "place")
    panels = [
        FieldPanel("name"),
        FieldPanel("place"),
        FieldRowPanel([FieldPanel("founded_year"), FieldPanel("member_count")]),
        FieldPanel("motif"),
        FieldPanel("is_sample"),
        RaisedPanel(pages_of=told_by, heading=_("What its stories and pages raised")),
    ]


class PersonViewSet(ModelViewSet):
    model = Person
    name = "people"
    icon = "user"
    menu_label = _("People")
    index_view_class = InertIndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = (
        "__str__",
        Column("get_shown_as_display", label=_("Name shown"), sort_key="shown_as"),
        BooleanColumn("shows_face", label=_("Face")),
        Column("group", label=_("Women’s group"), sort_key="group__name"),
        "place",
    )
    list_filter = ("group", "shown_as", "shows_face", "is_sample")
    list_export = ("shown_name", "shown_as", "shows_face", "group", "place", "is_sample")
    search_backend_name = None
    search_fields = ("shown_name", "place", "group__name")
    panels = [
        HelpPanel(
            content=_(
                "Enter only what she lets us show. Her legal name is never typed in here. "
                "Then record her consent under Consents."
            )
        ),
        FieldRowPanel([FieldPanel("shown_as"), FieldPanel("shown_name")]),
        FieldPanel("shows_face"),
        FieldRowPanel([FieldPanel("group"), FieldPanel("place")]),
        FieldPanel("is_sample"),
    ]


class PersonChooserViewSet(ChooserViewSet):
    """People are chosen by search: there may be hundreds."""

    model = Person
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")


class ConsentFilterSet(WagtailFilterSet):
    ENDING_SOON = "ending_soon"

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="filter_status",
        choices=[
            (ConsentStatus.LIVE, pgettext_lazy("consent", "Live")),
            (ENDING_SOON, _("Live, ending within 60 days")),
            (ConsentStatus.AWAITING_READ_BACK, _("To be read back")),
            (ConsentStatus.ENDED, _("Ended")),
            (ConsentStatus.WITHDRAWN, _("Withdrawn")),
        ],
    )

    def filter_status(self, consents: Any, _name: str, status: str) -> Any:
        if status == self.ENDING_SOON:
            return consents.ending_within(60)
        return getattr(consents, status)()

    class Meta:
        model = Consent
        fields = ["status", "given_how", "language", "is_sample"]


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        required=False,
        help_text=_("In her words if she gave any. She need not give one."),
    )


class ConsentEditView(EditView):
    def get_object(self, queryset: Any = None) -> Consent:
        consent: Consent = super().get_object(queryset)
        if not self.user_has_permission_for_instance("change", consent):
            raise PermissionDenied  # Wagtail asks about consents in general only
        return consent


class ConsentInspectView(InspectView):
    """With all that has left with her in it, also once she has changed her mind."""

    withdraw_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.has_perm
        sendings = [
            (sending, sending.url if may(sending.permission) else "")
            for sending in sendings_of(self.object)
        ]
        return super().get_context_data(**kwargs) | {"sendings": sendings}

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", self.object
        ):
            url = reverse(self.withdraw_url_name, args=[self.object.pk])
            buttons.append(Button(_("Withdraw"), url=url, icon_name="cross", priority=30))
        return buttons


class ConsentWithdrawView(FormMixin, ConsentInspectView):
    """Shows what will leave the site and what has left us, asks for the reason, then withdraws."""

    form_class = WithdrawalForm
    template_name = "stories/admin/withdraw_consent.html"
    page_title = _("Withdraw consent")
    permission_required = "change"
    inspect_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = [page for page in pages_of(self.object) if page.live]
        return super().get_context_data(**kwargs) | {"pages": pages}

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        assert request.user.is_authenticated
        try:
            report = withdraw_consent(
                consent=self.object, by=request.user, reason=form.cleaned_data["reason"]
            )
        except ConsentWithdrawnError:
            messages.error(request, _("This consent had been withdrawn before."))
            return redirect(self.inspect_url_name, self.object.pk)
        count = len(report.pages)
        said = ngettext(
            "Withdrawn. %(count)s page was taken down: %(titles)s",
            "Withdrawn. %(count)s pages were taken down: %(titles)s",
            count,
        ) % {
            "count": count,
            "titles": ", ".join(f"{page.title} ({page.language})" for page in report.pages) or "–",
        }
        if report.mails:
            said += " " + ngettext(
                "%(count)s mail about it had left and cannot be called back.",
                "%(count)s mails about it had left and cannot be called back.",
                report.mails,
            ) % {"count": report.mails}
        messages.success(request, said)
        return redirect(self.inspect_url_name, self.object.pk)


class ConsentViewSet(ModelViewSet):
    """No copy, no delete. Withdrawing is a view of its own; the dates decide the status."""

    model = Consent
    name = "consents"
    icon = "check"
    menu_label = _("Consents")
    index_view_class = InertIndexView
    edit_view_class = ConsentEditView
    inspect_view_class = ConsentInspectView
    inspect_template_name = "stories/admin/consent.html"
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    list_display = (
        Column("subject", label=_("Who")),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            primary=lambda consent: consent.status == ConsentStatus.LIVE,
        ),
        BooleanColumn("covers_story", label=_("Story")),
        BooleanColumn("covers_photo", label=_("Pictures")),
        BooleanColumn("on_site", label=_("Site")),
        # Plain dates: Wagtail's date column calls every day to come "just now".
        Column("given_on", label=_("Given"), sort_key="given_on"),
        Column("until", label=_("Until"), sort_key="until"),
        BooleanColumn("is_sample", label=_("Sample")),
    )
    filterset_class = ConsentFilterSet
    search_backend_name = None
    search_fields = ("person__shown_name", "group__name")
    # Witnesses and notes stay in the admin: an exported file travels.
    list_export = (
        "subject",
        "get_status_display",
        "covers_story",
        "covers_photo",
        "covers_voice",
        "on_site",
        "on_social",
        "in_print",
        "in_mail",
        "for_fundraising",
        "given_how",
        "language",
        "given_on",
        "read_back_on",
        "until",
        "withdrawn_on",
        "is_sample",
    )
    export_headings = {"subject": _("Who"), "get_status_display": _("Status")}
    inspect_view_fields = [
        "person",
        "group",
        *list_export[2:12],
        "asked_by",
        "witnessed_by",
        "given_on",
        "read_back_on",
        "until",
        "withdrawn_on",
        "withdrawn_by",
        "withdrawal_reason",
        "note",
        "is_sample",
        "created_at",
    ]
    panels = [
        HelpPanel(
            content=_(
                "A consent says who agreed to what, where it may be seen, and until when. "
                "A story appears on the site only while every person it names or shows has one "
                "that is ticked for the story (and pictures), ticked for this website, read back "
                "to her, and not ended. What is not ticked counts as no. She may change her mind "
                "at any time, for any reason or none: use “Withdraw” then, it takes her stories "
                "down at once. Saying no never affects what she receives from us."
            )
        ),
        MultiFieldPanel(
            [FieldPanel("person"), FieldPanel("group")],
            heading=_("Who: a person, or a group as a group"),
        ),
        MultiFieldPanel(
            [FieldPanel("covers_story"), FieldPanel("covers_photo"), FieldPanel("covers_voice")],
            heading=_("What may be shown"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("on_site"),
                FieldPanel("on_social"),
                FieldPanel("in_print"),
                FieldPanel("in_mail"),
                FieldPanel("for_fundraising"),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("given_how"), FieldPanel("language")]),
                FieldRowPanel([FieldPanel("asked_by"), FieldPanel("witnessed_by")]),
                FieldRowPanel([FieldPanel("given_on"), FieldPanel("until")]),
                FieldPanel("read_back_on"),
            ],
            heading=_("How and when"),
        ),
        FieldPanel("note"),
        FieldPanel("is_sample"),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(
            **{"delete_url_name": None, "usage_url_name": None, **kwargs}
        )
        return common

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        inspect: dict[str, Any] = super().get_inspect_view_kwargs(
            **{"withdraw_url_name": self.get_url_name("withdraw"), **kwargs}
        )
        return inspect

    @property
    def withdraw_view(self) -> Any:
        return self.construct_view(
            ConsentWithdrawView,
            withdraw_url_name=self.get_url_name("withdraw"),
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name not in {"delete", "usage"}
        ]
        return [*kept, path("withdraw/<int:pk>/", self.withdraw_view, name="withdraw")]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return super().get_permissions_to_register().exclude(codename="delete_consent")
