import datetime as dt

from config.demo.texts import Text, film, giving, heading, photo, prose, quote, soaps
from stories.enums import Theme

from .story import Story

UP_TO_LASSA = Story(
    key="up-to-lassa",
    title=Text("The way up to Lassa", "La montée de Lassa"),
    slug=Text("the-way-up-to-lassa", "la-montee-de-lassa"),
    group="benkadi",
    people=("djeneba",),
    heard=("djeneba",),
    told_on=dt.date(2026, 5, 16),
    place="Sanankoro, Bamako",
    theme=Theme.COMMUNITY,
    picture="walking-uphill",
    opening_quote=Text(
        "Whatever is in our soap has first been on somebody's head.",
        "Tout ce qu'il y a dans notre savon a d'abord été sur la tête de quelqu'un.",
    ),
    summary=Text(
        "Djénéba and the women of Bènkadi carry shea, oil and water up into the hills, and carry "
        "soap down again.",
        "Djénéba et les femmes de Bènkadi montent le karité, l'huile et l'eau dans les collines, "
        "et redescendent le savon.",
    ),
    body=(
        prose(
            """
            From Sanankoro you see all of Bamako: the river, the bridges, the haze over the
            markets. Djénéba says that this is the trouble. From up here everything looks near.

            Sanankoro lies in Lassa, in the hills above Commune IV. The paved road stops below.
            Whoever wants something up here carries it: shea butter in sacks of twenty-five kilos,
            oil in yellow cans, water whenever the pump rests.
            """,
            """
            De Sanankoro, on voit tout Bamako : le fleuve, les ponts, la brume au-dessus des
            marchés. C'est bien le problème, dit Djénéba. D'ici, tout a l'air proche.

            Sanankoro se trouve à Lassa, dans les collines de la Commune IV. Le goudron s'arrête
            plus bas. Qui veut quelque chose ici le porte : le beurre de karité en sacs de
            vingt-cinq kilos, l'huile en bidons jaunes, l'eau quand la pompe se repose.
            """,
        ),
        photo(
            "hills-of-sanankoro",
            "Sanankoro at the end of the dry season.",
            "Sanankoro à la fin de la saison sèche.",
            bleed=True,
        ),
        prose(
            """
            When the women of Bènkadi decided to make soap, a visitor advised them to do it in the
            valley, where the lorries are. Djénéba stood up at that meeting. She is not tall, and
            she waited until it was quiet.
            """,
            """
            Quand les femmes de Bènkadi ont décidé de faire du savon, un visiteur leur a conseillé
            de s'installer dans la plaine, là où passent les camions. Djénéba s'est levée. Elle
            n'est pas grande ; elle a attendu le silence.
            """,
        ),
        quote(
            "Our children are up here. Our work will be where our children are.",
            "Nos enfants sont ici, en haut. Notre travail sera là où sont nos enfants.",
            who="Djénéba",
        ),
        prose(
            """
            So they made a plan for the hill. The women drew a list of who walks on which day, and
            nobody walks twice in a row. Those who are pregnant sort and wrap. Those with strong
            knees take the steep path and save half an hour.
            """,
            """
            Elles ont donc fait un plan pour la colline. Une liste dit qui marche quel jour, et
            aucune ne marche deux jours de suite. Celles qui sont enceintes trient et emballent.
            Celles qui ont de bons genoux prennent le sentier raide et gagnent une demi-heure.
            """,
        ),
        photo(
            "portrait-2",
            "Djénéba looks out over the hills.",
            "Djénéba, face aux collines.",
        ),
        film(
            Text("The river below Lassa", "Le fleuve, au pied de Lassa"),
            "view.mp4",
            still="river-at-dusk",
            captions="view.{language}.vtt",
            transcript=Text(
                """
                A sample of five seconds, without sound: a slow look along the Niger at dusk, drawn
                by a computer.
                """,
                """
                Un exemple de cinq secondes, sans son : un lent regard le long du Niger au
                crépuscule, dessiné par un ordinateur.
                """,
            ),
        ),
        heading("One pebble for yes", "Un caillou pour oui"),
        prose(
            """
            Laundry soap is heavy and cheap. The women know the price in every market below, and
            they know what a bar must bring so that the climb is paid. Once a trader offered to
            take everything, at two thirds of that price, for ever. They passed the calabash
            around. Each woman put in one pebble for yes, or none. When they tipped it out, four
            pebbles lay on the mat, for twenty-eight women.

            They still sell by the bar. In the good months a third of what is left goes into a
            purse for health. It has paid for two births at the clinic, with the taxi down, and
            nobody had to ask a neighbour for the fare.
            """,
            """
            Le savon de lessive pèse lourd et se vend peu cher. Les femmes connaissent le prix de
            chaque marché d'en bas, et savent ce qu'un pain doit rapporter pour que la montée soit
            payée. Un jour, un commerçant a proposé de tout prendre, aux deux tiers de ce prix, pour
            toujours. Elles ont fait passer la calebasse. Chacune y mettait un caillou pour oui, ou
            rien. Quand on l'a renversée, il y avait quatre cailloux sur la natte, pour vingt-huit
            femmes.

            Elles vendent toujours au pain. Les bons mois, un tiers de ce qui reste va dans une
            bourse pour la santé. Elle a payé deux accouchements au centre, taxi compris, et
            personne n'a eu à emprunter le prix de la course.
            """,
        ),
        photo(
            "group-benkadi",
            "Bènkadi in Sanankoro, with the soap of one week.",
            "Bènkadi à Sanankoro, avec le savon d'une semaine.",
        ),
        soaps("laundry-bar", en="Soap from her group", fr="Le savon de son groupe"),
        giving(
            Text("They know what the climb costs", "Elles savent ce que coûte la montée"),
            Text(
                "Bènkadi chose the hill. A gift without conditions lets a group make such a choice "
                "and have it respected.",
                "Bènkadi a choisi la colline. Un don sans condition permet à un groupe de choisir, "
                "et d'être suivi.",
            ),
        ),
    ),
    what_happened_next=Text(
        "In August 2026 the women of Bènkadi asked the commune for a second pump. In November they "
        "were still asking. They write down every visit.",
        "En août 2026, les femmes de Bènkadi ont demandé une deuxième pompe à la commune. En "
        "novembre, elles la demandaient toujours. Elles notent chaque visite.",
    ),
)
