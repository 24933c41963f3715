from django.urls import path

from shop import views

app_name = "shop"
urlpatterns = [
    path("basket/", views.basket, name="basket"),
    path("basket/add/", views.add, name="basket-add"),
    path("basket/update/", views.update, name="basket-update"),
    path("basket/gift/", views.gift, name="basket-gift"),
    path("basket/gift/remove/", views.remove_gift, name="basket-gift-remove"),
    path("basket/count/", views.count, name="basket-count"),
    path("checkout/", views.checkout, name="checkout"),
]
