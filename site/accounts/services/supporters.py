from accounts.models import Supporter


def find_or_make_supporter(*, email: str, name: str, language: str) -> Supporter:
    supporter, _made = Supporter.objects.get_or_create(
        email=email.strip().lower(), defaults={"name": name, "language": language}
    )
    return supporter
