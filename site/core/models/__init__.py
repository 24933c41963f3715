from .alerts import Alert
from .generation import PageGeneration
from .images import CustomImage, CustomRendition
from .jobs import JobRun
from .mail import OutboxMail
from .organisation import OrganisationSettings
from .pages import HomePage, StandardPage

__all__ = [
    "Alert",
    "CustomImage",
    "CustomRendition",
    "HomePage",
    "JobRun",
    "OrganisationSettings",
    "OutboxMail",
    "PageGeneration",
    "StandardPage",
]
