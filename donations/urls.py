from django.urls import path

from donations.views import giving, receipts, recurring, statements, transfers

app_name = "donations"
urlpatterns = [
    path("donate/start/", giving.start, name="start"),
    path("donate/transfer/", transfers.promise, name="transfer"),
    path("donate/transfer/<str:token>/", transfers.details, name="transfer-details"),
    path("receipts/<str:token>/", receipts.receipt, name="receipt"),
    path("receipts/<str:token>/pdf/", receipts.receipt_pdf, name="receipt-pdf"),
    path("my/statements/", statements.make, name="make-statement"),
    path("statements/<str:token>/", statements.statement, name="statement"),
    path("statements/<str:token>/pdf/", statements.statement_pdf, name="statement-pdf"),
    path("my/gift/<str:token>/", recurring.show, name="recurring"),
    path("my/gift/<str:token>/amount/", recurring.amount, name="recurring-amount"),
    path("my/gift/<str:token>/day/", recurring.day, name="recurring-day"),
    path("my/gift/<str:token>/fund/", recurring.fund, name="recurring-fund"),
    path("my/gift/<str:token>/pause/", recurring.pause, name="recurring-pause"),
    path("my/gift/<str:token>/resume/", recurring.resume, name="recurring-resume"),
    path("my/gift/<str:token>/pay/", recurring.pay, name="recurring-pay"),
    path("my/gift/<str:token>/card/", recurring.card, name="recurring-card"),
    path("my/gift/<str:token>/end/", recurring.end, name="recurring-end"),
    path("my/gift/<str:token>/link/", recurring.new_link, name="recurring-link"),
]
