import datetime as dt

from config.demo.texts import Text, giving, heading, photo, prose, quote, soaps
from stories.enums import Theme

from .story import Story

THREE_MOMENTS = Story(
    key="three-moments",
    title=Text("Three moments", "Trois moments"),
    slug=Text("three-moments", "trois-moments"),
    group="boulkassoumbougou",
    people=("mariam",),
    told_on=dt.date(2026, 8, 15),
    place="Bamako",
    theme=Theme.CHILDREN,
    picture="washing-hands-child",
    opening_quote=Text(
        "I do not tell them to wash their hands. I ask them to show me where the soap is.",
        "Je ne leur dis pas de se laver les mains. Je leur demande de me montrer où est le savon.",
    ),
    summary=Text(
        "Mariam goes from courtyard to courtyard in Boulkassoumbougou with a ball of soap and one "
        "question.",
        "Mariam va de cour en cour à Boulkassoumbougou, avec une boule de savon et une question.",
    ),
    body=(
        prose(
            """
            Mariam makes gabakourouni with the widows of Boulkassoumbougou four days a week. On the
            fifth she walks. She takes a kettle, a ball of soap and her youngest nephew, who likes
            to be asked.

            In each courtyard she greets the oldest woman first and sits down. She asks after the
            rains, the rent, the knee. Only then does she ask her question: where is the soap?
            """,
            """
            Quatre jours par semaine, Mariam fait du gabakourouni avec les veuves de
            Boulkassoumbougou. Le cinquième, elle marche. Elle prend une bouilloire, une boule de
            savon et son plus jeune neveu, qui aime qu'on l'interroge.

            Dans chaque cour, elle salue d'abord la plus âgée et s'assied. Elle demande des
            nouvelles de la pluie, du loyer, du genou. Alors seulement elle pose sa question : où
            est le savon ?
            """,
        ),
        quote(
            "Often it is in a tin, on a shelf, behind the good plates. Kept for guests. A child "
            "cannot reach it, so a child does not use it.",
            "Souvent il est dans une boîte, sur une étagère, derrière les belles assiettes. Gardé "
            "pour les invités. L'enfant ne peut pas l'atteindre, alors il ne s'en sert pas.",
            who="Mariam",
        ),
        heading("Where hands pass", "Là où passent les mains"),
        prose(
            """
            There are three moments, she says, and she shows them on three fingers. After the
            toilet. After changing a child. Before touching food. For each moment there must be
            water and soap where the hand passes anyway: by the latrine, by the mat where the baby
            lies, by the cooking stones.

            Her nephew demonstrates. He is four and very exact. He holds out his hands, turns them,
            and counts to twenty in a voice that carries over the wall. By the time he is at
            fifteen, the neighbours' children have come to see.
            """,
            """
            Il y a trois moments, dit-elle, et elle les montre sur trois doigts. Après les
            toilettes. Après avoir changé un enfant. Avant de toucher à la nourriture. Pour chaque
            moment, il faut de l'eau et du savon là où la main passe de toute façon : près de la
            latrine, près de la natte du bébé, près du foyer.

            Le neveu fait la démonstration. Il a quatre ans et beaucoup de précision. Il tend les
            mains, les tourne, et compte jusqu'à vingt d'une voix qui passe par-dessus le mur. À
            quinze, les enfants des voisins sont là pour voir.
            """,
        ),
        photo(
            "street-boulkassoumbougou",
            "Five courtyards in a morning, no more: people want to talk.",
            "Cinq cours en une matinée, pas davantage : les gens veulent parler.",
        ),
        prose(
            """
            Before she leaves, Mariam asks for an old can. With a nail and a string she makes a tap
            that a small hand can tip. It takes six minutes. The soap goes into a net bag beside
            it, at the height of the smallest child.

            She does not leave her soap behind as a present. She sells it, at the price of the
            market. She has thought about this.
            """,
            """
            Avant de partir, Mariam demande un vieux bidon. Avec un clou et une ficelle, elle en
            fait un robinet qu'une petite main peut incliner. Il faut six minutes. Le savon va dans
            un filet, à côté, à la hauteur du plus petit.

            Elle ne laisse pas son savon en cadeau. Elle le vend, au prix du marché. Elle y a
            réfléchi.
            """,
        ),
        quote(
            "What you were given, you put behind the plates. What you bought, you use.",
            "Ce qu'on t'a donné, tu le ranges derrière les assiettes. Ce que tu as acheté, tu t'en "
            "sers.",
            who="Mariam",
        ),
        photo(
            "group-boulkassoumbougou",
            "The widows of Boulkassoumbougou in front of their workroom.",
            "Les veuves de Boulkassoumbougou devant leur atelier.",
        ),
        photo(
            "hands-shaping-balls",
            "A ball fits into one hand.",
            "Une boule tient dans une main.",
        ),
        prose(
            """
            On October 15, Global Handwashing Day, the widows close the workroom and all go
            walking. Last year they visited one hundred and four courtyards. This year the schools
            asked them too, and Mariam's nephew has been practising to thirty.
            """,
            """
            Le 15 octobre, Journée mondiale du lavage des mains, les veuves ferment l'atelier et
            partent toutes marcher. L'an dernier, elles sont passées dans cent quatre cours. Cette
            année, les écoles les demandent aussi, et le neveu de Mariam s'entraîne jusqu'à trente.
            """,
        ),
        soaps("gabakourouni", en="Soap from her group", fr="Le savon de son groupe"),
        giving(
            Text("Somebody who sits down first", "Quelqu'un qui s'assied d'abord"),
            Text(
                "Mariam's visits cost an afternoon and a kettle. A gift without conditions keeps "
                "such work going in quarters that no project has on its list.",
                "Les visites de Mariam coûtent un après-midi et une bouilloire. Un don sans "
                "condition fait durer ce travail dans des quartiers qu'aucun projet n'a sur sa "
                "liste.",
            ),
        ),
    ),
    what_happened_next=Text(
        "On October 15, 2026, the widows visited six schools. Three of them have since built a row "
        "of "
        "taps, out of their own cans.",
        "Le 15 octobre 2026, les veuves ont visité six écoles. Trois d'entre elles ont depuis "
        "monté "
        "une rangée de robinets, avec leurs propres bidons.",
    ),
)
