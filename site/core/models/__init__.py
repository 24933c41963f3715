from .images import CustomImage, CustomRendition
from .mail import OutboxMail
from .organisation import OrganisationSettings
from .pages import HomePage, StandardPage

__all__ = [
    "CustomImage",
    "CustomRendition",
    "HomePage",
    "OrganisationSettings",
    "OutboxMail",
    "StandardPage",
]
