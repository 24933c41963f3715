from .news import NewsChoice
from .supporters import Supporter
from .users import User

__all__ = ["NewsChoice", "Supporter", "User"]
