from .supporters import Supporter
from .users import User

__all__ = ["Supporter", "User"]
