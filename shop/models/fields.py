from typing import Any

from django.db import models

from core.forms import AmountField


class AmountColumn(models.BigIntegerField):
    """Minor units in the database, typed and shown in major units: "8.50" for 850.

    Migrations see the plain column.
    """

    def formfield(self, **kwargs: Any) -> Any:
        # Not the number field's own: its limits are of minor units, and its text is not ours.
        return models.Field.formfield(self, **{"form_class": AmountField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs
