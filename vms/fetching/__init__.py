"""One function that brings a disk from outside into a file, whichever way it is offered.

In: a source, a path, limits, and what an admin allows. Out: the file, whole and checked, or no file at all.
Knows neither the database nor a hypervisor, and not what is in the file: ``images`` looks at that next.
"""

from vms.fetching.fetch import Fetched, fetch, resolve
from vms.fetching.sources import RegistrySource, Source, WebSource

__all__ = ["Fetched", "RegistrySource", "Source", "WebSource", "fetch", "resolve"]
