from config.demo.stories import STORIES, stories_of


def test_a_large_demo_has_each_story_nine_times_under_its_own_address() -> None:
    large = list(stories_of("large"))
    assert len(large) == 9 * len(STORIES)
    for name in ("key", "title", "slug"):
        assert len({getattr(story, name) for story in large}) == len(large)


def test_the_newest_stories_are_the_originals() -> None:
    newest = sorted(stories_of("large"), key=lambda story: story.told_on)[-2:]
    assert {story.key for story in newest} == {"first-pot", "five-weeks"}


def test_a_small_demo_has_the_stories_as_written() -> None:
    assert tuple(stories_of("small")) == STORIES
