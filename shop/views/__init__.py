from .basket import add, basket, count, gift, remove_gift, update
from .checkout import checkout

__all__ = ["add", "basket", "checkout", "count", "gift", "remove_gift", "update"]
