import datetime as dt

from config.demo.texts import Text, giving, heading, photo, prose, quote, soaps
from stories.enums import Theme

from .story import Story

SOAP_ON_ITS_WAY = Story(
    key="soap-on-its-way",
    title=Text("Soap on its way", "Le savon en route"),
    slug=Text("soap-on-its-way", "le-savon-en-route"),
    group="benkadi",
    people=("seller",),
    told_on=dt.date(2026, 6, 20),
    place="Sikoro, Bamako",
    theme=Theme.WORK,
    picture="market-sikoro",
    opening_quote=Text(
        "Write down what I sell and what I say. My name I keep for my friends.",
        "Écris ce que je vends et ce que je dis. Mon nom, je le garde pour mes amies.",
    ),
    summary=Text(
        "A woman of Bènkadi sells her group's soap at the market in Sikoro. She tells her day, "
        "without her name or her face.",
        "Une femme de Bènkadi vend le savon de son groupe au marché de Sikoro. Elle raconte sa "
        "journée, sans son nom ni son visage.",
    ),
    body=(
        prose(
            """
            I leave while it is dark, because the basin is lighter then. It is not, of course. But
            the sun is not sitting on it.

            In the basin are forty bars. Twelve women of my group cooked them, four cut them, and
            since last night they have been mine: I signed for them. If I sell all forty, my name
            in the ledger gets a line under it. If I bring some back, somebody else will try
            tomorrow. Nobody scolds.
            """,
            """
            Je pars dans le noir, parce que la bassine y est plus légère. Ce n'est pas vrai, bien
            sûr. Mais le soleil n'est pas assis dessus.

            Dans la bassine, quarante pains. Douze femmes de mon groupe les ont cuits, quatre les
            ont coupés, et depuis hier soir ils sont à moi : j'ai signé. Si je vends les quarante,
            mon nom dans le cahier est souligné. Si j'en rapporte, une autre essaiera demain.
            Personne ne gronde.
            """,
        ),
        photo(
            "portrait-6",
            "Forty bars, sixteen kilos. She asked to be shown from behind.",
            "Quarante pains, seize kilos. Elle a demandé à être montrée de dos.",
        ),
        heading("The price of a bar", "Le prix d'un pain"),
        prose(
            """
            Sikoro has its market under awnings, and I have my place between the shea and the
            calabashes. The first customers are the women who wash for others. They do not ask the
            price. They knock on the bar and listen. A dry bar answers high, a young one low. They
            taught me that, and I taught my group. We now leave the bars a week longer on the rack.

            Then come those who bargain. I like them. I know what the bar cost us, to the franc:
            shea, oil, soda, wood, and the walk. Below that I cannot go, and I say so, and I say
            the figure. People are surprised to hear a figure.
            """,
            """
            Sikoro a son marché sous les auvents, et moi ma place, entre le karité et les
            calebasses. Les premières clientes sont celles qui lavent pour les autres. Elles ne
            demandent pas le prix. Elles frappent le pain et elles écoutent. Sec, il répond clair ;
            jeune, il répond sourd. Elles me l'ont appris, et je l'ai appris à mon groupe. Nous
            laissons maintenant les pains une semaine de plus sur l'étagère.

            Puis viennent celles qui marchandent. Je les aime bien. Je sais ce que le pain nous a
            coûté, au franc près : karité, huile, soude, bois, et la marche. Plus bas, je ne peux
            pas ; je le dis, et je dis le chiffre. Les gens sont étonnés d'entendre un chiffre.
            """,
        ),
        quote(
            "I do not sell pity. I sell soap. Knock on it.",
            "Je ne vends pas la pitié. Je vends du savon. Frappe dessus.",
            who=Text("A woman of Bènkadi", "Une femme de Bènkadi"),
        ),
        prose(
            """
            On Thursdays I cross the river instead. The pirogue takes me and the basin for the
            price of one bar, and on the other side nobody else has soap from the hills. I come
            back at dusk with the basin on my knees, empty, and I count in the boat. The boatman
            looks the other way. He is a polite man.
            """,
            """
            Le jeudi, je traverse plutôt le fleuve. La pirogue nous prend, la bassine et moi, pour
            le prix d'un pain, et de l'autre côté personne d'autre n'a du savon des collines. Je
            rentre au crépuscule, la bassine vide sur les genoux, et je compte dans la pirogue. Le
            passeur regarde ailleurs. C'est un homme poli.
            """,
        ),
        photo(
            "river-at-dusk",
            "The last crossing on a Thursday.",
            "La dernière traversée, un jeudi.",
            bleed=True,
        ),
        prose(
            """
            In the evening we lay the money on the mat. One part buys the next shea. One part is
            shared. One part goes to the purse for health, and that part we call "the quiet one",
            because we hope that nobody will have to speak to it. In June it was thirty-one
            thousand francs. I carried most of that, on my head, in the dark.
            """,
            """
            Le soir, nous posons l'argent sur la natte. Une part achète le prochain karité. Une part
            se partage. Une part va à la bourse de la santé ; celle-là, nous l'appelons « la
            silencieuse », parce que nous espérons que personne n'aura à lui parler. En juin, elle
            faisait trente et un mille francs. J'en ai porté l'essentiel, sur la tête, dans le noir.
            """,
        ),
        quote(
            "Tell them that I know the price of everything I carry.",
            "Dis-leur que je connais le prix de tout ce que je porte.",
            who=Text("A woman of Bènkadi", "Une femme de Bènkadi"),
        ),
        soaps("laundry-bar", en="Soap from her group", fr="Le savon de son groupe"),
        giving(
            Text("She knows the price", "Elle connaît le prix"),
            Text(
                "Buy a bar, and you pay what it costs. Give without conditions, and the groups and "
                "our staff decide what comes next. Both are welcome, and the books keep them "
                "apart.",
                "Achetez un pain, et vous payez ce qu'il coûte. Donnez sans condition, et les "
                "groupes et notre équipe décident de la suite. Les deux sont bienvenus, et les "
                "comptes les séparent.",
            ),
        ),
    ),
    what_happened_next=Text(
        "In September 2026 a second woman of Bènkadi took a place at the market in Sikoro. They do "
        "not stand side by side: they have divided the customers.",
        "En septembre 2026, une deuxième femme de Bènkadi a pris une place au marché de Sikoro. "
        "Elles "
        "ne sont pas côte à côte : elles se sont partagé les clientes.",
    ),
)
