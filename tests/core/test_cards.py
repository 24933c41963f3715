from typing import Any

import pytest

from core.cards import cards_of, is_servable
from stories.models import Consent
from tests.factories.core import make_page
from tests.factories.stories import make_story

pytestmark = pytest.mark.django_db


def test_cards_keep_their_order_and_class() -> None:
    story, page, other = make_story(), make_page(), make_story()
    assert cards_of([other.page_ptr, None, page, story.page_ptr]) == [other, page, story]


def test_cards_leave_out_drafts_and_what_may_not_be_served() -> None:
    draft, withheld, shown = make_story(live=False), make_story(), make_story()
    Consent.objects.filter(person__in=withheld.people).update(on_site=False)
    assert cards_of([draft, withheld, shown]) == [shown]
    assert not is_servable(withheld.page_ptr)
    assert is_servable(make_page())


@pytest.mark.parametrize("number", [1, 3])
def test_cards_query_once_a_class(number: int, django_assert_num_queries: Any) -> None:
    pages = [make_page() for _ in range(number)]
    with django_assert_num_queries(1):
        cards_of(pages)
