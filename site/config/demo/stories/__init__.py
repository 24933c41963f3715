"""The sample stories, one in each file, in both languages."""

from .first_pot import FIRST_POT
from .five_weeks import FIVE_WEEKS
from .one_hundred_francs import ONE_HUNDRED_FRANCS
from .soap_on_its_way import SOAP_ON_ITS_WAY
from .story import Story
from .the_green_door import THE_GREEN_DOOR
from .three_moments import THREE_MOMENTS
from .up_to_lassa import UP_TO_LASSA

STORIES: tuple[Story, ...] = (
    ONE_HUNDRED_FRANCS,
    THE_GREEN_DOOR,
    UP_TO_LASSA,
    SOAP_ON_ITS_WAY,
    THREE_MOMENTS,
    FIVE_WEEKS,
    FIRST_POT,
)

__all__ = ["STORIES", "Story"]
