from django.urls import path

from donations import recurring_views, transfer_views, views

app_name = "donations"
urlpatterns = [
    path("donate/start/", views.start, name="start"),
    path("donate/transfer/", transfer_views.promise, name="transfer"),
    path("donate/transfer/<str:token>/", transfer_views.details, name="transfer-details"),
    path("receipts/<str:token>/", views.receipt, name="receipt"),
    path("receipts/<str:token>/pdf/", views.receipt_pdf, name="receipt-pdf"),
    path("my/gift/<str:token>/", recurring_views.show, name="recurring"),
    path("my/gift/<str:token>/amount/", recurring_views.amount, name="recurring-amount"),
    path("my/gift/<str:token>/day/", recurring_views.day, name="recurring-day"),
    path("my/gift/<str:token>/fund/", recurring_views.fund, name="recurring-fund"),
    path("my/gift/<str:token>/pause/", recurring_views.pause, name="recurring-pause"),
    path("my/gift/<str:token>/resume/", recurring_views.resume, name="recurring-resume"),
    path("my/gift/<str:token>/pay/", recurring_views.pay, name="recurring-pay"),
    path("my/gift/<str:token>/card/", recurring_views.card, name="recurring-card"),
    path("my/gift/<str:token>/end/", recurring_views.end, name="recurring-end"),
    path("my/gift/<str:token>/link/", recurring_views.new_link, name="recurring-link"),
]
