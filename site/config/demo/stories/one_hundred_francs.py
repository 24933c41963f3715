import datetime as dt

from config.demo.texts import Text, giving, heading, photo, prose, quote, soaps
from stories.enums import Theme

from .story import Story

ONE_HUNDRED_FRANCS = Story(
    key="one-hundred-francs",
    title=Text("One hundred francs", "Cent francs"),
    slug=Text("one-hundred-francs", "cent-francs"),
    group="sigida-yiriwa",
    told_on=dt.date(2026, 2, 21),
    place="Sebenikoro, Bamako",
    theme=Theme.SAVINGS,
    picture="group-sigida-yiriwa",
    opening_quote=Text(
        "A hundred francs is what you find at the bottom of the basket. We decided to look there "
        "every week.",
        "Cent francs, c'est ce qu'on trouve au fond du panier. Nous avons décidé d'y regarder "
        "chaque semaine.",
    ),
    summary=Text(
        "Eighteen women in Sebenikoro put CFA 100 a week into a box with three locks. They tell "
        "what it has become.",
        "Dix-huit femmes de Sebenikoro mettent 100 francs CFA par semaine dans une caisse à trois "
        "cadenas. Elles racontent ce qu'ils sont devenus.",
    ),
    body=(
        prose(
            """
            We are eighteen, and we speak with one mouth here, because we agreed to. If one of us
            talks too long, the others cough.

            Our group is called Sigida Yiriwa Ton 1. We meet in Sebenikoro, under the big mango
            tree, on the same day every week. Each of us brings CFA 100. In your money that is
            about 17 cents. You may think that nothing can be done with 17 cents. That is why
            nobody stopped us.
            """,
            """
            Nous sommes dix-huit, et nous parlons ici d'une seule bouche, parce que nous en avons
            décidé ainsi. Si l'une parle trop longtemps, les autres toussent.

            Notre groupe s'appelle Sigida Yiriwa Ton 1. Nous nous réunissons à Sebenikoro, sous le
            grand manguier, le même jour chaque semaine. Chacune apporte 100 francs CFA. Dans votre
            monnaie, environ 17 cents. Vous pensez peut-être qu'on ne fait rien avec 17 cents. C'est
            pour cela que personne ne nous a arrêtées.
            """,
        ),
        photo(
            "counting-savings",
            "The coins are counted in front of everyone.",
            "Les pièces se comptent devant toutes.",
        ),
        heading("Three keys", "Trois clés"),
        prose(
            """
            The box is blue. It has three locks, and three of us have a key each. They live in
            three different streets. To open the box, all three must come, and everyone must see
            it.

            We keep two sums. The first is for business. We lend it to one woman after another, in
            an order that we drew by lot. She buys a sack of rice and sells it by the bowl, or a
            bench, or a sewing needle for the machine. She gives back a little more than she took.
            The second sum is for health. We do not lend that one. We give it.
            """,
            """
            La caisse est bleue. Elle a trois cadenas, et trois d'entre nous ont chacune une clé.
            Elles habitent trois rues différentes. Pour ouvrir, il faut que les trois viennent, et
            que toutes regardent.

            Nous tenons deux sommes. La première est pour le commerce. Nous la prêtons à l'une après
            l'autre, dans un ordre tiré au sort. Elle achète un sac de riz et le revend au bol, ou
            un banc, ou une aiguille pour la machine à coudre. Elle rend un peu plus qu'elle n'a
            pris. La deuxième somme est pour la santé. Celle-là, nous ne la prêtons pas. Nous la
            donnons.
            """,
        ),
        quote(
            "When the box is ours, nobody has to ask at home before going to the clinic.",
            "Quand la caisse est à nous, on n'a personne à attendre pour aller au centre de santé.",
            who=Text("The women of Sigida Yiriwa Ton 1", "Les femmes de Sigida Yiriwa Ton 1"),
        ),
        photo(
            "notebook-and-box",
            "The ledger, the box, and a bar of soap that a member brought.",
            "Le cahier, la caisse, et un savon qu'une membre a apporté.",
        ),
        prose(
            """
            At the end of the first year we opened the box and laid everything on the cloth. It was
            more than any of us had seen in one place. We counted it, and then we sat for a while
            without counting.

            We bought soap with a small part, from the widows of Boulkassoumbougou, one ball for
            each household. We paid what the clinic was still owed for two children. The rest we
            shared out, and the next week each of us came back with CFA 100.
            """,
            """
            À la fin de la première année, nous avons ouvert la caisse et tout étalé sur le pagne.
            C'était plus que ce qu'aucune de nous avait vu en un seul endroit. Nous avons compté,
            puis nous sommes restées assises un moment sans compter.

            Avec une petite part, nous avons acheté du savon aux veuves de Boulkassoumbougou, une
            boule par foyer. Nous avons payé ce que deux enfants devaient encore au centre de santé.
            Le reste, nous l'avons partagé, et la semaine suivante chacune est revenue avec 100
            francs.
            """,
        ),
        soaps("gabakourouni", en="The soap they bought", fr="Le savon qu'elles ont acheté"),
        giving(
            Text("They keep their own box", "Elles tiennent leur propre caisse"),
            Text(
                "Your gift does not go into it; the box is theirs. It pays the field worker who "
                "visits when they ask, here and in the next quarter.",
                "Votre don n'y entre pas : la caisse est à elles. Il paie l'animatrice qui vient "
                "quand elles le demandent, ici et dans le quartier voisin.",
            ),
        ),
    ),
    what_happened_next=Text(
        "In July 2026 the women drew lots for the third round of loans. Two of them now want to "
        "learn to make soap.",
        "En juillet 2026, les femmes ont tiré au sort le troisième tour de prêts. Deux d'entre "
        "elles "
        "veulent maintenant apprendre à faire du savon.",
    ),
)
