from typing import Any

from django.core.management.base import BaseCommand

from config.roles import setup_roles


class Command(BaseCommand):
    help = "Make the groups of staff and grant each what its role needs; safe to run again."

    def handle(self, **options: Any) -> None:
        for name, rights in setup_roles().items():
            self.stdout.write(f"{name}: {rights} rights")
