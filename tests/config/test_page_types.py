"""What a first-time editor reads."""

import pytest
from wagtail.admin.panels import FieldPanel, Panel, PanelGroup
from wagtail.models import Page, get_page_models

OURS = [model for model in get_page_models() if model is not Page]
SELF_EVIDENT = {"title"}


def fields_of(panel: Panel) -> list[FieldPanel]:
    if isinstance(panel, PanelGroup):
        return [field for child in panel.children for field in fields_of(child)]
    return [panel] if isinstance(panel, FieldPanel) else []


def help_of(model: type[Page], field: FieldPanel) -> str:
    """As the editor shows it: the panel's own, else the form's, else the model's."""
    declared = model.base_form_class.declared_fields.get(field.field_name)
    return (
        field.help_text
        or (declared and declared.help_text)
        or model._meta.get_field(field.field_name).help_text
    )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_page_type_explains_itself_and_each_of_its_fields(model: type[Page]) -> None:
    assert model.get_page_description()
    fields = [field for panel in model.content_panels for field in fields_of(panel)]
    silent = {field.field_name for field in fields if not help_of(model, field)}
    assert silent - SELF_EVIDENT == set()
