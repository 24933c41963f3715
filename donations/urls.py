from django.urls import path

from donations import views

app_name = "donations"
urlpatterns = [
    path("donate/start/", views.start, name="start"),
    path("receipts/<str:token>/", views.receipt, name="receipt"),
    path("receipts/<str:token>/pdf/", views.receipt_pdf, name="receipt-pdf"),
]
