"""The steps of a grant, each a page of its own."""

from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from donations.admin.funders.packs import PackForm
from donations.admin.funders.plans import PlanStep
from donations.admin.funders.promise_forms import (
    AwardForm,
    ConditionForm,
    GrantChangeForm,
    GrantForm,
    MetForm,
    ReportForm,
    SentForm,
)
from donations.admin.steps import StepView
from donations.models import Grant, GrantCondition, GrantReport
from donations.services.funders.grants import (
    add_condition,
    add_grant,
    add_report,
    award_grant,
    change_condition,
    change_grant,
    change_report,
    meet_condition,
    renew_grant,
    send_report,
)
from donations.services.funders.packs import make_pack

MAY_ADD = "donations.add_grant"
MAY_CHANGE = "donations.change_grant"


class AddGrantView(StepView):
    name = "add-grant"
    permission = MAY_ADD
    form_class = GrantForm
    header_icon = "form"
    page_title = gettext_lazy("New grant")
    introduction = gettext_lazy(
        "What we ask for. Once the letter of award is here, record it on the page of the grant: "
        "until then nothing of it counts."
    )

    @property
    def back(self) -> str:
        return reverse("grants:index")

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = {"organisation": self.request.GET.get("organisation")}
        return {**super().get_form_kwargs(), "by": self.request.user, "initial": chosen}

    def take(self, wanted: dict[str, Any]) -> Grant:
        return add_grant(**wanted)

    def way_on(self, about: Model) -> str:
        return reverse("grants:inspect", args=[about.pk])


class OfGrant(StepView):
    model = Grant
    permission = MAY_CHANGE
    header_icon = "form"

    @property
    def back(self) -> str:
        return reverse("grants:inspect", args=[self.about.pk])


class ChangeGrantView(OfGrant):
    name = "change-grant"
    form_class = GrantChangeForm
    page_title = gettext_lazy("Change")

    def get_form_kwargs(self) -> dict[str, Any]:
        names = [
            "title",
            "fund",
            "donor_words",
            "reference",
            "applied_on",
            "decision_on",
            "starts_on",
            "ends_on",
            "ask_again_on",
            "note",
        ]
        known = {name: getattr(self.about, name) for name in names}
        known["responsible"] = self.about.responsible_id
        return {**super().get_form_kwargs(), "by": self.request.user, "initial": known}

    def take(self, wanted: dict[str, Any]) -> Grant:
        change_grant(self.about, **wanted)
        return self.about


class AwardView(OfGrant):
    name = "award"
    form_class = AwardForm
    page_title = gettext_lazy("Awarded")
    introduction = gettext_lazy(
        "What the letter says: how much, and when which part comes. Where money has to wait for a "
        "condition, add that next."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "grant": self.about}

    def take(self, wanted: dict[str, Any]) -> Grant:
        plan = wanted["parts"]
        days = {name: wanted[name] for name in ("awarded_on", "starts_on", "ends_on")}
        by: Any = self.request.user
        return award_grant(self.about, amount=wanted["amount"], parts=plan, by=by, **days)


class PlanView(PlanStep, OfGrant):
    """The funder pays on other days, or in other parts."""

    name = "plan"


class AddConditionView(OfGrant):
    name = "add-condition"
    form_class = ConditionForm
    page_title = gettext_lazy("New condition")
    introduction = gettext_lazy(
        "Something that must happen before the money is ours. Until you record that it is met, "
        "that money is in no total, and no gift can be entered for it."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "grant": self.about}

    def take(self, wanted: dict[str, Any]) -> Model:
        add_condition(self.about, **wanted)
        return self.about


class OfCondition(OfGrant):
    @cached_property
    def condition(self) -> GrantCondition:
        return get_object_or_404(GrantCondition, pk=self.kwargs["condition"], grant=self.about)


class ChangeConditionView(OfCondition):
    name = "change-condition"
    form_class = ConditionForm
    page_title = gettext_lazy("Change the condition")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {name: getattr(self.condition, name) for name in ("text", "deadline", "instalment")}
        return {**super().get_form_kwargs(), "grant": self.about, "initial": known}

    def take(self, wanted: dict[str, Any]) -> Model:
        change_condition(self.condition, **wanted)
        return self.about


class MeetConditionView(OfCondition):
    name = "meet-condition"
    form_class = MetForm
    page_title = gettext_lazy("The condition is met")

    @property
    def introduction(self) -> str:
        return self.condition.text

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "condition": self.condition}

    def take(self, wanted: dict[str, Any]) -> Model:
        by: Any = self.request.user
        meet_condition(self.condition, by=by, **wanted)
        return self.about


class AddReportView(OfGrant):
    name = "add-report"
    form_class = ReportForm
    page_title = gettext_lazy("New report due")
    introduction = gettext_lazy(
        "Who is responsible for the grant is reminded a month before, a week before, and when the "
        "day has passed."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "grant": self.about}

    def take(self, wanted: dict[str, Any]) -> Model:
        add_report(self.about, **wanted)
        return self.about


class OfReport(OfGrant):
    @cached_property
    def report(self) -> GrantReport:
        return get_object_or_404(GrantReport, pk=self.kwargs["report"], grant=self.about)


class ChangeReportView(OfReport):
    name = "change-report"
    form_class = ReportForm
    page_title = gettext_lazy("Change the report")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {name: getattr(self.report, name) for name in ("kind", "due_on", "contact", "note")}
        return {**super().get_form_kwargs(), "grant": self.about, "initial": known}

    def take(self, wanted: dict[str, Any]) -> Model:
        change_report(self.report, **wanted)
        return self.about


class SendReportView(OfReport):
    name = "send-report"
    form_class = SentForm
    page_title = gettext_lazy("The report is sent")

    def take(self, wanted: dict[str, Any]) -> Model:
        by: Any = self.request.user
        send_report(self.report, by=by, **wanted)
        return self.about


class RenewView(OfGrant):
    name = "renew"
    permission = MAY_ADD
    form_class = SentForm
    page_title = gettext_lazy("Ask again")
    introduction = gettext_lazy(
        "A new grant that follows this one, with the same amount and use. Change there what is new."
    )

    def take(self, wanted: dict[str, Any]) -> Grant:
        by: Any = self.request.user
        return renew_grant(self.about, applied_on=wanted["sent_on"], by=by)

    def way_on(self, about: Model) -> str:
        return reverse("grants:inspect", args=[about.pk])


class MakePackView(OfGrant):
    """A report pack from what may be told and what the books say."""

    name = "make-pack"
    permission = "donations.add_reportpack"
    page_title = gettext_lazy("New report pack")
    submit_label = gettext_lazy("Make the file")
    introduction = gettext_lazy(
        "One file: the stories you choose, what the books say of the money, and what was hard. Of "
        "the stories, those are offered whose tellers agree to print and to appeals for gifts."
    )

    form_class = PackForm

    def get_form_kwargs(self) -> dict[str, Any]:
        again = self.request.GET.get("replaces", "")
        packs = self.about.packs.filter(replaced_by=None)
        old = packs.filter(pk=again).first() if again.isdigit() else None
        return {**super().get_form_kwargs(), "grant": self.about, "replaces": old}

    def take(self, wanted: dict[str, Any]) -> Model:
        by: Any = self.request.user
        return make_pack(grant=self.about, by=by, **wanted)

    def way_on(self, about: Model) -> str:
        return reverse("report-packs:inspect", args=[about.pk])
