from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        from core.housekeeping import register_job
        from core.mail import register_permit
        from core.watching import watch
        from ledger.verification import register_check
        from stories.services.consent import live_without_consent, take_down_lapsed
        from stories.services.mailings import PERMIT, may_leave, queue_notices

        # Before core's "scheduled pages": what has lost its consent is unscheduled first.
        register_job("stories without consent taken down", take_down_lapsed)
        register_job("mails about stories", queue_notices)
        register_permit(PERMIT, may_leave)
        register_check("no story is live without consent", live_without_consent)
        watch("stories.Consent", "stories.Person", "stories.WomensGroup")
        watch("stories.GroupIndexPage", "stories.GroupPage")
        watch("stories.StoryIndexPage", "stories.StoryPage", "stories.StoryPerson")
