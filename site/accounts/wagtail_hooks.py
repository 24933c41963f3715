from typing import Any

from django.db.models import Count, QuerySet
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    NumberColumn,
    StatusTagColumn,
)
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.enums import NewsCause
from accounts.models import Supporter
from accounts.services.news import choose_news
from accounts.staff_links import staff_links
from core.admin import Action, InspectTable, Link, ReadOnlyInspectView, ReadOnlyViewSet
from core.enums import MailStatus
from core.languages import language_name
from core.mail import (
    MailNotRetriableError,
    MailNotStuckError,
    retry_mail,
    set_aside_mail,
)
from core.models import OutboxMail


class SupporterInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        return staff_links(self.object, self.request.user)


def stop_news(supporter: Supporter) -> None:
    choose_news(supporter=supporter, is_wanted=False, cause=NewsCause.STAFF)


class SupporterViewSet(ReadOnlyViewSet):
    """Everybody who gave or bought, one record each."""

    model = Supporter
    name = "supporters"
    icon = "group"
    inspect_view_class = SupporterInspectView
    list_display = (
        "__str__",
        "email",
        Column(
            "language",
            label=_("Language"),
            accessor=lambda supporter: language_name(supporter.language),
            sort_key="language",
        ),
        NumberColumn("payment_count", label=_("Payments"), sort_key="payment_count"),
        DateColumn("created_at", label=_("Since"), sort_key="created_at"),
    )
    list_filter = ("language", "hears_of_stories", "created_at")
    search_fields = ("email", "name")
    list_export = (
        "uuid",
        "email",
        "name",
        "language",
        "hears_of_stories",
        "payment_count",
        "created_at",
    )
    export_headings = {"payment_count": _("Payments")}
    inspect_view_fields = (
        "name",
        "email",
        "language",
        "hears_of_stories",
        "user",
        "payment_count",
        "created_at",
        "uuid",
    )
    inspect_tables = (
        InspectTable(
            _("News of stories: asked for, and ended"),
            (
                DateColumn("chosen_at", label=_("When")),
                BooleanColumn("is_wanted", label=_("Hears of new stories")),
                Column("get_cause_display", label=_("Where")),
            ),
            lambda supporter: supporter.news_choices.all(),
        ),
    )
    row_actions = (
        Action(
            name="stop-news",
            label=_("Write of stories no more"),
            icon="cross",
            permission="accounts.stop_news",
            run=lambda supporter, _user: stop_news(supporter),
            offered=lambda supporter: supporter.hears_of_stories,
        ),
    )

    def rows(self) -> QuerySet[Supporter]:
        # "payments" is the name of the layer above; only its count is shown here.
        return super().rows().annotate(payment_count=Count("payments"))


class MailInspectView(ReadOnlyInspectView):
    def get_text_display_value(self) -> SafeString:
        return linebreaksbr(self.object.text, autoescape=True)


class MailViewSet(ReadOnlyViewSet):
    """The outbox. Sign-in codes never pass through it, so reading it opens no account."""

    model = OutboxMail
    name = "mails"
    icon = "mail"
    inspect_view_class = MailInspectView
    list_display = (
        "subject",
        "to",
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda mail: mail.status == MailStatus.SENT,
        ),
        DateColumn("created_at", label=_("Promised"), sort_key="created_at"),
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
    )
    list_filter = ("status", "language", "created_at")
    search_fields = ("to", "subject")
    list_export = (
        "subject",
        "to",
        "language",
        "status",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    )
    inspect_view_fields = (
        "to",
        "subject",
        "language",
        "status",
        "attempts",
        "next_try_at",
        "sent_at",
        "last_error",
        "may_be_duplicate",
        "text",
    )
    export_headings = {
        "to": _("To"),
        "next_try_at": _("Next try"),
        "sent_at": _("Sent"),
        "last_error": _("Last error"),
        "may_be_duplicate": _("May have gone out twice"),
    }
    row_actions = (
        Action(
            name="retry",
            label=_("Send again now"),
            icon="rotate",
            permission="core.change_outboxmail",
            run=lambda mail, _user: retry_mail(mail=mail),
            offered=lambda mail: (
                mail.status in {MailStatus.QUEUED, MailStatus.GAVE_UP, MailStatus.SET_ASIDE}
            ),
            errors=(MailNotRetriableError,),
        ),
        Action(
            name="set-aside",
            label=_("Set aside"),
            icon="cross",
            permission="core.change_outboxmail",
            run=lambda mail, _user: set_aside_mail(mail=mail),
            offered=lambda mail: mail.status == MailStatus.GAVE_UP,
            errors=(MailNotStuckError,),
        ),
    )

    def rows(self) -> QuerySet[OutboxMail]:
        return super().rows().defer("text", "html")


class SupporterViewSetGroup(ModelViewSetGroup):
    items = (SupporterViewSet, MailViewSet)
    menu_label = _("Supporters")
    menu_icon = "group"
    menu_order = 400


@hooks.register("register_admin_viewset")
def register_supporter_viewsets() -> Any:
    return SupporterViewSetGroup()
