import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ProjectState

from core.migration_operations import CreateModels

ID = ("id", models.BigAutoField(primary_key=True))
KETTLE = CreateModel("Kettle", [ID])
SPOON = CreateModel(
    "Spoon", [ID, ("kettle", models.ForeignKey("core.kettle", on_delete=models.CASCADE))]
)


@pytest.mark.django_db(transaction=True)  # a schema is changed outside of other transactions
def test_tables_are_made_together_and_taken_away_again() -> None:
    operation = CreateModels([KETTLE, SPOON])
    before, after = ProjectState(), ProjectState()
    assert after.apps.get_models() == []  # made already, and so to be made again
    operation.state_forwards("core", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("core", editor, before, after)
    kettle = after.apps.get_model("core", "kettle").objects.create()
    after.apps.get_model("core", "spoon").objects.create(kettle=kettle)
    with connection.schema_editor() as editor:
        operation.database_backwards("core", editor, after, before)
    assert not {"core_kettle", "core_spoon"} & set(connection.introspection.table_names())
    assert operation.describe() == "Create Kettle, Spoon"
