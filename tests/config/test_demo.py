import socket

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import User
from config.management.commands.demo import STAFF_EMAIL, STAFF_PASSWORD, make_staff
from config.serving import PortTakenError, require_free_port


@pytest.mark.django_db
def test_make_staff_twice_is_one_superuser_with_a_confirmed_address() -> None:
    make_staff()
    make_staff()
    staff = User.objects.get(email=STAFF_EMAIL)
    assert staff.is_superuser
    assert staff.check_password(STAFF_PASSWORD)
    assert EmailAddress.objects.get(user=staff).verified


@pytest.mark.django_db
def test_demo_refuses_stripe_itself(settings) -> None:
    settings.STRIPE_API_BASE = settings.STRIPE_LIVE_API_BASE
    with pytest.raises(CommandError, match="points at Stripe"):
        call_command("demo", "--no-serve")


def test_require_free_port_names_the_variable_and_the_way_out() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"PORT={port + 1} make run"):
            require_free_port("PORT", port)
    require_free_port("PORT", port)
