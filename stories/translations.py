"""Wagtail-localize's "Sync translated pages", for an office where writing and publishing are two
jobs: as it comes, whoever may translate may also publish by it."""

from typing import Any

from django.http import HttpResponse
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.views.update_translations import (
    UpdateTranslationsForm,
    UpdateTranslationsView,
)

from stories.models.lock import ConsentLockedPage


class SyncForm(UpdateTranslationsForm):
    """Offers "Publish immediately" only to those who may publish every one of the pages."""

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publish_translations"]

    def clean(self) -> dict[str, Any]:
        return {"publish_translations": False, **super().clean()}


class SyncView(UpdateTranslationsView):
    def get_form(self) -> SyncForm:
        data = self.request.POST if self.request.method == "POST" else None
        return SyncForm(data, may_publish=self.may_publish())

    def may_publish(self) -> bool:
        targets = [
            translation.get_target_instance()
            for translation in self.object.translations.filter(enabled=True)
        ]
        return all(
            page.permissions_for_user(self.request.user).can_publish()
            for page in targets
            if isinstance(page, Page)
        )

    def form_valid(self, form: SyncForm) -> HttpResponse:
        """As it comes; but who would publish without consent reads whose is missing."""
        page = self.object.get_source_instance()
        if form.cleaned_data["publish_translations"] and isinstance(page, ConsentLockedPage):
            sentences = page.missing_consents(on=page.goes_live_on())
            if sentences:
                messages.error(self.request, " ".join(sentences))
                return self.render_to_response(self.get_context_data())
        return super().form_valid(form)
