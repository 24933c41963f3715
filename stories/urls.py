from django.urls import path

from stories.views import StoryFeed

app_name = "stories"
urlpatterns = [path("stories/feed/", StoryFeed(), name="feed")]
