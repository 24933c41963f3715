"""What staff record about funds: spending, releases, transfers, opening balances, undoing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from accounts.models import User
from core.attention import conditions
from core.models import OrganisationSettings
from ledger.enums import AccountCode, EntryKind, MovementKind, Restriction
from ledger.exceptions import (
    AppendOnlyError,
    BooksClosedError,
    DonorRestrictsError,
    FutureDateError,
    MovementError,
    NoReasonError,
    NotEnoughError,
    NotRestrictedError,
    RestrictedError,
    SameFundError,
    TimeNotComeError,
    UndoneError,
)
from ledger.models import Fund, FundMovement, FundTranslation, Line
from ledger.services import movements
from ledger.services.balances import balance_of
from ledger.services.posting import Posting, post
from ledger.verification import movements_are_posted
from tests.factories.accounts import make_staff, make_user
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


def record(service: Callable[..., FundMovement], fund: Fund, amount: int, **more: Any) -> Any:
    values = {
        "uuid": uuid4(),
        "fund": fund,
        "amount": amount,
        "currency": "USD",
        "happened_on": DAY,
        "reason": "So it was",
        "by": User.objects.first() or make_user(),
    }
    return service(**{**values, **more})


def funded(amount: int = 10_000, **fields: Any) -> Fund:
    fund = make_fund(**fields)
    record(movements.record_opening, fund, amount)
    return fund


def legs(movement: FundMovement) -> dict[tuple[str, str], int]:
    rows = movement.entry.lines.values_list("account__code", "fund__code", "amount")
    return {(code, fund): amount for code, fund, amount in rows}


def balances(*funds: Fund) -> list[int]:
    return [balance_of(fund, "USD") for fund in funds]


def test_spending_from_a_restricted_fund_is_a_release() -> None:
    wells = funded(code="wells", restriction=Restriction.PURPOSE)
    with translation.override("fr"):  # whoever records it, the journal is in English
        movement = record(movements.spend, wells, 7000, document="Invoice 14")
    assert movement.entry.description == "released: spent for its purpose: So it was"
    assert (movement.kind, movement.entry.kind) == (MovementKind.RELEASE_SPENT, EntryKind.RELEASE)
    assert movement.entry.booked_on == DAY
    assert record(movements.spend, wells, 7000, uuid=movement.uuid) == movement
    assert legs(movement) == {
        (AccountCode.RELEASED, "wells"): 7000,
        (AccountCode.DUE_BETWEEN_FUNDS, "wells"): -7000,
        (AccountCode.DUE_BETWEEN_FUNDS, "unrestricted"): 7000,
        (AccountCode.RELEASED, "unrestricted"): -7000,
        (AccountCode.SPENDING, "unrestricted"): 7000,
        (AccountCode.BANK, "unrestricted"): -7000,
    }
    assert balances(wells, default_fund()) == [3000, 0]
    assert list(movements_are_posted()) == []


def test_money_whose_time_has_come_is_without_restrictions() -> None:
    year = funded(restriction=Restriction.TIME, free_on=DAY)
    [condition] = [one for one in conditions() if one.name == "restricted_time_has_come"]
    [item] = condition.find()
    assert item.text.endswith("are free to use since Nov.\xa020, 2026.")
    movement = record(movements.release, year, 10_000)
    assert (movement.kind, movement.to_fund) == (MovementKind.RELEASE_TIME, default_fund())
    assert balances(year, default_fund()) == [0, 10_000]
    assert list(condition.find()) == []


def test_board_sets_money_aside_and_spends_it_without_a_restriction() -> None:
    reserve = make_fund(code="reserve", designation="Board, 3 March")
    record(movements.record_opening, default_fund(), 10_000)
    record(movements.transfer, default_fund(), 4000, to_fund=reserve)
    record(movements.spend, reserve, 500)
    assert balances(default_fund(), reserve) == [6000, 3500]
    assert not Line.objects.filter(account__code=AccountCode.RELEASED).exists()


def test_what_makes_no_sense_is_refused_and_writes_nothing() -> None:
    wells = funded(restriction=Restriction.PURPOSE)
    later = funded(restriction=Restriction.TIME, free_on=DAY + timedelta(days=1))
    reserve = funded()
    count = FundMovement.objects.count()
    tomorrow = OrganisationSettings.today() + timedelta(days=1)
    refusals: list[tuple[type[MovementError], Any, Fund, int, dict[str, Any]]] = [
        (NotEnoughError, movements.spend, wells, 10_001, {}),
        (NotEnoughError, movements.spend, wells, 1, {"currency": "EUR"}),
        (NotEnoughError, movements.transfer, reserve, 10_001, {"to_fund": default_fund()}),
        (NoReasonError, movements.spend, wells, 1, {"reason": " "}),
        (FutureDateError, movements.spend, wells, 1, {"happened_on": tomorrow}),
        (RestrictedError, movements.transfer, wells, 1, {"to_fund": default_fund()}),
        (DonorRestrictsError, movements.transfer, reserve, 1, {"to_fund": wells}),
        (SameFundError, movements.transfer, reserve, 1, {"to_fund": reserve}),
        (NotRestrictedError, movements.release, reserve, 1, {}),
        (TimeNotComeError, movements.release, wells, 1, {}),
        (TimeNotComeError, movements.release, later, 1, {}),
    ]
    for error, service, fund, amount, more in refusals:
        with pytest.raises(error):
            record(service, fund, amount, **more)
    assert FundMovement.objects.count() == count


def test_nothing_is_recorded_in_closed_books() -> None:
    wells = funded(restriction=Restriction.PURPOSE)
    settings = OrganisationSettings.load()
    settings.books_closed_on = DAY
    settings.save()
    with pytest.raises(BooksClosedError):
        record(movements.spend, wells, 1)
    record(movements.spend, wells, 1, happened_on=DAY + timedelta(days=1))
    with override_settings(GUARDS_OFF=("closed books",)):
        record(movements.spend, wells, 1)
    assert balances(wells) == [9998]


def test_without_its_guard_more_is_released_than_there_is() -> None:
    wells = funded(restriction=Restriction.PURPOSE)
    with override_settings(GUARDS_OFF=("fund balance",)):
        record(movements.spend, wells, 10_001)
    assert balances(wells) == [-1]


def test_overdrawn_restricted_fund_is_shown_and_made_up_for() -> None:
    wells, reserve = make_fund(code="wells", restriction=Restriction.PURPOSE), funded()
    post(
        key="fee",
        kind=EntryKind.FEE,
        description="A fee",
        occurred_at=OrganisationSettings.noon_of(DAY),
        postings=[
            Posting(AccountCode.DISPUTE_FEES, wells, 1500, "USD"),
            Posting(AccountCode.STRIPE, wells, -1500, "USD"),
        ],
    )
    [condition] = [one for one in conditions() if one.name == "restricted_fund_overdrawn"]
    [item] = condition.find()
    assert "-$15.00" in item.text
    with pytest.raises(DonorRestrictsError):
        record(movements.transfer, reserve, 1501, to_fund=wells)
    record(movements.transfer, reserve, 1500, to_fund=wells)
    assert list(condition.find()) == []


def test_fund_in_order_and_time_that_left_nothing_ask_for_nobody() -> None:
    funded(restriction=Restriction.PURPOSE)
    spent = funded(restriction=Restriction.TIME, free_on=DAY)
    with override_settings(GUARDS_OFF=("fund balance",)):
        record(movements.release, spent, 10_001)
    names = ("restricted_time_has_come", "restricted_fund_overdrawn")
    found = {one.name: list(one.find()) for one in conditions() if one.name in names}
    assert found["restricted_time_has_come"] == []
    [item] = found["restricted_fund_overdrawn"]
    assert spent.name in item.text


def test_mistake_is_undone_once_and_both_rows_stay() -> None:
    wells = funded(restriction=Restriction.PURPOSE)
    movement = record(movements.spend, wells, 7000)
    undo = {"uuid": uuid4(), "movement": movement, "happened_on": DAY, "reason": "700, not 7000"}
    undone = movements.undo_movement(**undo, by=movement.recorded_by)
    assert movements.undo_movement(**undo, by=movement.recorded_by) == undone
    assert balances(wells, default_fund()) == [10_000, 0]
    for again in (movement, undone):
        with pytest.raises(UndoneError):
            movements.undo_movement(
                **{**undo, "uuid": uuid4(), "movement": again}, by=movement.recorded_by
            )
    assert list(movements_are_posted()) == []
    with pytest.raises(AppendOnlyError):
        FundMovement.objects.all().delete()


@pytest.mark.engine("sqlite")  # PostgreSQL itself refuses it
def test_movement_that_is_booked_otherwise_is_found() -> None:
    fund = funded(code="soap")
    Line.objects.filter(fund=fund)._raw_delete("default")
    movement = FundMovement.objects.get()
    assert list(movements_are_posted()) == [
        f"Movement {movement.uuid} of fund soap is booked otherwise."
    ]


def test_fund_is_headed_by_its_name_in_the_readers_language(client: Client) -> None:
    wells = make_fund(name="Wells")
    FundTranslation.objects.create(fund=wells, language="fr", name="Puits")
    staff = make_staff("ledger.view_fund")
    UserProfile.objects.create(user=staff, preferred_language="fr")
    client.force_login(staff)
    page = client.get(reverse("funds:inspect", args=[wells.pk]))
    assert page.context["page_subtitle"] == "Puits"


def test_treasurer_releases_by_clicking_once_though_clicking_twice(client: Client) -> None:
    wells = funded(name="Wells", restriction=Restriction.PURPOSE)
    client.force_login(make_staff("ledger.view_fund", "ledger.add_fundmovement"))
    page = client.get(reverse("funds:inspect", args=[wells.pk])).content.decode()
    url = reverse("fund-movements:spent", args=[wells.pk])
    assert url in page
    assert "$100.00" in page
    form = client.get(url).context["form"]
    typed = {
        "token": form["token"].value(),
        "amount": "200",
        "currency": "USD",
        "happened_on": "2026-11-20",
        "reason": "Pump",
    }
    answer = client.post(url, typed)
    assert "Only $100.00 is in this fund." in answer.content.decode()
    for _click in range(2):
        assert client.post(url, typed | {"amount": "70.00"}).status_code == 302
    assert FundMovement.objects.filter(kind=MovementKind.RELEASE_SPENT).count() == 1
    assert balances(wells) == [3000]
    [movement] = FundMovement.objects.filter(fund=wells, kind=MovementKind.RELEASE_SPENT)
    undo = reverse("fund-movements:undo", args=[movement.pk])
    token = client.get(undo).context["form"]["token"].value()
    client.post(undo, {"token": token, "happened_on": "2026-11-20", "reason": "Not yet paid"})
    assert balances(wells) == [10_000]


def test_release_typed_again_in_a_second_tab_is_asked_about(client: Client) -> None:
    wells = funded(restriction=Restriction.PURPOSE)
    client.force_login(make_staff("ledger.view_fund", "ledger.add_fundmovement"))
    url = reverse("fund-movements:spent", args=[wells.pk])
    first, second = (client.get(url).context["form"] for _tab in range(2))
    typed = {
        "amount": "30.00",
        "currency": "USD",
        "happened_on": "2026-11-20",
        "reason": "Pump",
    }

    def send(form: Any) -> Any:
        carried = {name: form[name].value() for name in ("token", "seen")}
        return client.post(url, typed | carried)

    assert send(first).status_code == 302
    answer = send(second)
    said = "this was recorded: released: spent for its purpose, Nov. 20, 2026, $30.00."
    assert said in " ".join(answer.context["form"].non_field_errors()).replace("\xa0", " ")
    assert balances(wells) == [7000]
    assert send(answer.context["form"]).status_code == 302  # another pump of the same price
    assert balances(wells) == [4000]


@pytest.mark.parametrize("name", ["opening", "spending", "spent", "time", "transfer", "undo"])
def test_only_who_may_decide_finds_the_forms(client: Client, name: str) -> None:
    fund = funded()
    client.force_login(make_staff("ledger.view_fund", "ledger.view_fundmovement"))
    pk = FundMovement.objects.get().pk if name == "undo" else fund.pk
    url = reverse(f"fund-movements:{name}", args=[pk])
    assert client.post(url, {"amount": "1"}).status_code == 302
    assert url not in client.get(reverse("funds:inspect", args=[fund.pk])).content.decode()
    assert FundMovement.objects.count() == 1
