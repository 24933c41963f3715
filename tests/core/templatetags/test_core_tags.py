from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.pictures import with_sources
from tests.factories.core import make_home, make_image, make_page


def render(source: str, **context: Any) -> str:
    return Template("{% load core_tags %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("language", "text"), [("en", "$1,234.50"), ("fr", "1\u202f234,50\u00a0$US")]
)
def test_money_is_printed_in_the_language_of_the_page(language: str, text: str) -> None:
    with translation.override(language):
        assert render("{{ amount|money:'USD' }}", amount=123450) == text


def test_money_unknown_is_nothing() -> None:
    assert render("{{ amount|money:'USD' }}", amount=None) == ""


def test_word_too_long_for_a_phone_is_known() -> None:
    assert render("{{ title|has_long_word }}", title="The widows of Boulkassoumbougou") == "True"
    assert render("{{ title|has_long_word }}", title="Sigida Yiriwa Ton 1, Sebenikoro") == "False"


def test_unbroken_text_has_no_place_to_break() -> None:
    assert render("{{ day|unbroken }}", day="31 May 2027") == "31\xa0May\xa02027"


def test_word_is_not_broken_at_its_hyphen() -> None:
    html = 'Livraison, <span class="whole">États-Unis,</span> 400 g'
    line = "Livraison, États-Unis, 400 g"
    assert render("{{ line|keeping:name }}", line=line, name="États-Unis") == html


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("Awa <S>", 'Thanks, <span class="together">Awa &lt;S&gt;.</span>'),
        ("<S>", "Thanks, Awa &lt;S&gt;."),
        ("Awa Sample", "Thanks, Awa &lt;S&gt;."),
        ("", "Thanks, Awa &lt;S&gt;."),
    ],
)
def test_name_in_a_sentence_stands_together(name: str, html: str) -> None:
    assert render("{{ thanks|keeping:name }}", thanks="Thanks, Awa <S>.", name=name) == html


def test_line_breaks_after_its_commas() -> None:
    html = (
        '<span class="together">2\xa0× Shea &lt;S&gt;,</span> '
        '<span class="together">100 g bar</span>'
    )
    assert render("{{ line|by_parts:2 }}", line="Shea <S>, 100 g bar") == html
    assert render("{{ line|by_parts }}", line="Gift, where it is needed most") == (
        "Gift, where it is needed most"
    )


@pytest.mark.django_db
def test_picture_offers_two_formats_in_the_widths_that_fit(settings: Any) -> None:
    settings.PICTURE_FORMATS = ["avif", "jpeg"]
    image = make_image(size=(900, 600), description="Bars on a rack")
    html = render("{% picture_of image sizes='50vw' %}", image=image)
    assert html.count("<source") == 1
    assert 'type="image/avif"' in html
    assert html.count(" 400w") == html.count(" 800w") == 2
    assert "1200w" not in html
    assert 'alt="Bars on a rack"' in html
    assert 'width="400"' in html
    assert 'height="266"' in html
    assert 'loading="lazy"' in html


@pytest.mark.django_db
def test_picture_at_the_top_is_not_lazy() -> None:
    html = render("{% picture_of image eager=True %}", image=make_image())
    assert 'fetchpriority="high"' in html
    assert "loading" not in html


@pytest.mark.django_db
def test_picture_takes_the_words_of_its_place_before_its_own() -> None:
    image = make_image()
    image.contextual_alt_text = 'Said "here"'
    assert 'alt="Said &quot;here&quot;"' in render("{% picture_of image %}", image=image)
    assert 'alt=""' in render("{% picture_of image alt='' %}", image=image)


def test_picture_of_nothing_is_nothing() -> None:
    assert render("{% picture_of image %}", image=None) == ""


@pytest.mark.django_db
def test_picture_whose_file_is_lost_does_not_break_the_page() -> None:
    image = make_image()
    image.file.storage.delete(image.file.name)
    assert "not-found" in render("{% picture_of image %}", image=image)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_pictures_with_renditions_loaded_query_nothing(
    number: int, django_assert_num_queries: Any
) -> None:
    images = [make_image(size=(900, 600)) for _ in range(number)]
    for image in images:
        render("{% picture_of image %}", image=image)
    with django_assert_num_queries(1):
        with_sources(images)
        for image in images:
            render("{% picture_of image %}", image=image)


@pytest.mark.django_db
def test_page_url_is_the_page_of_the_language_else_of_the_first_one() -> None:
    home = make_home()
    page = make_page(slug="mission")
    source = "{% page_url 'core.StandardPage' %}"
    request = RequestFactory().get("/")
    assert render(source, request=request) == "/mission/"
    with translation.override("fr"):
        assert render(source, request=RequestFactory().get("/fr/")) == "/mission/"
        french_home = make_home("fr")
        french = page.copy_for_translation(french_home.locale)
        french.slug = "but"
        french.save_revision().publish()
        assert render(source, request=RequestFactory().get("/fr/")) == "/fr/but/"
    page.unpublish()
    assert render(source, request=RequestFactory().get("/")) == ""
    assert home.live


@pytest.mark.django_db
def test_page_url_of_an_unknown_type_is_nothing() -> None:
    make_home()
    assert render("{% page_url 'core.NoSuchPage' %}") == ""


@pytest.mark.django_db
def test_navigation_takes_one_query(django_assert_num_queries: Any) -> None:
    make_page(show_in_menus=True)
    request = RequestFactory().get("/")
    source = (
        "{% navigation as nav %}{% for title, url, current in nav.menu %}{{ url }}{% endfor %}"
        "{% for link in nav.languages %}{{ link.url }}{% endfor %}"
        "{% page_url 'core.StandardPage' %}"
    )
    render(source, request=RequestFactory().get("/"))  # content types, site roots
    with django_assert_num_queries(1):
        render(source, request=request)


def test_motif_is_decoration() -> None:
    html = render("{% motif 'comb' %}")
    assert 'aria-hidden="true"' in html
    assert "motifs.svg#motif-comb" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("point", "classes"),
    [(None, ""), ((50, 50), ""), ((5, 50), "focus-x0"), ((80, 20), "focus-x3 focus-y1")],
)
def test_picture_keeps_its_focal_point_in_any_frame(
    point: tuple[int, int] | None, classes: str
) -> None:
    image = make_image(size=(100, 100))
    if point:
        image.focal_point_x, image.focal_point_y = point
        image.focal_point_width = image.focal_point_height = 10
    html = render("{% picture_of image %}", image=image)
    assert (f'class="{classes}"' in html) == bool(classes)
    assert ("focus-" in html) == bool(classes)
