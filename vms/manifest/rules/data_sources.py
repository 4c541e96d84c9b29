"""Where CDI is to fill data volumes from: what it would refuse once the machine is there."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from vms.manifest.rules.look import DATA_VOLUMES, entries, fix, mapping, shown, text, warning
from vms.schema import Edit, Fix, Problem, join

_WITH_URL: Final = ("http", "s3", "gcs", "imageio", "vddk")
_SCHEMES: Final = ("http", "https", "gs")
_REGISTRY_SCHEMES: Final = ("docker", "oci-archive")
_CHECKSUM: Final = re.compile(
    r"(?:md5:[0-9a-f]{32}|sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})"
)
_CONTENT: Final = (None, "", "kubevirt", "archive")
_NEEDED: Final = {
    "imageio": (("diskId", "secretRef"), "B.9-135"),
    "vddk": (("secretRef", "uuid", "backingFile", "thumbprint"), "B.9-135"),
    "pvc": (("namespace", "name"), "B.9-136"),
    "snapshot": (("namespace", "name"), "B.9-136"),
}


def have_urls_that_can_be_fetched(document: dict[str, Any]) -> Iterator[Problem]:
    for place, kind, source in _sources(document):
        if kind in _WITH_URL and _scheme(source.get("url")) not in _SCHEMES:
            message = "This needs a URL that begins with https:// or http://. Write it in full."
            yield warning(f"{place}/url", "source-url", message, _with_scheme(place, source), rule="B.9-132")
        checksum = source.get("checksum")
        if kind == "http" and checksum and not _CHECKSUM.fullmatch(str(checksum)):
            message = "A checksum is written like sha256: and its hexadecimal digits. Correct it."
            remove = fix("Do without a checksum", Edit(f"{place}/checksum"))
            yield warning(f"{place}/checksum", "source-checksum", message, remove, rule="B.9-133")


def come_from_a_registry_that_is_named(document: dict[str, Any]) -> Iterator[Problem]:
    for place, kind, source in _sources(document):
        if kind != "registry":
            continue
        url, stream, method = source.get("url"), source.get("imageStream"), source.get("pullMethod")
        if (url is None) == (stream is None):
            message = "An image comes from a URL or from an image stream. Name exactly one."
            keep = fix("Keep the URL", Edit(f"{place}/imageStream")) if url is not None else None
            yield warning(place, "registry-source", message, keep, rule="B.9-134")
        elif url is not None and _scheme(url) not in _REGISTRY_SCHEMES:
            message = "The address of an image begins with docker://. Write it so."
            repair = None
            if isinstance(url, str) and url and "://" not in url:
                repair = fix(f"Use docker://{shown(url)}", Edit(f"{place}/url", f"docker://{url}"))
            yield warning(f"{place}/url", "registry-source", message, repair, rule="B.9-134")
        if method is not None and method not in ("pod", "node"):
            message = f"“{shown(method)}” is no way to pull. Use node or pod."
            remove = fix("Use the usual way", Edit(f"{place}/pullMethod"))
            yield warning(f"{place}/pullMethod", "registry-source", message, remove, rule="B.9-134")
        elif stream is not None and url is None and method != "node":
            message = "An image stream is pulled by the node. Set “pullMethod” to node."
            repair = fix("Pull by the node", Edit(f"{place}/pullMethod", "node"))
            yield warning(f"{place}/pullMethod", "registry-source", message, repair, rule="B.9-134")


def say_all_that_is_needed(document: dict[str, Any]) -> Iterator[Problem]:
    for place, kind, source in _sources(document):
        needed, rule = _NEEDED.get(kind, ((), ""))
        missing = [key for key in needed if not source.get(key)]
        if kind == "imageio" and not source.get("certConfigMap") and not source.get("insecureSkipVerify"):
            missing.append("certConfigMap")
        if missing:
            message = f"This source lacks {' and '.join(missing)}. Add what is missing."
            yield warning(place, "source-incomplete", message, rule=rule)


def have_content_that_fits(document: dict[str, Any]) -> Iterator[Problem]:
    for place, template in entries(document, DATA_VOLUMES):
        content, pointer = mapping(template, "/spec").get("contentType"), f"{place}/spec/contentType"
        kinds = mapping(template, "/spec/source").keys() & {"blank", "registry"}
        if content not in _CONTENT:
            message = f"“{shown(content)}” is no kind of content. Use kubevirt."
        elif content == "archive" and kinds:
            message = "An archive cannot come from here: only a disk can. Use kubevirt."
        else:
            continue
        repair = fix("Use kubevirt", Edit(pointer, "kubevirt"))
        yield warning(pointer, "content-type", message, repair, rule="B.9-131")


def refer_to_a_data_source(document: dict[str, Any]) -> Iterator[Problem]:
    for place, template in entries(document, DATA_VOLUMES):
        reference = mapping(template, "/spec").get("sourceRef")
        if not isinstance(reference, dict):
            continue
        pointer = f"{place}/spec/sourceRef"
        if reference.get("kind") != "DataSource":
            message = "A reference leads to an object of the kind DataSource. Write so."
            repair = fix("Write DataSource", Edit(f"{pointer}/kind", "DataSource"))
            yield warning(f"{pointer}/kind", "source-reference", message, repair, rule="B.9-130")
        if not reference.get("name"):
            message = "Name the data source that is referred to."
            yield warning(f"{pointer}/name", "source-reference", message, rule="B.9-130")


def _sources(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for place, template in entries(document, DATA_VOLUMES):
        for kind, source in mapping(template, "/spec/source").items():
            if isinstance(source, dict):
                yield f"{place}/spec/source{join((kind,))}", kind, source


def _scheme(url: Any) -> str:
    try:
        found = urlsplit(text(url) or "")
    except ValueError:
        return ""
    return found.scheme if found.netloc or found.path.startswith("/") else ""


def _with_scheme(place: str, source: dict[str, Any]) -> Fix | None:
    url = text(source.get("url"))
    if url and re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(?:/[^\s:]*)?", url[:2000]):
        return fix(f"Use https://{shown(url)}", Edit(f"{place}/url", f"https://{url}"))
    return None


RULES: Final = (
    have_urls_that_can_be_fetched,
    come_from_a_registry_that_is_named,
    say_all_that_is_needed,
    have_content_that_fits,
    refer_to_a_data_source,
)
