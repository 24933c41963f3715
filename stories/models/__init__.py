from .consents import Consent
from .group_pages import GroupIndexPage, GroupPage
from .groups import WomensGroup
from .mailings import StoryMailing, StoryNotice
from .people import Person
from .stories import StoryIndexPage, StoryPage, StoryPerson

__all__ = [
    "Consent",
    "GroupIndexPage",
    "GroupPage",
    "Person",
    "StoryIndexPage",
    "StoryMailing",
    "StoryNotice",
    "StoryPage",
    "StoryPerson",
    "WomensGroup",
]
