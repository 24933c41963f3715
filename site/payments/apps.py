from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from django.core import checks

        from payments.handlers import check_handlers

        checks.register(check_handlers)
