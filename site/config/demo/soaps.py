"""The soaps of the four cooperatives: what they are, what they cost, what is on the shelf."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shop.models import BarPrice, Product, SoapPage, Variant, VariantTranslation
from shop.services.stock import receive
from stories.models import WomensGroup

from .texts import Block, Picture, Text, photo, prose, stories
from .tree import SamplePage

VALUE_NOTE = "Sample: handmade soap of that size in three shops in Durham, October 2026."
BATCH = "Sample batch"
AGREED_ON, AGREED_WITH = date(2026, 1, 1), "Sample president, at the meeting in December 2025"


@dataclass(frozen=True, slots=True)
class Size:
    """Prices in US cents. What is paid above the fair market value is a gift."""

    sku: str
    name: Text
    price: int
    fair_market_value: int
    grams: int
    received: int

    @property
    def earned(self) -> int:
        """What the group gets for one: a third of the price, in round francs of the sample day."""
        return self.price * 2 // 100 * 100


@dataclass(frozen=True, slots=True)
class Soap:
    key: str
    group: str
    title: Text
    slug: Text
    introduction: Text
    picture: str
    made_of: Text
    ingredients: str
    sizes: tuple[Size, ...]
    body: tuple[Block, ...]


SOAPS = (
    Soap(
        key="shea-bar",
        group="kotognontala",
        title=Text("Shea toilet soap", "Savon de toilette au karité"),
        slug=Text("shea-toilet-soap", "savon-de-toilette-au-karite"),
        introduction=Text(
            "A firm, cream-coloured bar. The women of Kotognontala cook it from shea butter and "
            "press their comb into every side.",
            "Un pain ferme, couleur crème. Les femmes de Kotognontala le cuisent au beurre de "
            "karité et pressent leur peigne sur chaque face.",
        ),
        picture="soap-shea-bar",
        made_of=Text(
            "Shea butter, coconut oil, lye, water: nothing else",
            "Beurre de karité, huile de coco, soude, eau, et rien d'autre",
        ),
        ingredients=(
            "Sodium Shea Butterate, Sodium Cocoate, Aqua, Glycerin, Butyrospermum Parkii Butter"
        ),
        sizes=(
            Size("SHEA-100", Text("100 g bar", "pain de 100 g"), 800, 600, 100, 120),
            Size(
                "SHEA-300", Text("three bars of 100 g", "trois pains de 100 g"), 2200, 1700, 300, 40
            ),
        ),
        body=(
            prose(
                """
                The butter comes from the market in sacks. Two women melt it, two stir, one keeps
                the time. They pour the soap in the evening, cut it the next morning and leave it
                on the racks for four weeks. Then it is hard, and it lasts.
                """,
                """
                Le beurre arrive du marché en sacs. Deux femmes le font fondre, deux remuent, une
                autre surveille l'heure. Le savon est coulé le soir, coupé le lendemain matin, puis
                il reste quatre semaines sur les étagères. Il est alors dur, et il dure.
                """,
            ),
            photo(
                "pouring-soap",
                "Soap runs into the moulds.",
                "Le savon coule dans les moules.",
            ),
            stories("first-pot", en="Who makes it", fr="Celles qui le font"),
        ),
    ),
    Soap(
        key="honey-bar",
        group="kotognontala",
        title=Text("Honey soap", "Savon au miel"),
        slug=Text("honey-soap", "savon-au-miel"),
        introduction=Text(
            "A golden bar with honey from the market in Kalabambougou. It smells of what it is "
            "made of.",
            "Un pain doré, au miel du marché de Kalabambougou. Il sent ce dont il est fait.",
        ),
        picture="soap-honey-bar",
        made_of=Text(
            "Shea butter, coconut oil, honey, lye, water",
            "Beurre de karité, huile de coco, miel, soude, eau",
        ),
        ingredients=(
            "Sodium Shea Butterate, Sodium Cocoate, Aqua, Glycerin, Mel, Butyrospermum Parkii "
            "Butter"
        ),
        sizes=(Size("HONEY-100", Text("100 g bar", "pain de 100 g"), 900, 700, 100, 80),),
        body=(
            prose(
                """
                The honey goes in last, when the pot is off the fire and the soap still runs. One
                spoon too many and the bars stay soft, so one woman measures and another counts.
                """,
                """
                Le miel vient en dernier, quand la marmite n'est plus sur le feu et que le savon
                coule encore. Une cuillère de trop et les pains restent mous : une femme mesure,
                une autre compte.
                """,
            ),
            stories("first-pot", en="Who makes it", fr="Celles qui le font"),
        ),
    ),
    Soap(
        key="laundry-bar",
        group="benkadi",
        title=Text("Laundry soap", "Savon de lessive"),
        slug=Text("laundry-soap", "savon-de-lessive"),
        introduction=Text(
            "A long ochre bar, scored so that it breaks into three. Bènkadi makes it up in the "
            "hills of Sanankoro.",
            "Un long pain ocre, marqué pour se casser en trois. Bènkadi le fabrique dans les "
            "collines de Sanankoro.",
        ),
        picture="soap-laundry-bar",
        made_of=Text(
            "Shea butter, cottonseed oil, lye, sodium silicate, water",
            "Beurre de karité, huile de coton, soude, silicate de sodium, eau",
        ),
        ingredients="Sodium Shea Butterate, Sodium Cottonseedate, Aqua, Sodium Silicate, Glycerin",
        sizes=(Size("LAUNDRY-400", Text("400 g bar", "pain de 400 g"), 700, 700, 400, 60),),
        body=(
            prose(
                """
                This is the soap that every courtyard in Bamako buys. Rub it on wet cloth, or grate
                a piece into warm water. A bar does about twenty basins of washing.

                It costs what such a bar costs elsewhere, so all of its price is a sale and none of
                it a gift.
                """,
                """
                C'est le savon que toutes les cours de Bamako achètent. On le frotte sur le linge
                mouillé, ou l'on en râpe un morceau dans de l'eau tiède. Un pain fait environ vingt
                bassines de linge.

                Il coûte ce qu'un tel savon coûte ailleurs : son prix est une vente, sans part de
                don.
                """,
            ),
            stories("up-to-lassa", "soap-on-its-way", en="Who makes it", fr="Celles qui le font"),
        ),
    ),
    Soap(
        key="gabakourouni",
        group="boulkassoumbougou",
        title=Text("Gabakourouni", "Gabakourouni"),
        slug=Text("gabakourouni", "gabakourouni"),
        introduction=Text(
            "The round soap of Malian kitchens, shaped by hand, for plates and pots. The widows of "
            "Boulkassoumbougou make every ball.",
            "Le savon rond des cuisines maliennes, façonné à la main, pour les assiettes et les "
            "marmites. Les veuves de Boulkassoumbougou font chaque boule.",
        ),
        picture="soap-gabakourouni",
        made_of=Text(
            "Shea butter, cottonseed oil, lye, water",
            "Beurre de karité, huile de coton, soude, eau",
        ),
        ingredients="Sodium Shea Butterate, Sodium Cottonseedate, Aqua, Glycerin",
        sizes=(
            Size("GABA-250", Text("ball of 250 g", "boule de 250 g"), 600, 500, 250, 90),
            Size(
                "GABA-750",
                Text("three balls of 250 g", "trois boules de 250 g"),
                1600,
                1400,
                750,
                3,
            ),
        ),
        body=(
            prose(
                """
                No mould, no knife. A woman takes the warm soap in both hands and turns it until it
                is round. No two balls weigh quite the same; each weighs at least what the label
                says.

                Put it beside the sink on something that drains.
                """,
                """
                Ni moule, ni couteau. La femme prend le savon tiède à deux mains et le tourne
                jusqu'à ce qu'il soit rond. Deux boules ne pèsent jamais tout à fait pareil ;
                chacune pèse au moins ce que dit l'étiquette.

                Posez-le près de l'évier sur quelque chose qui s'égoutte.
                """,
            ),
            photo(
                "hands-shaping-balls",
                "Each ball is turned until it is round.",
                "On tourne chaque boule jusqu'à ce qu'elle soit ronde.",
            ),
            stories("three-moments", en="Who makes it", fr="Celles qui le font"),
        ),
    ),
    Soap(
        key="liquid-soap",
        group="sabalibougou",
        title=Text("Liquid soap", "Savon liquide"),
        slug=Text("liquid-soap", "savon-liquide"),
        introduction=Text(
            "Honey-coloured soap for the basin by the door, in a bottle with a cloth label. "
            "Sabalibougou makes it every second week.",
            "Un savon couleur miel pour la bassine près de la porte, en bouteille à l'étiquette de "
            "tissu. Sabalibougou en fait une semaine sur deux.",
        ),
        picture="soap-liquid-bottle",
        made_of=Text(
            "Water, shea butter, coconut oil, potash, citric acid",
            "Eau, beurre de karité, huile de coco, potasse, acide citrique",
        ),
        ingredients="Aqua, Potassium Shea Butterate, Potassium Cocoate, Glycerin, Citric Acid",
        sizes=(
            Size("LIQUID-250", Text("250 ml bottle", "bouteille de 250 ml"), 1200, 1000, 260, 50),
            Size("LIQUID-500", Text("500 ml bottle", "bouteille de 500 ml"), 1900, 1600, 520, 0),
        ),
        body=(
            prose(
                """
                Liquid soap takes potash instead of soda, and patience: the paste rests for a week
                before the women thin it with water. They fill the bottles with a calabash and a
                funnel and tie a strip of cloth around each neck.
                """,
                """
                Le savon liquide demande de la potasse au lieu de la soude, et de la patience : la
                pâte repose une semaine avant que les femmes l'allongent d'eau. Elles remplissent
                les bouteilles avec une calebasse et un entonnoir, puis nouent une bande de tissu
                autour de chaque goulot.
                """,
            ),
            stories("five-weeks", en="Who makes it", fr="Celles qui le font"),
        ),
    ),
)


def stock_shelf(groups: dict[str, WomensGroup]) -> dict[str, Product]:
    """Each soap with its sizes, and one sample batch on the shelf; what is there stays as it is."""
    return {soap.key: _find_or_make(soap, groups[soap.group]) for soap in SOAPS}


def _find_or_make(soap: Soap, group: WomensGroup) -> Product:
    known = Variant.objects.filter(sku=soap.sizes[0].sku).select_related("product").first()
    if known is not None:
        return known.product
    product = Product.objects.create(
        name=soap.title.written_in("en"), group=group, ingredients=soap.ingredients
    )
    for size in soap.sizes:
        variant = Variant.objects.create(
            product=product,
            sku=size.sku,
            name=size.name.written_in("en"),
            price=size.price,
            fair_market_value=size.fair_market_value,
            fair_market_value_note=VALUE_NOTE,
            weight_grams=size.grams,
        )
        VariantTranslation.objects.create(
            variant=variant, language="fr", name=size.name.written_in("fr")
        )
        BarPrice.objects.create(
            variant=variant, valid_from=AGREED_ON, amount=size.earned, agreed_with=AGREED_WITH
        )
        if size.received:
            receive(variant=variant, quantity=size.received, reason=BATCH, by=None)
    return product


def soap_pages(products: dict[str, Product]) -> Iterator[SamplePage]:
    for soap in SOAPS:
        yield SamplePage(
            key=f"soap:{soap.key}",
            model=SoapPage,
            parent="shop",
            title=soap.title,
            slug=soap.slug,
            facts={"product": products[soap.key]},
            texts={
                "introduction": soap.introduction,
                "made_of": soap.made_of,
                "listing_image": Picture(soap.picture),
                "search_description": soap.introduction,
                "body": list(soap.body),
            },
        )
