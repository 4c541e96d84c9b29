"""Lists come in pages of at most 200."""

from rest_framework.pagination import LimitOffsetPagination


class Page(LimitOffsetPagination):
    default_limit = 50
    max_limit = 200
