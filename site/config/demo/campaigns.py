"""A sample campaign that always runs: its days are counted from the day on which it is made."""

import datetime as dt
from collections.abc import Iterator

from donations.models import CampaignPage
from stories.models import WomensGroup
from stories.models.consents import today

from .texts import Picture, Text, heading, photo, prose
from .tree import SamplePage

SLUG = "before-the-rains"


def campaign_pages(groups: dict[str, WomensGroup]) -> Iterator[SamplePage]:
    yield SamplePage(
        key="campaign",
        model=CampaignPage,
        parent="home",
        title=Text("Before the rains", "Avant les pluies"),
        slug=Text(SLUG, "avant-les-pluies"),
        facts={
            "goal": 400_000,
            "starts_on": today() - dt.timedelta(days=20),
            "ends_on": today() + dt.timedelta(days=70),
            "suggested_amounts": "20 40 80 200",
            "match_percent": 50,
            "thanks_by_name": True,
            "group": groups["benkadi"],
        },
        texts={
            "introduction": Text(
                "With the rains come fevers, and the way to the clinic turns to mud. The women of "
                "Bènkadi plan ahead, street by street.",
                "Avec les pluies viennent les fièvres, et le chemin du centre de santé devient "
                "boue. Les femmes de Bènkadi prévoient, rue par rue.",
            ),
            "matcher": Text("a family in Durham", "une famille de Durham"),
            "match_pool": 100_000,
            "lead_image": Picture("river-at-dusk"),
            "body": [
                heading("What the women decide", "Ce que les femmes décident"),
                prose(
                    """
                    They meet in the evening, when the soap is cut. They know which house has small
                    children, who is expecting, whose savings are used up. From that they make a
                    list, and the list says what comes first: a night watch, a fare, a net.

                    A gift without conditions lets them change the list when the water is higher
                    than last year.
                    """,
                    """
                    Elles se réunissent le soir, quand le savon est coupé. Elles savent quelle
                    maison a de petits enfants, qui attend une naissance, qui n'a plus d'épargne.
                    Elles en font une liste, et la liste dit ce qui vient d'abord : une garde de
                    nuit, un trajet, une moustiquaire.

                    Un don sans condition leur permet de changer la liste quand l'eau monte plus
                    haut que l'an dernier.
                    """,
                ),
                photo(
                    "evening-meeting",
                    "The list is read aloud before anybody agrees to it.",
                    "La liste est lue à voix haute avant que l'on s'accorde.",
                ),
            ],
        },
    )
