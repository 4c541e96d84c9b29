"""A manifest as a file."""

import json

from django.http import Http404, HttpResponse

from vms import manifest


def manifest_file(text: str, name: str, format: str) -> HttpResponse:
    """The text as it was written (yaml), or its document (json), which may raise ``YamlInvalid``."""
    if format == "yaml":
        response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    elif format == "json":
        document = manifest.from_yaml(text)
        response = HttpResponse(
            json.dumps(document, indent=2, ensure_ascii=False) + "\n", content_type="application/json"
        )
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{_file_name(name)}.{format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file_name(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-."))
    return kept.strip(".") or "manifest"
