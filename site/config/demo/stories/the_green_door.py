import datetime as dt

from config.demo.texts import Text, giving, photo, photos, prose, quote, stories
from stories.enums import Theme

from .story import Story

THE_GREEN_DOOR = Story(
    key="the-green-door",
    title=Text("The green door", "La porte verte"),
    slug=Text("the-green-door", "la-porte-verte"),
    group="sigida-yiriwa",
    people=("awa",),
    told_on=dt.date(2026, 4, 11),
    place="Sebenikoro, Bamako",
    theme=Theme.CARE,
    picture="clinic-door",
    opening_quote=Text(
        "I had passed that door a hundred times. The day I knocked, I had the money in my hand.",
        "J'étais passée cent fois devant cette porte. Le jour où j'ai frappé, j'avais l'argent "
        "dans "
        "la main.",
    ),
    summary=Text(
        "Awa went to the clinic early, because her group's box paid. Now she walks others to the "
        "door.",
        "Awa est allée tôt au centre de santé, parce que la caisse du groupe payait. Maintenant, "
        "elle y accompagne les autres.",
    ),
    body=(
        prose(
            """
            Awa is not her name. She chose it for this story, after an aunt who could not be told
            what to do.

            The community clinic in her quarter has a green door. For years it meant one thing to
            her: a bill. You went through it when you had already waited too long, with borrowed
            money and a child who no longer cried. "You do not go early," the older women said.
            "Early costs, and perhaps it passes."
            """,
            """
            Awa n'est pas son nom. Elle l'a choisi pour cette histoire, d'après une tante à qui
            personne ne dictait rien.

            Le centre de santé de son quartier a une porte verte. Pendant des années, cette porte a
            voulu dire une seule chose pour elle : une facture. On la poussait quand on avait déjà
            trop attendu, avec de l'argent emprunté et un enfant qui ne pleurait plus. « On n'y va
            pas tôt, disaient les anciennes. Tôt, ça coûte, et peut-être que ça passe. »
            """,
        ),
        photo(
            "portrait-1",
            "Awa, as she wished to be shown: from the side, in the shade.",
            "Awa, comme elle a voulu être montrée : de profil, dans l'ombre.",
        ),
        prose(
            """
            Then her savings group put aside a sum for health. The rule was short. Whoever is
            expecting a child goes to the clinic before the fourth month, and the box pays. Nobody
            has to explain herself.

            Awa was the first to whom it applied. She remembers that she was angry: why should she
            be the example? Her group let her be angry. Two women came along, one on each side.
            """,
            """
            Puis son groupe d'épargne a mis de côté une somme pour la santé. La règle était courte.
            Celle qui attend un enfant va au centre avant le quatrième mois, et la caisse paie.
            Personne n'a à se justifier.

            Awa était la première concernée. Elle se souvient qu'elle était en colère : pourquoi
            elle, pour l'exemple ? Le groupe l'a laissée être en colère. Deux femmes l'ont
            accompagnée, une de chaque côté.
            """,
        ),
        quote(
            "The midwife asked why I came so early. I said: because it is paid. She wrote that "
            "down.",
            "La sage-femme a demandé pourquoi je venais si tôt. J'ai dit : parce que c'est payé. "
            "Elle l'a noté.",
            who="Awa",
        ),
        prose(
            """
            She went four times before the birth. Once the midwife kept her for a night. Awa does
            not say more about that night, and nobody who writes for this page asked her to.

            Her daughter is two now, and runs.
            """,
            """
            Elle y est allée quatre fois avant la naissance. Une fois, la sage-femme l'a gardée pour
            la nuit. Awa n'en dit pas plus sur cette nuit, et personne ici ne le lui a demandé.

            Sa fille a deux ans, et elle court.
            """,
        ),
        photos(
            ["evening-meeting", "river-at-dusk"],
            "The group meets after dark in the hot months. Some of the women live across the "
            "river.",
            "Aux mois chauds, le groupe se réunit à la nuit. Certaines femmes habitent de l'autre "
            "côté du fleuve.",
        ),
        prose(
            """
            Since then Awa has walked nine women to the green door. She does not go in. She sits on
            the stool outside, and when they come out she asks only whether they were greeted. If
            not, the group sends two women to talk to the head of the clinic. It has happened
            twice. The second time he thanked them.
            """,
            """
            Depuis, Awa a accompagné neuf femmes à la porte verte. Elle n'entre pas. Elle s'assied
            sur le tabouret, dehors, et quand elles sortent elle demande seulement si on les a
            saluées. Sinon, le groupe envoie deux femmes parler au chef du centre. C'est arrivé deux
            fois. La deuxième fois, il les a remerciées.
            """,
        ),
        quote(
            "A clinic is like a well. It stays clean when many people look into it.",
            "Un centre de santé, c'est comme un puits. Il reste propre quand beaucoup de gens "
            "regardent dedans.",
            who="Awa",
        ),
        stories("one-hundred-francs", en="How the box came to be", fr="Comment la caisse est née"),
        giving(
            Text("A clinic that greets", "Un centre qui salue"),
            Text(
                "Mali Health works with community clinics and with the women who use them. A gift "
                "without conditions goes to whichever side needs it next.",
                "Mali Health travaille avec les centres de santé et avec les femmes qui y vont. Un "
                "don sans condition va là où le besoin vient en premier.",
            ),
        ),
    ),
    what_happened_next=Text(
        "In September 2026 the clinic put a bench in the shade outside the green door. The women "
        "had asked for it in March.",
        "En septembre 2026, le centre a posé un banc à l'ombre devant la porte verte. Les femmes "
        "l'avaient demandé en mars.",
    ),
)
