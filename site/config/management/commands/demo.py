import os
from argparse import ArgumentParser
from pathlib import Path
from shutil import rmtree
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from wagtail.models import Site

from accounts.models import User
from config.demo import cheques, content, funders, money
from config.roles import setup_roles
from config.serving import PortTakenError, Servers, require_free_port

STAFF_EMAIL = "staff@example.org"
STAFF_PASSWORD = "soap-and-stories"  # noqa: S105  (of the demo only)


class Command(BaseCommand):
    help = "Migrate, load sample content, start the Stripe sandbox and the site. Safe to repeat."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="throw away the database, pictures and mails first"
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="stop when the content is there"
        )
        parser.add_argument("--size", choices=["small", "large"], default="small")

    def handle(self, *, reset: bool, no_serve: bool, size: str, **options: Any) -> None:
        if settings.STRIPE_API_BASE == settings.STRIPE_LIVE_API_BASE:
            raise CommandError("The demo is for the sandbox: STRIPE_API_BASE points at Stripe.")
        port = int(os.environ.get("PORT", "8000"))
        sandbox_port = int(os.environ.get("SANDBOX_PORT", "12111"))
        try:
            if not no_serve:
                require_free_port("PORT", port)
                require_free_port("SANDBOX_PORT", sandbox_port)
            if reset:
                self._reset()
            self._prepare(port=port, size=size)
            if no_serve:
                money.take_sample_payments()
            else:
                self._serve(port=port, sandbox_port=sandbox_port)
        except PortTakenError as error:
            raise CommandError(str(error)) from error

    def _reset(self) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("--reset works on SQLite; make another database an empty one first.")
        connection.close()
        database = Path(connection.settings_dict["NAME"])
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        for path in settings.VAR.glob("sandbox.sqlite3*"):
            path.unlink()
        rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        rmtree(settings.VAR / "mail", ignore_errors=True)

    def _prepare(self, *, port: int, size: str) -> None:
        self.stdout.write("Migrating …")
        call_command("migrate", verbosity=0)
        content.load(size=size)
        Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=port)
        setup_roles()
        staff = make_staff()
        cheques.take_sample_cheques(by=staff)
        funders.take_sample_promises(by=staff)

    def _serve(self, *, port: int, sandbox_port: int) -> None:
        self.stdout.write("Starting …")
        try:
            with Servers(port=port, sandbox_port=sandbox_port, folder=settings.VAR) as servers:
                self.stdout.write(
                    f"\n  The site       {servers.url}/\n"
                    f"  Staff          {servers.url}/accounts/login/password/\n"
                    f"                 {STAFF_EMAIL}, password {STAFF_PASSWORD}\n"
                    f"  Play money     card 4242 4242 4242 4242; 4000 0000 0000 0002 is declined\n"
                    f"  Mails          {settings.VAR / 'mail'}\n\n"
                    "Ctrl-C stops everything.",
                )
                self.stdout.flush()
                money.take_sample_payments()
                content.make_remaining_picture_sizes()
                servers.wait()
                raise CommandError("The site or the sandbox ended by itself.")
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")


def make_staff() -> User:
    """The demo's member of staff, with a confirmed address, so that a code by e-mail works too."""
    user = User.objects.filter(email=STAFF_EMAIL).first()
    if user is None:
        user = User.objects.create_superuser(email=STAFF_EMAIL, password=STAFF_PASSWORD)
    EmailAddress.objects.get_or_create(
        user=user, email=STAFF_EMAIL, defaults={"verified": True, "primary": True}
    )
    return user
