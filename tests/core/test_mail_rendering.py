import pytest

from core.mail import RenderedMail, render_mail
from core.models import OrganisationSettings

pytestmark = pytest.mark.django_db


def rendered(**context: str) -> RenderedMail:
    return render_mail(
        template="accounts/emails/code",
        language="en",
        context={"code": "BCDF-GHJK", "purpose": "Enter this code.", **context},
    )


def test_text_parts_are_no_html() -> None:
    OrganisationSettings.objects.update(name="Women's Health & Soap")
    mail = rendered(purpose="Awa's <code> & more")
    assert mail.subject == "Your code for Women's Health & Soap: BCDF-GHJK"
    assert mail.text.startswith("Awa's <code> & more\n\n    BCDF-GHJK\n")


def test_text_has_no_gap_where_a_part_says_nothing() -> None:
    assert rendered(purpose="Before\n\n\n\nafter").text.startswith("Before\n\nafter\n")


def test_html_part_is_escaped_inlined_and_keeps_its_dark_colours() -> None:
    html = rendered(purpose="<script>alert(1)</script>").html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<style") == 1
    assert "prefers-color-scheme: dark" in html
    assert '<p class="code" style=' in html


def test_mail_loads_nothing_from_anywhere() -> None:
    html = rendered().html
    assert "<img" not in html
    assert "<link" not in html
    assert "url(" not in html
