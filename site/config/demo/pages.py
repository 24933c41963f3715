"""The home page, the indexes and the plain pages."""

from core.models import StandardPage
from donations.models import GivePage
from shop.models import ShopIndexPage
from stories.models import GroupIndexPage, StoryIndexPage

from .interview import INTERVIEW
from .texts import Text, facts, giving, heading, photo, prose, quote, values
from .tree import SamplePage

INDEXES = (
    SamplePage(
        key="stories",
        model=StoryIndexPage,
        parent="home",
        title=Text("Stories", "Histoires"),
        slug=Text("stories", "stories"),
        show_in_menus=True,
        texts={
            "introduction": Text(
                "Women tell what they do, in their words. Each story was read back to the woman it "
                "belongs to before it appeared here, and she may take it down at any time.",
                "Des femmes racontent ce qu'elles font, avec leurs mots. Chaque histoire a été "
                "relue à celle à qui elle appartient avant de paraître ici, et elle peut la "
                "retirer à tout moment.",
            ),
        },
    ),
    SamplePage(
        key="groups",
        model=GroupIndexPage,
        parent="home",
        title=Text("Women's groups", "Groupes de femmes"),
        slug=Text("groups", "groupes"),
        show_in_menus=True,
        texts={
            "introduction": Text(
                "Fifteen to twenty women save together, a little every week. Out of such circles "
                "six cooperatives have grown; about 120 women in four of them make soap.",
                "Quinze à vingt femmes épargnent ensemble, un peu chaque semaine. De ces cercles "
                "sont nées six coopératives ; dans quatre d'entre elles, environ 120 femmes font "
                "du "
                "savon.",
            ),
        },
    ),
    SamplePage(
        key="shop",
        model=ShopIndexPage,
        parent="home",
        title=Text("Soap", "Savons"),
        slug=Text("shop", "shop"),
        show_in_menus=True,
        texts={
            "introduction": Text(
                "Made since 2017 by the women's cooperatives of Bamako, from shea butter. Each "
                "page "
                "says who made the bar. What a bar costs above the market price counts as a gift, "
                "and your receipt says so.",
                "Fabriqués depuis 2017 par les coopératives de femmes de Bamako, au beurre de "
                "karité. Chaque page dit qui a fait le savon. Ce qui dépasse le prix du marché est "
                "un don, et votre reçu le dit.",
            ),
            "listing_summary": Text(
                "Soap from four women's cooperatives in Bamako.",
                "Les savons de quatre coopératives de femmes de Bamako.",
            ),
        },
    ),
    SamplePage(
        key="give",
        model=GivePage,
        parent="home",
        title=Text("Give", "Donner"),
        slug=Text("donate", "donate"),
        facts={"suggested_amounts": "25 50 100 250", "minimum_amount": 200},
        texts={
            "introduction": Text(
                "Your gift goes where it is needed most, unless you choose otherwise.",
                "Votre don va là où le besoin est le plus grand, sauf si vous choisissez autre "
                "chose.",
            ),
            "reason": Text(
                "The women and our staff in Bamako see first what is missing. A gift without "
                "conditions lets them act the same week.",
                "Les femmes et notre équipe à Bamako voient les premières ce qui manque. Un don "
                "sans condition leur permet d'agir la semaine même.",
            ),
        },
    ),
)

ABOUT = SamplePage(
    key="about",
    model=StandardPage,
    parent="home",
    title=Text("What we are here for", "Notre raison d'être"),
    slug=Text("about", "a-propos"),
    show_in_menus=True,
    texts={
        "listing_summary": Text(
            "Mission and vision of Mali Health.", "Mission et vision de Mali Health."
        ),
        "introduction": Text(
            "Fewer mothers and children die when care is near, good and paid for. Women and their "
            "communities make it so; we work beside them.",
            "Moins de mères et d'enfants meurent quand les soins sont proches, bons et pris en "
            "charge. Les femmes et leurs communautés y parviennent ; nous travaillons à leurs "
            "côtés.",
        ),
        "body": [
            heading("Our mission", "Notre mission"),
            prose(
                """
                Mali Health works so that fewer mothers and children die in the communities of West
                Africa that have the least to spend. The women of these communities find solutions
                that can be repeated elsewhere: primary care of good quality at low cost. With them
                we strengthen the health system of the quarter, and their own part in running it.

                The work in Bamako began in 2006, the organisation in 2007. Today it reaches
                thousands of families in the quarters at the edge of the city.
                """,
                """
                Mali Health travaille pour que moins de mères et d'enfants meurent dans les
                communautés d'Afrique de l'Ouest qui ont le moins à dépenser. Les femmes y trouvent
                des solutions qui peuvent se répéter ailleurs : des soins de base de qualité, à bas
                coût. Avec elles, nous renforçons le système de santé du quartier, et leur propre
                place dans sa conduite.

                Le travail à Bamako a commencé en 2006, l'organisation en 2007. Il touche
                aujourd'hui des milliers de familles dans les quartiers périphériques de la ville.
                """,
            ),
            photo(
                "clinic-door",
                "A community clinic in the morning.",
                "Un centre de santé communautaire, le matin.",
            ),
            heading("What we see ahead", "Ce que nous voyons devant nous"),
            prose(
                """
                We see a world whose health systems meet the basic needs of people who are poor.
                They prevent the deaths that can be prevented and treat disease well. Whoever uses
                them comes out with her dignity, and surer of her own strength.

                There is far to go. When this was written, about one child in ten in Mali did not
                reach the age of five, and the government spent about $4 a year on the health of
                each person.
                """,
                """
                Nous voyons un monde dont les systèmes de santé répondent aux besoins essentiels des
                personnes pauvres. Ils évitent les morts évitables et soignent bien. On en sort
                avec sa dignité, et plus sûr de sa propre force.

                Le chemin est long. Quand ces lignes ont été écrites, environ un enfant sur dix au
                Mali n'atteignait pas l'âge de cinq ans, et l'État dépensait à peu près 4 dollars
                par an pour la santé de chaque personne.
                """,
            ),
            prose(
                """
                Read next: <a href="page:values">what we hold to</a>, <a href="page:interview">seven
                questions about the work</a>, or <a href="page:contact">how to reach us</a>.
                """,
                """
                À lire ensuite : <a href="page:values">ce à quoi nous tenons</a>,
                <a href="page:interview">sept questions sur le travail</a>, ou
                <a href="page:contact">comment nous joindre</a>.
                """,
            ),
        ],
    },
)

VALUES = SamplePage(
    key="values",
    model=StandardPage,
    parent="about",
    title=Text("What we hold to", "Ce à quoi nous tenons"),
    slug=Text("values", "valeurs"),
    texts={
        "listing_summary": Text("Values and principles.", "Valeurs et principes."),
        "introduction": Text(
            "Six values for ourselves, and six principles that decide when two good things stand "
            "in "
            "each other's way.",
            "Six valeurs pour nous-mêmes, et six principes qui tranchent quand deux bonnes choses "
            "se gênent.",
        ),
        "body": [
            values(
                Text("Values", "Valeurs"),
                (
                    Text("We stay", "Nous restons"),
                    Text(
                        "Barriers give way to people who come back. We come back.",
                        "Les obstacles cèdent à celles et ceux qui reviennent. Nous revenons.",
                    ),
                ),
                (
                    Text("Local people first", "Les gens d'ici d'abord"),
                    Text(
                        "We invest in local staff, field workers and neighbours before anything "
                        "that arrives by plane.",
                        "Nous investissons dans l'équipe locale, les animatrices et le voisinage "
                        "avant tout ce qui arrive par avion.",
                    ),
                ),
                (
                    Text("Results you can check", "Des résultats vérifiables"),
                    Text(
                        "We answer for what we measure, and the money is part of it.",
                        "Nous répondons de ce que nous mesurons, argent compris.",
                    ),
                ),
                (
                    Text("New ways of seeing", "Voir autrement"),
                    Text(
                        "Poor health has causes that no clinic treats. We look for better ways to "
                        "name them.",
                        "La mauvaise santé a des causes qu'aucun centre ne soigne. Nous cherchons "
                        "de meilleures façons de les nommer.",
                    ),
                ),
                (
                    Text("Women above all", "Les femmes avant tout"),
                    Text(
                        "Power belongs with the people who live with the result, and most of them "
                        "are women.",
                        "Le pouvoir revient à celles qui vivent avec le résultat.",
                    ),
                ),
                (
                    Text("At the edge of the city", "Au bord de la ville"),
                    Text(
                        "We stand with people who are left out, of clinics and of banks alike.",
                        "Nous sommes aux côtés de celles et ceux qu'on laisse dehors, au centre de "
                        "santé comme à la banque.",
                    ),
                ),
            ),
            values(
                Text("Principles", "Principes"),
                (
                    Text("Communities lead", "Les communautés dirigent"),
                    Text(
                        "They know best what they need. We ask, and then we listen to the end.",
                        "Elles savent le mieux ce qu'il leur faut. Nous demandons, puis nous "
                        "écoutons jusqu'au bout.",
                    ),
                ),
                (
                    Text("Owned here", "D'ici"),
                    Text(
                        "Local staff and partners own the work. It does not leave when we do.",
                        "L'équipe et les partenaires d'ici possèdent le travail. Il ne part pas "
                        "avec nous.",
                    ),
                ),
                (
                    Text("Health means its causes", "La santé, c'est aussi ses causes"),
                    Text(
                        "Poverty, water and sanitation belong to health work.",
                        "La pauvreté, l'eau et l'assainissement font partie du travail de santé.",
                    ),
                ),
                (
                    Text("The public system lasts", "Le système public dure"),
                    Text(
                        "Change lasts when the public health system carries it. Organisations like "
                        "ours support it; we do not replace it.",
                        "Un changement dure quand le système public de santé le porte. Des "
                        "organisations comme la nôtre le soutiennent, sans le remplacer.",
                    ),
                ),
                (
                    Text("More is needed", "Il en faut plus"),
                    Text(
                        "When this was written, the government of Mali spent about $4 a year on "
                        "the "
                        "health of each person. We say so, to everybody who can change it.",
                        "Quand ces lignes ont été écrites, l'État malien dépensait environ 4 "
                        "dollars par an pour la santé de chaque personne. Nous le disons à qui "
                        "peut "
                        "y changer quelque chose.",
                    ),
                ),
                (
                    Text("Partners, with a voice", "Partenaires, avec une voix"),
                    Text(
                        "Nobody here is a passive recipient. People act, speak and decide for "
                        "themselves.",
                        "Personne ici ne reçoit passivement. Chacune agit, parle et décide pour "
                        "elle-même.",
                    ),
                ),
            ),
            quote(
                "Ask us what we would do with it. Then let us do it.",
                "Demandez-nous ce que nous en ferions. Puis laissez-nous le faire.",
                who=Text("A sample member of a group", "Une membre d'un groupe, exemple"),
            ),
        ],
    },
)

HOW_GIVING_WORKS = SamplePage(
    key="how-giving-works",
    model=StandardPage,
    parent="home",
    title=Text("How giving works", "Vos dons"),
    slug=Text("how-giving-works", "vos-dons"),
    show_in_menus=True,
    texts={
        "listing_summary": Text(
            "Why unrestricted gifts help most, and what your receipt says.",
            "Pourquoi les dons sans condition aident le plus, et ce que dit votre reçu.",
        ),
        "introduction": Text(
            "Gifts are our greatest need, and the most useful gift has no label. Here is why, and "
            "what happens to yours.",
            "Les dons sont notre plus grand besoin, et le plus utile n'a pas d'étiquette. Voici "
            "pourquoi, et ce que devient le vôtre.",
        ),
        "body": [
            heading("Where it is needed most", "Là où le besoin est le plus grand"),
            prose(
                """
                A group asks for a trainer in May; a grant written in January pays for something
                else. A gift without conditions can follow what the women and our staff see now. It
                adapts to the greatest need, and it can wait when waiting is the work.

                We call this unrestricted support. It is the choice already made on
                <a href="page:give">the give page</a>. You may choose a purpose instead. Then the
                money is used for that purpose and nothing else, and the books keep it apart.
                """,
                """
                Un groupe demande une formatrice en mai ; une subvention écrite en janvier paie
                autre chose. Un don sans condition peut suivre ce que les femmes et notre équipe
                voient maintenant. Il s'adapte au besoin le plus grand, et sait attendre quand
                attendre est le travail.

                Nous appelons cela le soutien sans affectation. C'est le choix déjà fait sur
                <a href="page:give">la page des dons</a>. Vous pouvez choisir un but. L'argent sert
                alors à ce but et à rien d'autre, et les comptes le tiennent à part.
                """,
            ),
            facts(
                Text("What happens to $40", "Ce que deviennent 40 $"),
                (
                    Text("The same minute", "La minute même"),
                    Text(
                        "The gift is booked to its fund, and your receipt leaves by e-mail.",
                        "Le don est inscrit à son fonds, et votre reçu part par courriel.",
                    ),
                ),
                (
                    Text("Within days", "En quelques jours"),
                    Text(
                        "The card fee is booked to the same fund: the books show it, we do not "
                        "hide "
                        "it.",
                        "Les frais de carte sont inscrits au même fonds : les comptes les "
                        "montrent, "
                        "nous ne les cachons pas.",
                    ),
                ),
                (
                    Text("When it is spent", "Quand il est dépensé"),
                    Text(
                        "The women's groups and our staff in Bamako decide what comes first.",
                        "Les groupes de femmes et notre équipe à Bamako décident de ce qui vient "
                        "d'abord.",
                    ),
                ),
            ),
            heading("Soap is another way", "Le savon, une autre façon"),
            prose(
                """
                <a href="page:shop">Buying a bar of soap</a> helps too, and it carries the women's
                story into another house. A bar is a purchase: you get soap for your money. Where
                its price lies above the market price, that part is a gift. The receipt states both,
                to the cent.
                """,
                """
                <a href="page:shop">Acheter un savon</a> aide aussi, et porte l'histoire des femmes
                dans une autre maison. Un savon est un achat : vous recevez quelque chose pour votre
                argent. La part de son prix qui dépasse celui du marché est un don. Le reçu dit les
                deux, au centime près.
                """,
            ),
            photo(
                "soap-gift-parcel",
                "Soap and a gift fit into one basket, one payment and one receipt.",
                "Un savon et un don tiennent dans un panier, un paiement et un reçu.",
            ),
            heading("Partners who trust", "Des partenaires qui font confiance"),
            prose(
                """
                The West Foundation has been a partner for many years. In 2021 it gave $10,000
                without restrictions, so that communities could build structures that keep and
                finance their own health programme. We look for more partners of this kind: ones who
                are flexible, who trust, and who ask about communities before they ask about
                figures. <a href="page:contact">Write to us</a>.
                """,
                """
                The West Foundation est partenaire depuis de longues années. En 2021, elle a donné
                10 000 dollars sans affectation, pour que des communautés bâtissent des structures
                capables de garder et de financer leur propre programme de santé. Nous cherchons
                d'autres partenaires de ce genre : souples, confiants, qui demandent des nouvelles
                des communautés avant de demander des chiffres. <a href="page:contact">Écrivez-nous
                </a>.
                """,
            ),
            giving(
                Text(
                    "The most useful gift has no label", "Le don le plus utile n'a pas d'étiquette"
                ),
                Text(
                    "It goes where it is needed next. The women and our staff decide, and the "
                    "books "
                    "show it.",
                    "Il va là où le besoin se fait sentir. Les femmes et notre équipe décident, et "
                    "les comptes le montrent.",
                ),
            ),
        ],
    },
)

CONTACT = SamplePage(
    key="contact",
    model=StandardPage,
    parent="about",
    title=Text("Contact", "Nous joindre"),
    slug=Text("contact", "contact"),
    texts={
        "listing_summary": Text(
            "Our offices in Bamako and in Durham.", "Nos bureaux à Bamako et à Durham."
        ),
        "introduction": Text(
            "A person reads what you write, in Bamako or in Durham, and answers.",
            "Une personne lit ce que vous écrivez, à Bamako ou à Durham, et répond.",
        ),
        "body": [
            facts(
                Text("Two offices", "Deux bureaux"),
                (
                    Text("In Mali", "Au Mali"),
                    Text("Hamdallaye ACI 2000, Bamako", "Hamdallaye ACI 2000, Bamako"),
                ),
                (
                    Text("In the United States", "Aux États-Unis"),
                    Text(
                        "P.O. Box 51632, Durham, North Carolina 27717",
                        "P.O. Box 51632, Durham, North Carolina 27717",
                    ),
                ),
            ),
            prose(
                """
                Write to <a href="mailto:hello@example.org">hello@example.org</a> about a
                receipt, an order, a larger order of soap, or a partnership. If
                you are shown on this site and want something changed or gone, say so in any
                language, through anybody. It is taken down first and discussed afterwards.

                Cheques go to the address in Durham. Please write your e-mail address on them, so
                that the receipt finds you.
                """,
                """
                Écrivez à <a href="mailto:hello@example.org">hello@example.org</a> pour un reçu,
                une commande, une grosse commande de savon ou un partenariat. Si l'on
                vous montre sur ce site et que vous voulez un changement ou un
                retrait, dites-le dans n'importe quelle langue, par qui vous voulez. On retire
                d'abord, on en parle ensuite.

                Les chèques vont à l'adresse de Durham. Ajoutez votre adresse électronique, pour que
                le reçu vous trouve.
                """,
            ),
        ],
    },
)

PLAIN_PAGES = (ABOUT, VALUES, INTERVIEW, CONTACT, HOW_GIVING_WORKS)
