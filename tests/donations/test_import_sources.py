"""Exports of GiveWP, Donorbox, PayPal and Stripe, under the headings that they have."""

from datetime import date

import pytest
import time_machine

from donations.enums import DayOrder, RowState
from donations.models import Donation
from donations.services.imports.days import clock_in, day_in, moment_of, zone_called
from tests.donations.import_world import NOW, carry_out, problems, states, upload
from tests.factories.donations import make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


GIVEWP = """\
"Donation ID","Donation Number","First Name","Last Name","Email Address","Company Name",\
"Address 1","Address 2","City","State","Zip","Country","Donation Total","Currency Code",\
"Currency Symbol","Donation Status","Payment Gateway","Form ID","Form Title","Level ID",\
"Level Title","Donation Date","Donation Time","User ID","Donor ID","Donor IP Address"
"7","GIVE-7","Awa","Sample","awa@example.org","","1 Road","","Kita","","","ML","40.00","USD","$",\
"Complete","stripe","12","Year end","0","","March 5, 2024","23:59","0","3","192.0.2.1"
"8","GIVE-8","Awa","Sample","awa@example.org","","","","","","","","1,050.00","USD","$",\
"Refunded","paypal","12","Year end","0","","5 mars 2024","10:00","0","3","192.0.2.1"
"9","GIVE-9","Awa","Sample","awa@example.org","","","","","","","","50.00","USD","$",\
"Abandoned","paypal","12","Year end","0","","March 6, 2024","10:00","0","3","192.0.2.1"
"""
DONORBOX = """\
Name,Donating Company,Donor's First Name,Donor's Last Name,Donor Email,Make Donation Anonymous,\
Campaign,Amount Description,Amount,Fair Market Value,Fair Market Value Description,\
Tax Deductible Amount,Currency,Amount in USD,Processing Fee,Platform Fee,Total Fee,Net Amount,\
Fee Covered,Donor Comment,Internal Notes,Donated At,Phone,Address,Address 2,City,\
State / Province,Postal Code,Country,Employer,Occupation,Designation,Receipt Id,Donation Type,\
Card Type,Last 4 Digits,Stripe Charge Id,Pay Pal Transaction Id,Pay Pal Capture Id,\
Recurring Donation,Recurring Plan Id,Recurring Start Date,Join Mailing List,Dedication Type,\
Honoree Name,Recipient Name,Recipient Email,Recipient Address,Recipient Message,First Donation,\
Fundraiser,Donor Id
Awa Sample,Shea & Co,Awa,Sample,awa@example.org,yes,Wells for all,,$40.00,,,,USD,40,1,1,2,38,,Hi,,\
03/13/2024 10:11:12,,,,,,,,,,Wells,A1,check,,,,,,Yes,77,03/05/2024,,In memory of,Fanta,Mariam,\
mariam@example.org,1 Road,Words,Yes,,5
"""
PAYPAL = """\
"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net",\
"From Email Address","To Email Address","Transaction ID","Address Status","Item Title","Item ID",\
"Option 1 Name","Option 1 Value","Option 2 Name","Option 2 Value","Reference Txn ID",\
"Invoice Number","Custom Number","Quantity","Receipt ID","Balance","Contact Phone Number",\
"Subject","Note","Payment Source"
"12/31/2024","22:30:00","PST","Awa Sample","Donation Payment","Completed","USD","1,040.00","-1.50",\
"1,038.50","awa@example.org","us@example.org","9AB","","Gala","","","","","","","","","","","","",\
"","","Website"
"1/2/2025","10:00:00","PST","Awa Sample","Payment Refund","Completed","USD","-15.00","0.00",\
"-15.00","us@example.org","awa@example.org","9AC","","","","","","","","9AB","","","","","","","",\
"",""
"1/3/2025","10:00:00","PST","","General Withdrawal","Completed","USD","-900.00","0.00","-900.00",\
"","","9AD","","","","","","","","","","","","","","","","",""
"1/4/2025","10:00:00","PST","Binta","Subscription Payment","Completed","USD","20.00","-1.00",\
"19.00","binta@example.org","","9AE","","","","","","","","I-77","","","","","","","","",""
"1/5/2025","10:00:00","PST","","Reversal of General Account Hold","Completed","USD","20.00","0.00",\
"20.00","","","9AF","","","","","","","","9AE","","","","","","","","",""
"""
STRIPE = """\
id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,\
Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,\
Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Card Name,\
Transfer Group,PaymentIntent ID
ch_1,,Payment complete.,2025-01-01 02:00,40.00,0.00,usd,40.00,0.00,1.5,0,usd,Live,Paid,,cus_1,,\
awa@example.org,true,card_1,4242,Visa,Awa Sample,,pi_1
ch_2,,Payment complete.,2025-01-01 12:00,40.00,40.00,usd,40.00,40.00,1.5,0,usd,Live,Refunded,,,,\
awa@example.org,true,card_1,4242,Visa,Awa Sample,,pi_2
ch_3,,Declined.,2025-01-01 12:00,40.00,0.00,usd,0,0,0,0,,Live,Failed,,,,\
awa@example.org,false,card_1,4242,Visa,Awa Sample,,pi_3
"""


def test_gifts_of_givewp_come_on_the_days_of_the_site_and_refunded_ones_are_refunded():
    batch = upload(GIVEWP)
    assert batch.source == "givewp"
    assert problems(batch) == [[["status", "“Abandoned” is not paid."]]]
    carry_out(batch)
    first, second = Donation.objects.order_by("amount")
    assert (first.amount, first.name, first.email) == (4000, "Awa Sample", "awa@example.org")
    assert (first.received_on, second.received_on) == (date(2024, 3, 5), date(2024, 3, 5))
    assert (first.refunded, second.refunded) == (0, 105_000)
    assert batch.rows.first().noted["came_from"] == "Year end"


def test_designation_of_donorbox_is_the_fund_and_a_dedication_was_told_there():
    assert [one[0][0] for one in problems(upload(DONORBOX))] == ["fund"]  # never the general one
    wells = make_fund(code="wells-of-kita", name="Wells")
    batch = upload(DONORBOX)
    assert (batch.source, problems(batch)) == ("donorbox", [])
    carry_out(batch)
    gift = Donation.objects.get()
    assert (gift.amount, gift.received_on, gift.fund) == (4000, date(2024, 3, 13), wells)
    assert (gift.is_anonymous, gift.message, gift.payment.method) == (True, "Hi", "cheque")
    assert (gift.tribute.kind, gift.tribute.honouree) == ("memory", "Fanta")
    assert (gift.tribute.told_email, gift.tribute.status) == ("mariam@example.org", "closed")
    assert batch.rows.get().noted == {"came_from": "Wells for all", "recurring": "77"}


def test_movements_of_paypal_are_gifts_or_taken_off_them_or_stay_out():
    batch = upload(PAYPAL)
    assert (batch.source, states(batch)) == ("paypal", ["new", "bad", "bad", "new", "bad"])
    said = [words[0][1] for words in problems(batch)]
    assert said[0].startswith("This gives money back. It is taken off the gift 9AB")
    assert said[1:] == [
        "This is no gift that came: “General Withdrawal”.",
        "This is no gift that came: “Reversal of General Account Hold”.",
    ]
    carry_out(batch)
    gift = Donation.objects.get(amount=104_000)
    # Half past ten in the evening in California is the new year in New York, where we are.
    assert (gift.received_on, gift.refunded) == (date(2025, 1, 1), 1500)
    assert batch.rows.get(line=5).noted["recurring"] == "I-77"
    again = upload(PAYPAL)
    assert states(again) == ["known", "bad", "bad", "known", "bad"]


def test_payments_of_stripe_belong_to_the_year_of_the_organisation():
    batch = upload(STRIPE)
    assert (batch.source, states(batch)) == ("stripe", ["new", "new", "bad"])
    carry_out(batch)
    first, second = Donation.objects.order_by("received_at")
    assert (first.received_on, second.received_on) == (date(2024, 12, 31), date(2025, 1, 1))
    assert (first.refunded, second.refunded, first.name) == (0, 4000, "Awa Sample")


def test_order_of_day_and_month_is_seen_where_only_one_can_be():
    head = "date,name,amount\n"
    orders = {"5/13/2024": "month", "13.5.2024": "day", "5/6/2024": "iso", "2024-05-13": "iso"}
    for day, order in orders.items():
        assert upload(f"{head}{day},A,4\n").day_order == order
    both = upload(f"{head}5/13/2024,A,4\n13/5/2024,B,4\n")
    assert (both.day_order, set(states(both))) == ("iso", {RowState.BAD})


def test_days_and_times_are_read_as_others_write_them():
    texts = ("March 5, 2024", "Mar 5th, 2024 10:00", "5 March 2024", "5 mars 2024", "5 févr. 2024")
    days = [day_in(text, DayOrder.ISO) for text in texts]
    assert days == [date(2024, 3, 5)] * 4 + [date(2024, 2, 5)]
    assert day_in("2024-03-05T10:00:00Z", DayOrder.ISO) == date(2024, 3, 5)
    for wrong in ("Ma 5, 2024", "jui 5, 2024", "February 30, 2024", "5 of March", ""):
        assert day_in(wrong, DayOrder.ISO) is None
    assert [str(clock_in(text)) for text in ("22:30:00", "2024-03-05 10:11", "10", "25:00")] == [
        *("22:30:00", "10:11:00", "None", "None")
    ]
    moment = moment_of("2024-03-05T10:00:00+01:00")
    assert moment is not None
    assert moment.astimezone(zone_called("PDT")).hour == 2
    assert str(zone_called("Europe/Berlin")) == "Europe/Berlin"
    assert [zone_called(name) for name in ("", "XYZ", "No/Where", "../../etc/passwd")] == [None] * 4
