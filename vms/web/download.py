"""A manifest as a file."""

from django.http import Http404, HttpResponse

from vms.selectors.exports import Form, export


def manifest_file(text: str, name: str, form: str) -> HttpResponse:
    """The file in one of the forms of ``exports.Form``. Raises ``YamlInvalid`` as ``export`` does."""
    if form not in set(Form):
        raise Http404
    file = export(text, name, Form(form))
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
