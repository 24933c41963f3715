"""Supporters and grants from elsewhere: found, made, filled, undone."""

from uuid import uuid4

import pytest
import time_machine

from accounts.models import Supporter
from donations.enums import RowState
from donations.exceptions import ImportStepError
from donations.models import Grant, Organisation
from donations.services.imports.steps import begin_undo, carry_on_import
from ledger.verification import verify
from payments.models import Payment
from tests.donations.import_world import NOW, carry_out, problems, states, upload
from tests.factories.accounts import make_supporter
from tests.factories.payments import make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


def test_supporters_are_made_and_filled_and_never_overwritten():
    known = make_supporter(email="awa@example.org", name="Awa")
    rows = (
        "Donor ID,First Name,Last Name,E-mail,Address 1,Zip,City,Country,Organisation kind\n"
        "1,Awa,Other,AWA@example.org,1 Road,12345,Kita,Mali,\n"
        "2,Binta,Sample,,2 Road,12345,Kita,ML,\n"
        "3,Fund of Many,,fund@example.org,,,,,foundation\n"
        "4,binta,sample,,3 Road,12345,Kita,,\n"
        "5,,,,,,,,\n"
        "6,Zoé,,zoe@example,,,,Atlantis,charity\n"
        "2,Binta,Sample,,2 Road,12345,Kita,ML,\n"
    )
    batch = upload(rows, kind="supporters")
    assert states(batch) == ["fills", "new", "new", "new", "bad", "bad", "bad"]
    said = [[name for name, _words in row] for row in problems(batch)]
    assert said == [["name"], ["email", "country", "organisation_kind"], ["key"]]
    carry_out(batch)
    known.refresh_from_db()
    assert (known.name, known.street, known.country) == ("Awa", "1 Road", "ML")
    assert Supporter.objects.count() == 4
    assert Organisation.objects.get().kind == "foundation"
    again = upload(rows, kind="supporters")
    assert set(states(again)) == {RowState.KNOWN, RowState.BAD}
    made = Supporter.objects.get(street="2 Road")
    Payment.objects.filter(pk=make_payment().pk).update(supporter=made)
    with pytest.raises(ImportStepError, match="Something was built"):
        begin_undo(batch)
    Payment.objects.all().delete()
    begin_undo(batch)
    carry_on_import(batch.pk)
    assert [(one.email, one.street) for one in Supporter.objects.all()] == [("awa@example.org", "")]
    assert states(upload(rows, kind="supporters"))[:4] == ["fills", "new", "new", "new"]


def test_grants_of_others_say_what_is_wrong_and_what_they_are():
    head = "funder,email,title,amount,date,status,award date,instalments,conditions\n"
    rows = {
        "F,,A,100,2026-01-02,,,,": "",
        'F,,B,100,2026-01-02,approved,2026-02-01,"2026-03-01;40\n2026-04-01;60",Twenty wells': "",
        "F,,B,100,2026-01-02,approved,2026-02-01,,": "The same one stands",
        "F,,C,100,2026-01-02,approved,,,": "Enter the day of the award.",
        "F,,D,100,2026-01-02,awarded,2026-02-01,2026-03-01;40,": "The instalments do not sum",
        "F,,E,100,2026-01-02,awarded,2026-02-01,2026-03-01;100;received,": "Name the number",
        f"F,,F,100,2026-01-02,awarded,2026-02-01,2026-03-01;100;received;{uuid4()},": "There is no",
        "F,,G,100,2026-01-02,dreamt of,,,": "Write one of: applied, awarded",
        ",,H,100,2026-01-02,,,,": "Name the foundation",
        "F,,I,100,2026-01-02,,,,x;y;z;a;b;c": "Write one on each line",
    }
    batch = upload(head + "\n".join(rows), kind="grants")
    said = dict(batch.rows.values_list("line", "problems"))
    for line, words in enumerate(rows.values(), 2):
        found = said[line][0][1] if said[line] else ""
        assert (found[: len(words)], bool(found)) == (words, bool(words))
    carry_out(batch)
    [asked, awarded] = Grant.objects.order_by("title")
    assert (asked.status, awarded.status, awarded.is_conditional) == ("applied", "awarded", True)
    assert asked.organisation == awarded.organisation
    assert {name: found for name, found in verify().items() if found} == {}
    Grant.objects.filter(pk=asked.pk).update(note="changed since")
    with pytest.raises(ImportStepError, match="Something was built"):
        begin_undo(batch)
    Grant.objects.filter(pk=asked.pk).update(note="")
    begin_undo(batch)
    carry_on_import(batch.pk)
    assert (Grant.objects.count(), Organisation.objects.count()) == (0, 0)
    assert Supporter.objects.count() == 0
