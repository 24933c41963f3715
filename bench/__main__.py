"""`python -m bench [--rounds 5] [--requests 20]`: a table of the main pages, on the demo's content.

Only the ratios and the numbers of queries travel from one machine to another.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20, help="of each page in each round")
    given = parser.parse_args()

    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from bench.pages import measure
    from tests.infrastructure.databases import Sqlite, use

    database = Sqlite()
    try:
        use(database)
        pages = find_pages()
        measure(pages, rounds=given.rounds, requests=given.requests)
    finally:
        database.close()
    print_table(pages)


def find_pages() -> list:
    """The hello view, the first live page of each type, and the pages that are no Wagtail pages."""
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.utils.translation import override
    from wagtail.models import Page as WagtailPage

    from bench.hello import make_application
    from bench.pages import Page

    call_command("demo", "--no-serve")
    site = get_wsgi_application()
    pages = [Page("hello (anchor)", "/hello/", make_application())]
    types = set()
    for page in WagtailPage.objects.live().public().filter(depth__gt=1, locale__language_code="en"):
        if page.specific_class not in types:
            types.add(page.specific_class)
            with override("en"):
                _site, _root, path = page.get_url_parts()
            pages.append(Page(page.specific_class.__name__, path, site))
    pages.append(Page("basket", "/basket/", site))
    pages.append(Page("search", "/search/?query=soap", site))
    return pages


def print_table(pages: list) -> None:
    anchor = pages[0].milliseconds
    print(f"{'page':<18}{'status':>7}{'CPU ms':>9}{'× hello':>9}{'SQL':>5}{'KB':>7}{'KB gzip':>9}")
    for page in pages:
        print(
            f"{page.name:<18}{page.status[:3]:>7}{page.milliseconds:>9.2f}"
            f"{page.milliseconds / anchor:>9.0f}{page.queries:>5}"
            f"{len(page.body) / 1024:>7.1f}{page.zipped / 1024:>9.1f}"
        )


if __name__ == "__main__":
    main()
