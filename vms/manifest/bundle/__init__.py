"""The way out: a manifest as files that a KubeVirt cluster accepts.

In: the text of a manifest. Out: the machine with KubeVirt's own names of fields and nothing that a cluster
refuses, the objects it needs beside it, a page that says what to do, and all of it as one text or one zip.
The author's text is changed by edits, as everywhere. The room reads no Secret: those are stubs.
"""

from vms.manifest.bundle.adaptations import ADAPTATIONS
from vms.manifest.bundle.cluster import LARGEST_INLINE, Adapted, for_cluster
from vms.manifest.bundle.companions import Companion
from vms.manifest.bundle.keys import is_known, known_keys, unknown
from vms.manifest.bundle.pack import Bundle, all_in_one, as_json, as_zip, bundle

__all__ = [
    "ADAPTATIONS",
    "LARGEST_INLINE",
    "Adapted",
    "Bundle",
    "Companion",
    "all_in_one",
    "as_json",
    "as_zip",
    "bundle",
    "for_cluster",
    "is_known",
    "known_keys",
    "unknown",
]
