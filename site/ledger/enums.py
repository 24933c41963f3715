from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class Restriction(TextChoices):
    """Whose wish binds the money. Only a donor can restrict; the board can only designate."""

    NONE = "none", _("without donor restrictions")
    PURPOSE = "purpose", _("restricted to a purpose")
    TIME = "time", _("restricted to a time")


class AccountKind(TextChoices):
    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    NET_ASSETS = "net_assets", _("net assets")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")


class AccountCode(TextChoices):
    """The chart of accounts. The numbers are ours; the treasurer maps them on export."""

    BANK = "1000", _("Bank")
    CASH = "1010", _("Cash on hand")
    MOBILE_MONEY = "1020", _("Mobile money")
    STRIPE = "1100", _("Stripe balance")
    DISPUTED = "1150", _("Money in dispute")
    EXCHANGE = "1190", _("Currency exchange clearing")
    SECURITIES = "1300", _("Securities received")
    DUE_BETWEEN_FUNDS = "1900", _("Due between funds")
    SALES_TAX = "2200", _("Sales tax payable")
    SUSPENSE = "2900", _("Suspense (not explained)")
    OPENING = "3000", _("Opening balances")
    TRANSFERS = "3100", _("Transfers between funds")
    RELEASED = "3200", _("Net assets released from restrictions")
    GIFTS = "4000", _("Gifts")
    GIFTS_IN_SALES = "4010", _("Gifts paid above the value of goods")
    GIFTS_IN_KIND = "4020", _("Gifts in kind")
    FEE_COVER = "4050", _("Gifts to cover fees")
    SOAP_SALES = "4100", _("Soap sales")
    SHIPPING = "4150", _("Shipping paid by buyers")
    PROCESSING_FEES = "5000", _("Payment processing fees")
    DISPUTE_FEES = "5010", _("Dispute fees")
    DISPUTE_LOSSES = "5020", _("Losses by disputes")
    USED_IN_KIND = "5100", _("Goods and services received in kind")
    SPENDING = "6000", _("Spending recorded by hand")


ACCOUNT_KINDS = {
    AccountCode.BANK: AccountKind.ASSET,
    AccountCode.CASH: AccountKind.ASSET,
    AccountCode.MOBILE_MONEY: AccountKind.ASSET,
    AccountCode.STRIPE: AccountKind.ASSET,
    AccountCode.DISPUTED: AccountKind.ASSET,
    AccountCode.EXCHANGE: AccountKind.ASSET,
    AccountCode.SECURITIES: AccountKind.ASSET,
    AccountCode.DUE_BETWEEN_FUNDS: AccountKind.ASSET,
    AccountCode.SALES_TAX: AccountKind.LIABILITY,
    AccountCode.SUSPENSE: AccountKind.LIABILITY,
    AccountCode.OPENING: AccountKind.NET_ASSETS,
    AccountCode.TRANSFERS: AccountKind.NET_ASSETS,
    AccountCode.RELEASED: AccountKind.NET_ASSETS,
    AccountCode.GIFTS: AccountKind.INCOME,
    AccountCode.GIFTS_IN_SALES: AccountKind.INCOME,
    AccountCode.GIFTS_IN_KIND: AccountKind.INCOME,
    AccountCode.FEE_COVER: AccountKind.INCOME,
    AccountCode.SOAP_SALES: AccountKind.INCOME,
    AccountCode.SHIPPING: AccountKind.INCOME,
    AccountCode.PROCESSING_FEES: AccountKind.EXPENSE,
    AccountCode.DISPUTE_FEES: AccountKind.EXPENSE,
    AccountCode.DISPUTE_LOSSES: AccountKind.EXPENSE,
    AccountCode.USED_IN_KIND: AccountKind.EXPENSE,
    AccountCode.SPENDING: AccountKind.EXPENSE,
}


class EntryKind(TextChoices):
    PAYMENT = "payment", _("payment received")
    FEE = "fee", _("processing fee")
    REFUND = "refund", _("refund")
    EXCHANGE = "exchange", _("currency exchange")
    PAYOUT = "payout", _("payout to the bank")
    DISPUTE = "dispute", _("dispute")
    ALLOCATION = "allocation", _("gift split over funds")
    TRANSFER = "transfer", _("transfer between funds")
    RELEASE = "release", _("release from restriction")
    SPENDING = "spending", _("spending")
    REVERSAL = "reversal", _("reversal")
    OPENING = "opening", _("opening balance")
    MANUAL = "manual", _("manual")


class MovementKind(TextChoices):
    """What staff record about a fund by hand."""

    OPENING = "opening", _("opening balance")
    SPENDING = "spending", _("spent")
    RELEASE_SPENT = "spent", _("released: spent for its purpose")
    RELEASE_TIME = "time", _("released: its time has come")
    TRANSFER = "transfer", _("moved to another fund")

    RELEASES = nonmember(("spent", "time"))
    TO_ANOTHER = nonmember(("spent", "time", "transfer"))

    @property
    def in_english(self) -> str:
        """As the journal has it whoever writes there; `Entry.told` translates it."""
        with override(None):
            return str(self.label)


class ExportProgram(TextChoices):
    """Accounting programs that import our journal."""

    QUICKBOOKS = "quickbooks", "QuickBooks Online"
    XERO = "xero", "Xero"


class ExportDetail(TextChoices):
    """How much of the journal an export holds. A payout has an entry of its own in either."""

    DAY = "day", _("one entry a day for each kind")
    ENTRY = "entry", _("every entry of the journal")


class ExportTerm(TextChoices):
    """Words of an accounting program besides accounts and funds. The names are Xero's defaults,
    or the usual ones of a nonprofit in the United States."""

    FUNDS = "funds", _("Tracking category of the funds")
    NET_ASSETS = "net_assets", _("Tracking category of the net assets")
    WITHOUT = "without", _("Net assets without donor restrictions")
    WITH = "with", _("Net assets with donor restrictions")
    TAX_RATE = "tax_rate", _("Tax rate of a line without tax")
