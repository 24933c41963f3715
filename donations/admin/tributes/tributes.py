"""Who is to be told of a gift in honour or memory, until it is done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import LogActionRegistry

from accounts.models import User
from core.admin import Action, InspectTable, Link, ReadOnlyInspectView, ReadOnlyViewSet
from core.files import pdf_response
from donations.admin.tributes.steps import MAY_TELL, STEPS, step_urls
from donations.enums import TributeStatus
from donations.exceptions import TributeError
from donations.models import Tribute
from donations.services.tributes.cards import BY_MAIL, BY_POST, render_card
from donations.services.tributes.tributes import mail_card, mark_posted, reopen_tribute

# --- What may be done


def send(tribute: Tribute, user: User) -> str:
    mail = mail_card(tribute=tribute, by=user)
    return _("The card is on its way to %(email)s.") % {"email": mail.to}


def posted(tribute: Tribute, user: User) -> None:
    mark_posted(tribute=tribute, by=user)


def reopen(tribute: Tribute, user: User) -> None:
    reopen_tribute(tribute=tribute, by=user)


def _can_be_told(tribute: Tribute) -> bool:
    return Tribute.objects.to_tell().filter(pk=tribute.pk).exists() and bool(tribute.told_name)


# --- What is shown


class CardView(PermissionCheckedMixin, View):
    """The card as it would go out now, by mail or by post."""

    http_method_names = ["get"]
    permission_required = "view"
    model = Tribute

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        tribute = get_object_or_404(Tribute.objects.select_related("donation"), pk=pk)
        way = BY_POST if request.GET.get("way") == "post" else BY_MAIL
        content = render_card(tribute, way=way)
        return pdf_response(content, name=f"card-{tribute.pk}.pdf", inline=True)


class TributeInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        tribute, user = self.object, self.request.user
        links = [Link(_("The gift"), reverse("gifts:inspect", args=[tribute.donation_id]), "pick")]
        if tribute.honouree and tribute.told_name:
            card = reverse("tributes:card", args=[tribute.pk])
            links.append(Link(_("Open the card for e-mail"), card, "doc-full"))
            if tribute.told_address_lines:
                label = _("Open the card to print and post")
                links.append(Link(label, f"{card}?way=post", "doc-full-inverse"))
        if not user.has_perm(MAY_TELL):
            return links
        if tribute.status != TributeStatus.TOLD:
            change = reverse("tributes:change", args=[tribute.pk])
            links.append(Link(_("Change the card"), change, "edit"))
        if tribute.status in {TributeStatus.OPEN, TributeStatus.WAITING}:
            close = reverse("tributes:close", args=[tribute.pk])
            links.append(Link(_("Close without a card"), close, "cross"))
        return links


class TributeFilterSet(WagtailFilterSet):
    class Meta:
        model = Tribute
        fields = ["status", "kind", "language"]


class TributeViewSet(ReadOnlyViewSet):
    """Who is to be told of a gift in honour or memory, and who was. Amounts are not here."""

    model = Tribute
    name = "tributes"
    icon = "mail"
    menu_label = gettext_lazy("In honour or memory")
    inspect_view_class = TributeInspectView
    list_select_related = ("donation",)
    list_display = (
        Column("named", label=gettext_lazy("In honour or in memory"), sort_key="honouree"),
        Column("told_name", label=gettext_lazy("Who is to be told"), sort_key="told_name"),
        BooleanColumn("told_email", label=gettext_lazy("E-mail")),
        BooleanColumn("told_address", label=gettext_lazy("Address")),
        Column("donation.name", label=gettext_lazy("Giver"), sort_key="donation__name"),
        BooleanColumn("donation.is_anonymous", label=gettext_lazy("Anonymous")),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("Status"),
            sort_key="status",
            primary=lambda tribute: tribute.status == TributeStatus.OPEN,
        ),
        DateColumn("moved_at", label=gettext_lazy("Since"), sort_key="moved_at"),
    )
    filterset_class = TributeFilterSet
    search_fields = ("honouree", "told_name", "donation__name")
    list_export = (
        "kind",
        "honouree",
        "told_name",
        "told_email",
        "told_address",
        "donation.name",
        "donation.is_anonymous",
        "status",
        "moved_at",
    )
    export_headings = {
        "donation.name": gettext_lazy("Giver"),
        "donation.is_anonymous": gettext_lazy("Anonymous"),
        "donation.get_status_display": gettext_lazy("Gift"),
        "is_disputed": gettext_lazy("A bank asks for the gift back"),
    }
    inspect_view_fields = (
        "kind",
        "honouree",
        "donation.name",
        "donation.is_anonymous",
        "donation.get_status_display",
        "is_disputed",
        "told_name",
        "told_email",
        "told_address",
        "told_words",
        "language",
        "story",
        "tell_at_once",
        "status",
        "moved_at",
    )
    inspect_tables = (
        InspectTable(
            gettext_lazy("What happened"),
            (
                DateColumn("moved_at", label=gettext_lazy("When")),
                Column("get_after_display", label=gettext_lazy("Status")),
                Column("get_cause_display", label=gettext_lazy("Why")),
                Column("note", label=gettext_lazy("Note")),
                Column("pictured", label=gettext_lazy("With the picture of")),
                Column("moved_by", label=gettext_lazy("By")),
            ),
            lambda tribute: tribute.moves.select_related("moved_by", "pictured"),
        ),
    )
    row_actions = (
        Action(
            name="send",
            label=gettext_lazy("Send the card by e-mail"),
            icon="mail",
            permission=MAY_TELL,
            run=send,
            offered=lambda tribute: bool(tribute.told_email) and _can_be_told(tribute),
            errors=(TributeError,),
        ),
        Action(
            name="posted",
            label=gettext_lazy("The card is in the post"),
            permission=MAY_TELL,
            run=posted,
            offered=lambda tribute: bool(tribute.told_address) and _can_be_told(tribute),
            errors=(TributeError,),
        ),
        Action(
            name="reopen",
            label=gettext_lazy("Open the task again"),
            icon="rotate",
            permission=MAY_TELL,
            run=reopen,
            offered=lambda tribute: tribute.status in {TributeStatus.TOLD, TributeStatus.CLOSED},
            errors=(TributeError,),
        ),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        card_view = self.construct_view(CardView)
        return [
            *super().get_urlpatterns(),
            path("card/<int:pk>/", card_view, name="card"),
            *step_urls(),
        ]

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for view in STEPS:
            view.register(registry)
