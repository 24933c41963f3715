"""Planning anew what is still to come of a grant or a pledge."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from donations.admin.funders.promise_forms import PlanForm
from donations.admin.steps import StepView
from donations.services.funders.plans import plan_instalments, planned_parts


class PlanStep(StepView):
    """The step that grants and pledges share; whose it is, `model`, `permission` and `back` say."""

    form_class = PlanForm
    page_title = gettext_lazy("Plan the instalments")
    introduction = gettext_lazy(
        "What is still to come, written anew. What was received or written off stays as it is."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        parts = planned_parts(self.about)
        return {
            **super().get_form_kwargs(),
            "currency": self.about.currency,
            "amount": sum(amount for _day, amount in parts),
            "initial": {"parts": parts},
        }

    def take(self, wanted: dict[str, Any]) -> Model:
        plan_instalments(self.about, wanted["parts"])
        return self.about
