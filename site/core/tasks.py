"""Work that need not hold up a request. A task takes ids, never objects, and may run twice."""

from django_tasks import task
from wagtail.images import get_image_model

from core.pictures import make_renditions


@task()
def make_picture_renditions(pk: int) -> None:
    """Make what pages will ask for. A picture deleted meanwhile needs nothing."""
    image = get_image_model().objects.filter(pk=pk).first()
    if image:
        make_renditions(image)
