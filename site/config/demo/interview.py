"""Seven questions to the organisation: the sample of an interview."""

from core.models import StandardPage

from .texts import Text, giving, interview, photo
from .tree import SamplePage

QUESTIONS = interview(
    (
        Text("What is the mission of Mali Health?", "Quelle est la mission de Mali Health ?"),
        Text(
            """
            That fewer mothers and children die. In the quarters at the edge of Bamako, women know
            what stands between a sick child and a clinic: distance, a bill, a permission. They
            look for local answers with their neighbours and with the health workers. We support
            them in that, and in making the answers last.
            """,
            """
            Que moins de mères et d'enfants meurent. Dans les quartiers au bord de Bamako, les
            femmes savent ce qui sépare un enfant malade d'un centre de santé : la distance, une
            facture, une permission. Elles cherchent des réponses d'ici, avec leurs voisines et les
            soignants. Nous les soutenons en cela, et pour que les réponses durent.
            """,
        ),
    ),
    (
        Text(
            "What has the partner's support made possible?",
            "Qu'a permis le soutien de votre partenaire ?",
        ),
        Text(
            """
            The West Foundation has stood by us for years. In 2021 it gave $10,000 without
            restrictions. Communities used it to build structures of their own, ones that can keep
            a health programme going and pay for it. Nobody in an office had to guess in advance
            what that would take.
            """,
            """
            The West Foundation est à nos côtés depuis des années. En 2021, elle a donné 10 000
            dollars sans affectation. Des communautés s'en sont servies pour bâtir leurs propres
            structures, capables de faire vivre un programme de santé et de le payer. Personne,
            dans un bureau, n'a dû deviner d'avance ce qu'il faudrait.
            """,
        ),
    ),
    (
        Text(
            "What do sustainability and mobility mean to you?",
            "Que veulent dire pour vous durabilité et mobilité ?",
        ),
        Text(
            """
            Sustainable is what goes on when we are not in the room. A savings box with three locks
            goes on. A cooperative that sells soap goes on.

            Mobility is a woman who can move: to the clinic without asking, to the market with her
            own goods, into a meeting where she is heard.
            """,
            """
            Durable, c'est ce qui continue quand nous ne sommes pas dans la pièce. Une caisse à
            trois cadenas continue. Une coopérative qui vend du savon continue.

            La mobilité, c'est une femme qui peut bouger : aller au centre de santé sans demander,
            au marché avec ses propres biens, dans une réunion où on l'écoute.
            """,
        ),
    ),
    (
        Text(
            "How do people come to realise their potential?",
            "Qu'est-ce qui permet à chacune de donner sa mesure ?",
        ),
        Text(
            """
            They have it already. Our part is to move things out of the way. Savings groups of
            fifteen to twenty women put aside a little each week, some of it for business, some of
            it for health. Then they asked to learn to make soap. Since 2017 they have made it, and
            about 120 women now do, in four cooperatives. We did not have that idea. They did.
            """,
            """
            Elle l'a déjà. Notre part est d'écarter ce qui gêne. Des groupes de quinze à vingt
            femmes mettent un peu de côté chaque semaine, une part pour le commerce, une part pour
            la santé. Puis elles ont demandé à apprendre à faire du savon. Elles en font depuis
            2017 ; elles sont aujourd'hui environ 120, dans quatre coopératives. L'idée n'était pas
            de nous. Elle était d'elles.
            """,
        ),
    ),
    (
        Text(
            "What is the one thing readers should know?",
            "Que faut-il savoir, s'il ne fallait savoir qu'une chose ?",
        ),
        Text(
            """
            That communities know best. If you remember one figure, take this: when this was
            written, the government spent about $4 a year on the health of each person in Mali.
            What the women build with so little is worth a visit.
            """,
            """
            Que les communautés savent mieux. S'il vous faut un chiffre, prenez celui-ci : quand ces
            lignes ont été écrites, l'État dépensait environ 4 dollars par an pour la santé de
            chaque personne au Mali. Ce que les femmes bâtissent avec si peu vaut une visite.
            """,
        ),
    ),
    (
        Text("How can readers help?", "Comment les lecteurs peuvent-ils aider ?"),
        Text(
            """
            <a href="page:give">Give</a>, if you can, and leave the use to us and to the women.
            <a href="page:shop">Buy a bar of soap</a> and tell whoever washes with it who made it.
            And if you work at a foundation: trust first, count second.
            """,
            """
            <a href="page:give">Donnez</a>, si vous le pouvez, et laissez-nous, aux femmes et à
            nous, le choix de l'usage. <a href="page:shop">Achetez un savon</a> et dites à qui s'en
            lave qui l'a fait. Et si vous travaillez dans une fondation : la confiance d'abord, les
            comptes ensuite.
            """,
        ),
    ),
    (
        Text("What are the deepest needs now?", "Quels sont les besoins les plus profonds ?"),
        Text(
            """
            Money that is free to move. A flexible partner lets us answer what the quarter asks for
            this month: a salary, a pump, a bed. And time. Health systems grow slowly, and the
            women are in it for longer than any project.
            """,
            """
            Un argent libre de ses mouvements. Un partenaire souple nous permet de répondre à ce que
            le quartier demande ce mois-ci : un salaire, une pompe, un lit. Et du temps. Un système
            de santé pousse lentement, et les femmes y sont pour plus longtemps qu'aucun projet.
            """,
        ),
    ),
)

INTERVIEW = SamplePage(
    key="interview",
    model=StandardPage,
    parent="about",
    title=Text("Seven questions", "Sept questions"),
    slug=Text("seven-questions", "sept-questions"),
    texts={
        "listing_summary": Text(
            "An interview about the work, its partners and its needs.",
            "Un entretien sur le travail, ses partenaires et ses besoins.",
        ),
        "introduction": Text(
            "A friend of Mali Health asked; our staff in Bamako answered. A sample interview.",
            "Un ami de Mali Health a demandé ; notre équipe à Bamako a répondu. Entretien "
            "d'exemple.",
        ),
        "body": [
            photo(
                "evening-meeting",
                "Where most questions are answered: the evening meeting of a group.",
                "Là où l'on répond à la plupart des questions : la réunion du soir d'un groupe.",
            ),
            QUESTIONS,
            giving(
                Text("Money that is free to move", "Un argent libre de ses mouvements"),
                Text(
                    "The women and our staff decide what comes first. You see it in the books.",
                    "Les femmes et notre équipe décident de ce qui vient d'abord. Les comptes le "
                    "montrent.",
                ),
            ),
        ],
    },
)
