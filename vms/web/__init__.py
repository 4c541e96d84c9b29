"""The pages.

In: HTTP requests of signed-in people. Out: HTML, or a redirect. A view authorises, parses, calls one
service or selector, and answers; each page is drawn from one dataclass of ``pages``. Must not know
hypervisors, Celery or how a verb is carried out.
"""

from .urls import urlpatterns

__all__ = ["urlpatterns"]
