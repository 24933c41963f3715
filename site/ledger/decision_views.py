"""Pages on which somebody decides about money of a fund: a form, one service, back to where it
began. Who signs in with a password gives it again first; each decision is written to the log."""

from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from ledger.enums import MovementKind
from ledger.exceptions import MovementError, RecordedMeanwhileError
from ledger.forms import DecisionForm, MovementForm, UndoForm
from ledger.models import Fund, FundMovement
from ledger.services.movements import (
    pk_of_latest,
    record_opening,
    release,
    spend,
    transfer,
    undo_movement,
)

MAY_DECIDE = "ledger.add_fundmovement"
MOVED, UNDONE = "ledger.fund_movement", "ledger.fund_movement_undone"


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class DecisionView(WagtailAdminTemplateMixin, FormView):
    """`decide` calls the service with what the form holds; `errors` stand beside their field."""

    template_name = "ledger/admin/decision.html"
    header_icon = "folder-open-1"
    permission = MAY_DECIDE
    errors: ClassVar[tuple[type[Exception], ...]] = (MovementError,)
    introduction: Any = ""
    submit_label: Any = ""

    @property
    def back(self) -> str:
        """Where the reader came from and goes back to."""
        raise NotImplementedError

    def decide(self, wanted: dict[str, Any]) -> tuple[Model, str, dict[str, Any]]:
        """Do it. Returns what the log is about, the name of what was done, and its facts."""
        raise NotImplementedError

    def is_decided(self, token: UUID) -> bool:
        """Whether the form of that token was sent before."""
        return FundMovement.objects.filter(uuid=token).exists()

    def recorded(self) -> QuerySet[Any] | None:
        """Of what this form records more, so that the same typed in a second tab is noticed. `None`
        where a second time is refused anyway."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        with suppress(ValueError):
            if self.is_decided(UUID(request.POST.get("token", ""))):
                return redirect(self.back)  # a double click: the first one did it
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        rows = self.recorded()
        return super().get_initial() | ({} if rows is None else {"seen": pk_of_latest(rows)})

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        try:
            about, name, facts = self.decide(form.cleaned_data)
        except RecordedMeanwhileError as error:
            form.add_error(None, str(error))
            form.look_again(error.latest.pk)
            return self.form_invalid(form)
        except self.errors as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error))
            return self.form_invalid(form)
        log(about, name, user=self.request.user, data=facts)
        messages.success(self.request, _("It is in the books."))
        return redirect(self.back)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": self.back, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            introduction=self.introduction,
            submit_label=self.submit_label,
            back=self.back,
            **kwargs,
        )


class MovementView(DecisionView):
    """Record something about one fund."""

    form_class = MovementForm
    kind: ClassVar[MovementKind]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.fund = get_object_or_404(Fund, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self) -> str:
        return reverse("funds:inspect", args=[self.fund.pk])

    def recorded(self) -> QuerySet[Any]:
        return self.fund.movements.all()

    def get_page_subtitle(self) -> str:
        return self.fund.local_name

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"fund": self.fund, "kind": self.kind}

    def decide(self, wanted: dict[str, Any]) -> tuple[Model, str, dict[str, Any]]:
        services: dict[MovementKind, Any] = {
            MovementKind.OPENING: record_opening,
            MovementKind.SPENDING: spend,
            MovementKind.RELEASE_SPENT: spend,
            MovementKind.RELEASE_TIME: release,
            MovementKind.TRANSFER: transfer,
        }
        more = {"to_fund": wanted["to_fund"]} if "to_fund" in wanted else {}
        movement = services[self.kind](
            uuid=wanted["token"],
            fund=self.fund,
            amount=wanted["amount"],
            currency=wanted["currency"],
            happened_on=wanted["happened_on"],
            reason=wanted["reason"],
            document=wanted["document"],
            by=self.request.user,
            seen=wanted["seen"],
            **more,
        )
        return self.fund, MOVED, {"movement": str(movement.uuid)}


class SpendingView(MovementView):
    """Money spent from a fund without restrictions."""

    kind = MovementKind.SPENDING
    page_title = gettext_lazy("Record spending")
    introduction = gettext_lazy(
        "What was paid out, in one sum for a month or for a purpose. Your accounting program has "
        "the single invoices; here the balance of the fund becomes what is really there."
    )
    submit_label = gettext_lazy("Record it")


class ReleaseSpentView(MovementView):
    kind = MovementKind.RELEASE_SPENT
    page_title = gettext_lazy("Release: spent for its purpose")
    introduction = gettext_lazy(
        "The money was spent for what its donors gave it. It is released from their restriction "
        "and leaves the books as spending, on the day it was spent."
    )
    submit_label = gettext_lazy("Release it")


class ReleaseTimeView(MovementView):
    kind = MovementKind.RELEASE_TIME
    page_title = gettext_lazy("Release: its time has come")
    introduction = gettext_lazy(
        "The time to which donors restricted this money has come. It moves to the fund without "
        "restrictions and can be used where it is needed."
    )
    submit_label = gettext_lazy("Release it")


class TransferView(MovementView):
    kind = MovementKind.TRANSFER
    page_title = gettext_lazy("Move money to another fund")
    introduction = gettext_lazy(
        "Money without restrictions, as when the board sets some aside. A gift that its donor "
        "wants elsewhere is moved from the page of that gift."
    )
    submit_label = gettext_lazy("Move it")


class OpeningView(MovementView):
    kind = MovementKind.OPENING
    page_title = gettext_lazy("Record an opening balance")
    introduction = gettext_lazy(
        "What was in this fund at the bank before the first entry of these books. Once for each "
        "fund."
    )
    submit_label = gettext_lazy("Record it")


class UndoView(DecisionView):
    """Take back what was recorded by mistake."""

    form_class = UndoForm
    page_title = gettext_lazy("Undo")
    introduction = gettext_lazy(
        "The mirror of its entry is booked, and both stay in the books. Then record it as it "
        "should have been."
    )
    submit_label = gettext_lazy("Undo it")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.movement = get_object_or_404(FundMovement, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self) -> str:
        return reverse("fund-movements:inspect", args=[self.movement.pk])

    def get_page_subtitle(self) -> str:
        return str(self.movement)

    def decide(self, wanted: dict[str, Any]) -> tuple[Model, str, dict[str, Any]]:
        movement = undo_movement(
            uuid=wanted["token"],
            movement=self.movement,
            happened_on=wanted["happened_on"],
            reason=wanted["reason"],
            by=self.request.user,
        )
        return self.movement.fund, UNDONE, {"movement": str(movement.uuid)}
