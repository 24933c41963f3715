from django.http import HttpResponseRedirect


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: whatever was posted, get that page now. A reload posts nothing again."""

    status_code = 303
