"""The assembled site: settings, routes, processes. Imports ``vms``; ``vms`` never imports it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
