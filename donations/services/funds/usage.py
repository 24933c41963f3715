from donations.models import Donation
from ledger.models import Fund, Line
from payments.models import PaymentLine


def has_been_used(fund: Fund) -> bool:
    """Whether money was ever asked for or booked under this fund. From then on its code and its
    restriction stand: they are on receipts, in exports and in what donors were promised."""
    return any(
        rows.filter(fund=fund).exists()
        for rows in (Donation.objects, PaymentLine.objects, Line.objects)
    )
