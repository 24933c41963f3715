"""The least that an order and a webhook can be with the ORM: what M1 to M5 are measured against."""

import hashlib
import hmac
import json
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


class Table(models.Model):
    class Meta:
        abstract = True
        app_label = "bench"


class Product(Table):
    price = models.BigIntegerField()
    stock = models.IntegerField()


class Order(Table):
    email = models.TextField()
    total = models.BigIntegerField()
    status = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)


class Item(Table):
    order = models.ForeignKey(Order, models.PROTECT)
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.IntegerField()
    price = models.BigIntegerField()


class Event(Table):
    id = models.TextField(primary_key=True)
    kind = models.TextField()


class Gift(Table):
    event = models.OneToOneField(Event, models.PROTECT)
    amount = models.BigIntegerField()


def make_tables() -> Product:
    with connection.schema_editor() as editor:
        for model in (Product, Order, Item, Event, Gift):
            editor.create_model(model)
    return Product.objects.create(price=850, stock=1_000_000)


def order(product: int) -> None:
    with transaction.atomic():
        (row,) = Product.objects.select_for_update().filter(pk=product)
        made = Order.objects.create(email="a@example.org", total=row.price, status="pending")
        Item.objects.bulk_create([Item(order=made, product=row, quantity=1, price=row.price)])
        Product.objects.filter(pk=product, stock__gte=1).update(stock=F("stock") - 1)


@csrf_exempt
def hook(request: HttpRequest) -> HttpResponse:
    stamp, sign = (
        part.partition("=")[2] for part in request.headers["Stripe-Signature"].split(",")
    )
    good = hmac.new(b"whsec_local", f"{stamp}.".encode() + request.body, hashlib.sha256)
    if not hmac.compare_digest(good.hexdigest(), sign):
        return HttpResponse(status=400)
    event: dict[str, Any] = json.loads(request.body)
    try:
        with transaction.atomic():
            made = Event(id=event["id"], kind=event["type"])
            made.save(force_insert=True)
            Gift.objects.create(event=made, amount=4000)
    except IntegrityError:
        return HttpResponse("seen")
    return HttpResponse("ok")


urlpatterns = [path("hook/", hook)]
