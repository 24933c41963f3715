import datetime as dt

from config.demo.texts import Text, giving, heading, photo, photos, prose, quote, soaps, voice
from stories.enums import Theme

from .story import Story

# Nine pictures in all: the speed and weight of story pages are measured on this one.
FIVE_WEEKS = Story(
    key="five-weeks",
    title=Text("Five weeks to a bar", "Cinq semaines pour un savon"),
    slug=Text("five-weeks-to-a-bar", "cinq-semaines-pour-un-savon"),
    group="sabalibougou",
    people=("fanta", "kadia"),
    heard=("fanta",),
    told_on=dt.date(2026, 9, 5),
    place="Bamako",
    theme=Theme.WORK,
    picture="group-sabalibougou",
    opening_quote=Text(
        "People think that soap is made with fire. It is made with waiting.",
        "On croit que le savon se fait avec le feu. Il se fait avec l'attente.",
    ),
    summary=Text(
        "Fanta cooks and Kadia weighs. They show every step from the shea nut to the wrapped bar.",
        "Fanta cuit et Kadia pèse. Elles montrent chaque étape, de la noix de karité au savon "
        "emballé.",
    ),
    body=(
        heading("The first day: the nuts", "Le premier\u00a0jour : les noix"),
        prose(
            """
            Fanta begins with her ear. She shakes a handful of shea nuts, and the dry ones rattle.
            Those that do not go back to the seller, with a remark.

            Good butter is most of the work. If the nuts were wet, the butter smells, and no honey
            in the world will hide it. So the women of Sabalibougou sort by hand, on the indigo
            cloth, where every fault shows.
            """,
            """
            Fanta commence par l'oreille. Elle secoue une poignée de noix de karité ; les sèches
            sonnent. Celles qui ne sonnent pas retournent chez la vendeuse, avec un commentaire.

            Un bon beurre, c'est presque tout le travail. Si les noix étaient humides, le beurre
            sent, et aucun miel au monde ne le cachera. Les femmes de Sabalibougou trient donc à la
            main, sur le tissu indigo, où chaque défaut se voit.
            """,
        ),
        photo(
            "shea-nuts",
            "Sorting on indigo cloth.",
            "Le tri sur le tissu indigo.",
        ),
        heading("The second day: the scale", "Le deuxième\u00a0jour : la balance"),
        prose(
            """
            Kadia is not interested in smells. She has a brass balance and a notebook, and she
            trusts both. So much butter, so much oil, so much lye: a finger's breadth too much and
            the soap bites, too little and it never sets.
            """,
            """
            Les odeurs n'intéressent pas Kadia. Elle a une balance de laiton et un cahier, et se fie
            aux deux. Tant de beurre, tant d'huile, tant de soude : un doigt de trop et le savon
            pique, un doigt de moins et il ne prend jamais.
            """,
        ),
        photos(
            ["weighing-shea", "portrait-5"],
            "Kadia weighs every batch twice. She learned it from her mother, who sold millet.",
            "Kadia pèse chaque fournée deux fois. Elle l'a appris de sa mère, qui vendait du mil.",
        ),
        quote(
            "Fanta says: about so much. I say: how many grams? That is why we are friends.",
            "Fanta dit : à peu près. Je dis : combien de grammes ? C'est pour cela que nous sommes "
            "amies.",
            who="Kadia",
        ),
        heading("The third day: the pot", "Le troisième\u00a0jour : la marmite"),
        prose(
            """
            Eight women stir, each for as long as a song lasts. They have songs of different
            lengths, and there is politics in who starts which. When the paddle leaves a track that
            stays, Fanta lifts her hand. Then it goes fast: the fire is pulled apart, the calabashes
            are dipped, and the soap runs into the moulds before it changes its mind.
            """,
            """
            Huit femmes remuent, chacune le temps d'une chanson. Les chansons n'ont pas la même
            longueur, et ce n'est pas un hasard si l'une commence celle-ci plutôt que celle-là.
            Quand la spatule laisse une trace qui reste, Fanta lève la main. Alors tout va vite : on
            écarte le feu, on plonge les calebasses, et le savon coule dans les moules avant de
            changer d'avis.
            """,
        ),
        voice(
            Text("The song that Fanta starts", "La chanson que Fanta entonne"),
            "tune.mp3",
            transcript=Text(
                """
                A sample: instead of a voice, a short tune is hummed by a computer. This is what
                would be sung.

                Turn, paddle, turn. My sister has the long song, I have the short one. When I have
                sung it twice, the soap will know its name.
                """,
                """
                Un exemple : à la place d'une voix, un ordinateur fredonne une courte mélodie.
                Voici ce qui serait chanté.

                Tourne, spatule, tourne. Ma sœur a la longue chanson, moi la courte. Quand je
                l'aurai chantée deux fois, le savon saura son nom.
                """,
            ),
        ),
        photos(
            ["pouring-soap", "cutting-bars"],
            "Poured in the evening, cut in the morning.",
            "Coulé le soir, coupé le matin.",
        ),
        heading("Four weeks: nothing", "Quatre semaines : rien"),
        prose(
            """
            Now comes what buyers never see. The bars lie on the racks and dry. For four weeks
            nobody may sell them, however good the offer. In the first year the group could not
            wait. The bars went soft in the customers' hands, and the women spent a season winning
            the customers back.
            """,
            """
            Vient ce que les acheteuses ne voient jamais. Les pains sont sur les étagères et
            sèchent. Pendant quatre semaines, personne ne peut les vendre, si bonne que soit
            l'offre. La première année, le groupe n'a pas su attendre. Les pains ramollissaient dans
            les mains des clientes, et les femmes ont mis une saison à les faire revenir.
            """,
        ),
        photo(
            "drying-racks",
            "The racks, turned every third day.",
            "Les étagères, retournées tous les trois jours.",
            bleed=True,
        ),
        quote(
            "A loan wants to be paid back on Friday. Soap does not know what Friday is.",
            "Un prêt veut être remboursé vendredi. Le savon ne sait pas ce qu'est vendredi.",
            who="Fanta",
        ),
        prose(
            """
            What helped was money that could wait as long as the soap. The group set some of its
            savings aside for exactly this: four weeks of patience. They call it the rack money,
            and Kadia has given it a page of its own.
            """,
            """
            Ce qui a aidé, c'est un argent capable d'attendre aussi longtemps que le savon. Le
            groupe a mis de côté une part de son épargne pour cela précisément : quatre semaines de
            patience. Elles l'appellent l'argent de l'étagère, et Kadia lui a donné sa page.
            """,
        ),
        photo(
            "portrait-4",
            "Fanta beside the racks in the fifth week.",
            "Fanta près des étagères, la cinquième semaine.",
        ),
        photo(
            "soap-gift-parcel",
            "The fifth week: wrapped, knotted, weighed once more.",
            "La cinquième semaine : emballé, noué, pesé une fois encore.",
        ),
        soaps("liquid-soap", en="Soap from their group", fr="Le savon de leur groupe"),
        giving(
            Text("Money that can wait", "Un argent qui peut attendre"),
            Text(
                "Most grants end before anything has dried. A gift without conditions can wait as "
                "long as the work takes.",
                "La plupart des subventions finissent avant que rien n'ait séché. Un don sans "
                "condition peut attendre aussi longtemps que le travail.",
            ),
        ),
    ),
    what_happened_next=Text(
        "In October 2026 the women built a third rack. Kadia weighed the nails.",
        "En octobre 2026, les femmes ont monté une troisième étagère. Kadia a pesé les clous.",
    ),
)
