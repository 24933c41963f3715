"""Report packs for staff: made from a grant, handed out while consent lives, made anew after."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.admin import InspectTable, Link, ReadOnlyInspectView, ReadOnlyViewSet
from core.files import pdf_response
from core.models import OrganisationSettings
from donations.admin.fields import DateField
from donations.exceptions import PromiseError
from donations.models import Grant, ReportPack
from donations.services.funders.packs import offered_stories, open_pack


class StoriesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, story: Any) -> str:
        about = [story.teller, str(story.locale.get_display_name())]
        return f"{story.title} ({', '.join(filter(None, about))})"


class PackForm(forms.Form):
    """What goes into the file. A pack that replaces another begins as that one, without the stories
    that may not be told any more."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    period_from = DateField(label=gettext_lazy("From"))
    period_to = DateField(label=gettext_lazy("Until"))
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What happened, in a few sentences, the women as subjects."),
    )
    stories = StoriesField(
        label=gettext_lazy("Stories"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("In the language of the pack, in this order."),
    )
    hard = forms.CharField(
        label=gettext_lazy("What was hard"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What did not work, what it cost, what we changed."),
    )

    def __init__(
        self, *args: Any, grant: Grant, replaces: ReportPack | None = None, **kwargs: Any
    ) -> None:
        today = OrganisationSettings.today()
        last = min(grant.ends_on or today, today)
        first = grant.starts_on or grant.awarded_on
        start: dict[str, Any] = {
            "language": grant.organisation.supporter.language,
            # A grant may be awarded after its last day, or begin in a month.
            "period_from": first and min(first, last),
            "period_to": last,
        }
        if replaces:
            start = {
                "language": replaces.language,
                "period_from": replaces.period_from,
                "period_to": replaces.period_to,
                "introduction": replaces.introduction,
                "hard": replaces.what_was_hard,
                "stories": [one.story_id for one in replaces.stories.all()],
            }
        super().__init__(*args, **{**kwargs, "initial": start})
        self.replaces = replaces
        fields: dict[str, Any] = self.fields
        fields["stories"].queryset = offered_stories()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        language = cleaned.get("language")
        others = [
            story.title
            for story in cleaned.get("stories") or []
            if story.locale.language_code != language
        ]
        if others:
            self.add_error(
                "stories",
                _("In another language than the pack: %(stories)s.")
                % {"stories": ", ".join(others)},
            )
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        names = ("language", "period_from", "period_to", "introduction")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "what_was_hard": self.cleaned_data["hard"],
            "stories": list(self.cleaned_data["stories"]),
            "replaces": self.replaces,
        }


class PackInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        pack, user = self.object, self.request.user
        links = [
            Link(str(pack.grant), reverse("grants:inspect", args=[pack.grant_id]), "arrow-left")
        ]
        if pack.lapsed_at is None:
            url = reverse("report-packs:file", args=[pack.pk])
            links.append(Link(_("Open the file"), url, "doc-full"))
        if not hasattr(pack, "replaced_by") and user.has_perm("donations.add_reportpack"):
            url = reverse("grants:make-pack", args=[pack.grant_id])
            links.append(Link(_("Make it anew"), f"{url}?replaces={pack.pk}", "rotate"))
        return links


class PackFileView(PermissionCheckedMixin, View):
    """The file, while every woman in it agrees."""

    http_method_names = ["get"]
    permission_required = "view"
    model = ReportPack

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pack = get_object_or_404(ReportPack, pk=pk)
        try:
            content = open_pack(pack)
        except PromiseError as error:
            messages.error(request, str(error))
            return redirect("report-packs:inspect", pk)
        return pdf_response(content, name=pack.file_name, inline=True)


def _stories(pack: ReportPack) -> list[dict[str, Any]]:
    return [
        {
            "title": one.story.title if one.story else "–",
            "teller": one.story.teller if one.story else "",
            "has_picture": one.has_picture,
        }
        for one in pack.stories.select_related("story")
    ]


class ReportPackViewSet(ReadOnlyViewSet):
    """Reports that went to funders, with what they said; and those that must be made anew."""

    model = ReportPack
    name = "report-packs"
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Report packs")
    inspect_view_class = PackInspectView
    list_display = (
        Column("grant", label=gettext_lazy("Grant"), sort_key="grant__title"),
        Column("period_from", label=gettext_lazy("From"), sort_key="period_from"),
        Column("period_to", label=gettext_lazy("Until"), sort_key="period_to"),
        Column("get_language_display", label=gettext_lazy("Language"), sort_key="language"),
        DateColumn("made_at", label=gettext_lazy("Made"), sort_key="made_at"),
        Column("made_by", label=gettext_lazy("Made by")),
        Column("state", label=gettext_lazy("Status")),
    )
    list_filter = ("language", "lapsed_at")
    list_select_related = ("grant__organisation__supporter", "made_by", "replaced_by")
    search_fields = ("grant__title", "grant__organisation__supporter__name")
    list_export = (
        "grant.title",
        "grant.giver",
        "period_from",
        "period_to",
        "language",
        "made_at",
        "made_by",
        "lapsed_at",
    )
    export_headings = {
        "grant.title": gettext_lazy("Grant"),
        "grant.giver": gettext_lazy("Foundation or organisation"),
    }
    inspect_view_fields = (
        "grant",
        "period_from",
        "period_to",
        "language",
        "introduction",
        "what_was_hard",
        "made_by",
        "made_at",
        "lapsed_at",
        "replaces",
    )
    inspect_tables = (
        InspectTable(
            gettext_lazy("Stories"),
            (
                Column("title", label=gettext_lazy("Title")),
                Column("teller", label=gettext_lazy("Who tells it")),
                BooleanColumn("has_picture", label=gettext_lazy("With a picture")),
            ),
            _stories,
        ),
        InspectTable(
            gettext_lazy("What the books said"),
            (
                Column("label", label=gettext_lazy("In the period")),
                Column("amount", label=gettext_lazy("Amount"), classname="w-text-end"),
            ),
            lambda pack: [*pack.facts["money"]["rows"], pack.facts["money"]["total"]],
        ),
    )

    def rows(self) -> QuerySet[ReportPack]:
        rows: QuerySet[ReportPack] = super().rows()
        return rows.defer("pdf", "facts")

    def get_urlpatterns(self) -> list[URLPattern]:
        index, results, *others = super().get_urlpatterns()
        file_view = self.construct_view(PackFileView)
        file = path("file/<int:pk>/", file_view, name="file")
        return [index, results, file, *others]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=["view_reportpack", "add_reportpack"],
        )
