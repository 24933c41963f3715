from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self) -> None:
        from donations.handlers import GiftHandler
        from ledger.enums import AccountCode
        from payments.enums import LineKind
        from payments.handlers import register_handler, register_receipt_issuer

        gifts = GiftHandler()
        register_handler(LineKind.GIFT, gifts, income=AccountCode.GIFTS)
        register_handler(LineKind.FEE_COVER, gifts, income=AccountCode.FEE_COVER)
        register_receipt_issuer(lambda payment: None)
