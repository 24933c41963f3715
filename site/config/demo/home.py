"""The two home pages: one story, one soap, one way to give."""

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Locale, Page, Site

from core.models import HomePage

from .texts import Link, Text, facts, giving, heading, prose, soaps, stories
from .tree import SamplePage

HOME = SamplePage(
    key="home",
    model=HomePage,
    parent="",
    title=Text("Mali Health", "Mali Health"),
    slug=Text("home", "home-fr"),
    texts={
        "lead_story": Link("story:first-pot"),
        "introduction": Text(
            "Women in the quarters around Bamako save, make soap and run their own health funds. "
            "Mali "
            "Health works beside them, so that every mother and child gets good care.",
            "Dans les quartiers autour de Bamako, des femmes épargnent, font du savon et gèrent "
            "leurs "
            "propres caisses de santé. Mali Health travaille à leurs côtés, pour que chaque mère "
            "et "
            "chaque enfant soient bien soignés.",
        ),
        "search_description": Text(
            "Stories, soap and health work of women in Bamako, Mali.",
            "Histoires, savons et travail de santé des femmes de Bamako, au Mali.",
        ),
        "body": [
            soaps(
                "shea-bar",
                "honey-bar",
                "gabakourouni",
                en="Soap from the cooperatives",
                fr="Le savon des coopératives",
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
                    "les "
                    "comptes le montrent.",
                ),
            ),
            facts(
                Text("What happened in October", "Ce qui s'est passé en octobre"),
                (
                    Text("October 3", "3 octobre"),
                    Text(
                        "The women of Kotognontala bought a second iron pot.",
                        "Les femmes de Kotognontala ont acheté une deuxième marmite en fer.",
                    ),
                ),
                (
                    Text("October 15", "15 octobre"),
                    Text(
                        "Global Handwashing Day: the widows of Boulkassoumbougou visited six "
                        "schools.",
                        "Journée mondiale du lavage des mains : les veuves de Boulkassoumbougou "
                        "ont "
                        "visité six écoles.",
                    ),
                ),
                (
                    Text("October 24", "24 octobre"),
                    Text(
                        "In Sabalibougou a third drying rack went up.",
                        "À Sabalibougou, une troisième étagère de séchage est montée.",
                    ),
                ),
            ),
            stories(
                "five-weeks",
                "three-moments",
                "the-green-door",
                en="More stories",
                fr="À lire aussi",
            ),
            heading("The books in one line", "Les comptes en une ligne"),
            prose(
                """
            Every gift and every bar is one entry with two sides; both sides are always equal, and
            money with a purpose stands apart from money without.
            <a href="page:how-giving-works">How giving works</a>.
            """,
                """
            Chaque don et chaque savon est une écriture à deux faces, toujours égales, et l'argent
            affecté reste à part de l'argent libre.
            <a href="page:how-giving-works">À quoi servent vos dons</a>.
            """,
            ),
        ],
    },
)

# What it shows at first sight and in its cards.
PICTURES = (
    "women-stirring-soap",
    "soap-shea-bar",
    "soap-honey-bar",
    "soap-gabakourouni",
    "group-sabalibougou",
    "washing-hands-child",
    "clinic-door",
)


def find_or_make_homes() -> tuple[dict[str, Page], bool]:
    """The home page of each language, and whether they are new: then they want their texts.

    A fresh installation has Wagtail's welcome page in their place, which goes. Pages that
    somebody made before are never touched: the site keeps its own home page.
    """
    english, _new = Locale.objects.get_or_create(language_code="en")
    french, _new = Locale.objects.get_or_create(language_code="fr")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None and isinstance(site.root_page.specific, HomePage):
        home = site.root_page.specific
        is_new = False
    else:
        home = _take_over(site, english)
        is_new = True
    translated = HomePage.objects.filter(
        translation_key=home.translation_key, locale=french
    ).first()
    if translated is None:
        translated = _add_home(HOME.slug.fr, french, translation_key=home.translation_key)
    return {"en": home, "fr": translated}, is_new


def _take_over(site: Site | None, locale: Locale) -> HomePage:
    welcome = site.root_page if site else None
    if welcome is not None and (welcome.specific_class is not Page or welcome.get_children()):
        raise ImproperlyConfigured(
            f"The site already shows “{welcome.title}”. The demo wants an empty database."
        )
    if welcome is not None:
        Page.objects.filter(pk=welcome.pk).update(slug="welcome")
    home = _add_home(HOME.slug.en, locale)
    facts_of_site = {"site_name": "Mali Health", "root_page": home}
    Site.objects.update_or_create(
        is_default_site=True,
        defaults=facts_of_site,
        create_defaults=facts_of_site | {"hostname": "localhost", "port": 80},
    )
    if welcome is not None:
        Page.objects.get(pk=welcome.pk).delete()
    return home


def _add_home(slug: str, locale: Locale, **fields: object) -> HomePage:
    home = HomePage(title=HOME.title.en, slug=slug, locale=locale, **fields)
    root = Page.get_first_root_node()
    root.add_child(instance=home)
    return home
