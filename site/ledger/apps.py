from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"

    def ready(self) -> None:
        from core.watching import watch
        from ledger.verification import entries_balance, register_check, reversals_mirror

        register_check("every entry balances per currency and fund", entries_balance)
        register_check("every reversal mirrors its entry", reversals_mirror)
        watch("ledger.Fund", "ledger.FundTranslation")
