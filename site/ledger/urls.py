from django.urls import path

from ledger import views

app_name = "ledger"
urlpatterns = [
    path("open-books/", views.open_books, name="open_books"),
    path("open-books/data.csv", views.open_books_data, name="open_books_data"),
]
