import datetime as dt

from config.demo.texts import Text, giving, heading, photo, prose, quote, soaps
from stories.enums import Theme

from .story import Story

FIRST_POT = Story(
    key="first-pot",
    title=Text("The first pot", "La première marmite"),
    slug=Text("the-first-pot", "la-premiere-marmite"),
    group="kotognontala",
    people=("assan",),
    told_on=dt.date(2026, 9, 12),
    place="Kalabambougou, Bamako",
    theme=Theme.WORK,
    picture="women-stirring-soap",
    opening_quote=Text(
        "We had been buying soap to give away. One evening I asked: why do we not make it?",
        "Nous achetions du savon pour le donner. Un soir j'ai demandé : pourquoi ne pas le faire "
        "nous-mêmes ?",
    ),
    summary=Text(
        "Assan's savings circle bought soap for years. Then the women asked to learn to make it, "
        "and spoiled the first pot.",
        "Le cercle d'épargne d'Assan a longtemps acheté du savon. Puis les femmes ont demandé à "
        "apprendre à le faire, et raté la première marmite.",
    ),
    body=(
        prose(
            """
            Assan keeps the first pot in a corner of the courtyard. It is cracked from rim to foot.
            Nobody may throw it away.

            Her group in Kalabambougou is called Kotognontala. It began with saving. Every week the
            women sat down under the tree, and each put her coins into the blue box: one part to
            lend for business, one part for health. With the health part they bought soap, by the
            carton, and shared it out.
            """,
            """
            Assan garde la première marmite dans un coin de la cour. Elle est fendue du bord au
            pied. Personne n'a le droit de la jeter.

            Son groupe, à Kalabambougou, s'appelle Kotognontala. Il a commencé par l'épargne.
            Chaque semaine, les femmes s'asseyaient sous l'arbre et chacune mettait ses pièces dans
            la caisse bleue : une part à prêter pour le commerce, une part pour la santé. Avec la
            part de la santé, elles achetaient du savon au carton et le partageaient.
            """,
        ),
        photo(
            "savings-circle",
            "Kotognontala saves. The box has three locks, and three women have the keys.",
            "Kotognontala épargne. La caisse a trois cadenas, et trois femmes ont les clés.",
        ),
        prose(
            """
            Then Assan did the sum. She wrote it in the dust with a stick, so that those who do not
            read could follow it with their eyes. So many cartons a year, at so much. Against it:
            so many kilos of shea, so much oil, so much lye. The difference was longer than her
            arm.
            """,
            """
            Puis Assan a fait le calcul. Elle l'a tracé dans la poussière avec un bâton, pour que
            celles qui ne lisent pas puissent le suivre des yeux. Tant de cartons par an, à tant. En
            face : tant de kilos de karité, tant d'huile, tant de soude. La différence était plus
            longue que son bras.
            """,
        ),
        quote(
            "I did not ask for money. I asked for somebody who knows how.",
            "Je n'ai pas demandé d'argent. J'ai demandé quelqu'un qui sait faire.",
            who="Assan",
        ),
        heading("Too hot, too fast", "Trop chaud, trop vite"),
        prose(
            """
            In 2017 a trainer came, and the women lit the fire. They wanted to see soap the same
            day, so they made the fire big. The pot cracked. The oil ran into the sand, the
            children laughed, and a month of savings was gone.

            The group met the same evening. Some wanted to stop. Assan proposed that they write
            down what had gone wrong, line by line, and vote. They wrote: too hot, too fast, too
            many cooks. Then they voted to buy another pot, of iron this time.

            The second pot held. The women stirred for three hours and took turns at the paddle.
            In the morning they cut forty bars, and not one of them was straight. They sold all
            forty before noon.
            """,
            """
            En 2017, une formatrice est venue et les femmes ont allumé le feu. Elles voulaient voir
            le savon le jour même, alors elles ont fait un grand feu. La marmite s'est fendue.
            L'huile a coulé dans le sable, les enfants ont ri, et un mois d'épargne était perdu.

            Le groupe s'est réuni le soir même. Certaines voulaient arrêter. Assan a proposé
            d'écrire ce qui n'avait pas marché, ligne par ligne, et de voter. Elles ont écrit : trop
            chaud, trop vite, trop de cuisinières. Puis elles ont voté l'achat d'une autre marmite,
            en fer celle-là.

            La deuxième a tenu. Les femmes ont remué trois heures, chacune son tour à la spatule.
            Au matin, elles ont coupé quarante pains, dont pas un n'était droit. À midi, tout était
            vendu.
            """,
        ),
        photo(
            "carrying-basin",
            "Assan on her way to the market in the evening.",
            "Assan en route vers le marché, le soir.",
        ),
        prose(
            """
            Now the group decides each quarter what the soap money is for. Last time it was a roof
            for the drying racks. The time before, it was two hospital bills. Assan reads the
            figures aloud, and anyone may ask her to read them again.
            """,
            """
            Désormais, le groupe décide chaque trimestre à quoi sert l'argent du savon. La dernière
            fois, c'était un toit pour les étagères de séchage. La fois d'avant, deux factures
            d'hôpital. Assan lit les chiffres à voix haute, et chacune peut lui demander de les
            relire.
            """,
        ),
        quote(
            "The bars are straight now. I am a little sorry about it.",
            "Les pains sont droits maintenant. Je le regrette un peu.",
            who="Assan",
        ),
        soaps("shea-bar", "honey-bar", en="Soap from her group", fr="Le savon de son groupe"),
        giving(
            Text("She asked for somebody who knows how", "Elle a demandé quelqu'un qui sait faire"),
            Text(
                "A gift without conditions pays for the trainer a group asks for, in the month it "
                "asks. You leave the choice to the women and our staff.",
                "Un don sans condition paie la formatrice qu'un groupe demande, le mois où il la "
                "demande. Vous laissez le choix aux femmes et à notre équipe.",
            ),
        ),
    ),
    what_happened_next=Text(
        "In October 2026 Kotognontala bought a second iron pot, out of its own box, and lent the "
        "first one to a new group.",
        "En octobre 2026, Kotognontala a acheté une deuxième marmite en fer, avec sa propre "
        "caisse, "
        "et prêté la première à un nouveau groupe.",
    ),
)
