"""The pages of the five groups."""

from collections.abc import Iterator

from stories.models import GroupPage, WomensGroup

from .texts import Block, Picture, Text, photo, prose, quote, soaps
from .tree import SamplePage

# Key → title, slug, summary, picture, body.
PAGES: dict[str, tuple[Text, Text, Text, str, list[Block]]] = {
    "kotognontala": (
        Text("Kotognontala", "Kotognontala"),
        Text("kotognontala", "kotognontala"),
        Text(
            "Thirty-two women in Kalabambougou make toilet soap and honey soap in a courtyard with "
            "one good tree.",
            "Trente-deux femmes de Kalabambougou font du savon de toilette et du savon au miel "
            "dans "
            "une cour, à l'ombre d'un bel arbre.",
        ),
        "group-kotognontala",
        [
            prose(
                """
                The group began as a savings circle. Every week each woman put a small sum into the
                box, a part for business and a part for health. For a time the group bought soap
                and handed it out. Then the women asked to learn to make it themselves.

                Today they buy the shea, keep the ledger, set the prices and decide together what
                the money is for. Their comb stands on every bar.
                """,
                """
                Le groupe a commencé par un cercle d'épargne. Chaque semaine, chaque femme mettait
                une petite somme dans la caisse, une part pour le commerce, une part pour la santé.
                Un temps, le groupe achetait du savon et le distribuait. Puis les femmes ont demandé
                à apprendre à le faire elles-mêmes.

                Aujourd'hui elles achètent le karité, tiennent le cahier, fixent les prix et
                décident ensemble de l'usage de l'argent. Leur peigne est sur chaque savon.
                """,
            ),
            photo(
                "courtyard-kalabambougou",
                "The courtyard in Kalabambougou where the soap is made.",
                "La cour de Kalabambougou où se fait le savon.",
            ),
            soaps("shea-bar", "honey-bar", en="Their soap", fr="Leurs savons"),
        ],
    ),
    "benkadi": (
        Text("Bènkadi", "Bènkadi"),
        Text("benkadi", "benkadi"),
        Text(
            "Up in the hills of Sanankoro, twenty-eight women make laundry soap and carry it down "
            "to the markets.",
            "Dans les collines de Sanankoro, vingt-huit femmes font du savon de lessive et le "
            "descendent aux marchés.",
        ),
        "group-benkadi",
        [
            prose(
                """
                Sanankoro lies in Lassa, high above Commune IV. The road ends before the houses do.
                Everything the women need for soap goes up on their heads, and every bar comes down
                the same way.

                Bènkadi means that people agree. The women vote with pebbles: one for yes, none for
                no. They count twice.
                """,
                """
                Sanankoro se trouve à Lassa, au-dessus de la Commune IV. La route s'arrête avant les
                maisons. Tout ce qu'il faut pour le savon monte sur la tête des femmes, et chaque
                pain redescend de même.

                Bènkadi veut dire que l'on s'entend. Les femmes votent avec des cailloux : un pour
                oui, aucun pour non. Elles comptent deux fois.
                """,
            ),
            photo(
                "hills-of-sanankoro",
                "The path to Sanankoro.",
                "Le sentier de Sanankoro.",
                bleed=True,
            ),
            soaps("laundry-bar", en="Their soap", fr="Leur savon"),
        ],
    ),
    "sigida-yiriwa": (
        Text("Sigida Yiriwa Ton 1", "Sigida Yiriwa Ton 1"),
        Text("sigida-yiriwa-ton-1", "sigida-yiriwa-ton-1"),
        Text(
            "Eighteen women in Sebenikoro save 100 francs a week each, in a box with three locks.",
            "Dix-huit femmes de Sebenikoro épargnent 100 francs par semaine chacune, dans une "
            "caisse à trois cadenas.",
        ),
        "group-sigida-yiriwa",
        [
            prose(
                """
                The women meet once a week under the mango tree. Each brings CFA 100, about 17 US
                cents. A part is lent for business: a sack of rice to sell, a bench for the market.
                A part is kept for health and pays the clinic when somebody is ill.

                Three women hold the keys. The box opens only when all three are there.
                """,
                """
                Les femmes se réunissent une fois par semaine sous le manguier. Chacune apporte 100
                francs CFA, environ 17 cents américains. Une part se prête pour le commerce : un sac
                de riz à revendre, un banc pour le marché. Une part est gardée pour la santé et paie
                le centre de santé quand quelqu'un est malade.

                Trois femmes ont les clés. La caisse ne s'ouvre que si toutes trois sont là.
                """,
            ),
            quote(
                "We do not lend to the woman who asks loudest. We lend to the one whose turn it "
                "is.",
                "Nous ne prêtons pas à celle qui demande le plus fort. Nous prêtons à celle dont "
                "c'est le tour.",
                who=Text("The group, sample words", "Le groupe, paroles d'exemple"),
            ),
        ],
    ),
    "boulkassoumbougou": (
        Text("The widows of Boulkassoumbougou", "Les veuves de Boulkassoumbougou"),
        Text("widows-of-boulkassoumbougou", "veuves-de-boulkassoumbougou"),
        Text(
            "Twenty-six widows shape gabakourouni, the round dish soap of Malian kitchens, and "
            "keep "
            "their own accounts.",
            "Vingt-six veuves façonnent le gabakourouni, le savon rond des cuisines maliennes, et "
            "tiennent elles-mêmes leurs comptes.",
        ),
        "group-boulkassoumbougou",
        [
            prose(
                """
                Each of these women ran a household alone before she joined. Together they rent a
                room with a roof that does not leak, buy oil by the barrel and sell gabakourouni by
                the hundred.

                They teach as well. When a new group wants to learn, two of them go there for a
                week and bring their own paddle.
                """,
                """
                Chacune de ces femmes menait seule son foyer avant d'entrer dans le groupe.
                Ensemble, elles louent une pièce dont le toit ne fuit pas, achètent l'huile au fût
                et vendent le gabakourouni par centaines.

                Elles enseignent aussi. Quand un nouveau groupe veut apprendre, deux d'entre elles y
                passent une semaine, avec leur propre spatule.
                """,
            ),
            photo(
                "street-boulkassoumbougou",
                "A street in Boulkassoumbougou, on the way to sell.",
                "Une rue de Boulkassoumbougou, un jour de vente.",
            ),
            soaps("gabakourouni", en="Their soap", fr="Leur savon"),
        ],
    ),
    "sabalibougou": (
        Text("Sabalibougou", "Sabalibougou"),
        Text("sabalibougou", "sabalibougou"),
        Text(
            "Thirty-four women cook soap around the largest pot of the four cooperatives. Their "
            "liquid soap takes two weeks.",
            "Trente-quatre femmes cuisent le savon autour de la plus grande marmite des quatre "
            "coopératives. Leur savon liquide demande deux semaines.",
        ),
        "group-sabalibougou",
        [
            prose(
                """
                The women of Sabalibougou work in turns of eight. While one turn stirs, another
                sells, and a third looks after the children of all. Each turn has its own page in
                the ledger, and each page is read aloud at the end of the month.
                """,
                """
                Les femmes de Sabalibougou travaillent par équipes de huit. Pendant que l'une remue,
                l'autre vend, et une troisième garde les enfants de toutes. Chaque équipe a sa page
                dans le cahier, et chaque page est lue à voix haute à la fin du mois.
                """,
            ),
            photo(
                "weighing-shea",
                "Every purchase is weighed twice and written down once.",
                "Chaque achat est pesé deux fois et noté une fois.",
            ),
            soaps("liquid-soap", en="Their soap", fr="Leur savon"),
        ],
    ),
}


def group_pages(groups: dict[str, WomensGroup]) -> Iterator[SamplePage]:
    for key, (title, slug, summary, picture, body) in PAGES.items():
        yield SamplePage(
            key=f"group:{key}",
            model=GroupPage,
            parent="groups",
            title=title,
            slug=slug,
            facts={"group": groups[key]},
            texts={
                "summary": summary,
                "search_description": summary,
                "lead_image": Picture(picture),
                "body": body,
            },
        )
