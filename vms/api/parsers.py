"""Bodies of requests: JSON of a size and a depth that every room behind can bear."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from vms.schema import is_deeper

DEEPEST: Final = 128  # a manifest has 100 levels at most


class PlainJSONParser(JSONParser):
    """Refuses with 400 what is too large, too deeply nested, or no text in UTF-8. DRF itself reads a body of
    any size, and fails on the others."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        data = stream.read(most + 1)
        if len(data) > most:
            raise ParseError(f"The body is larger than {most} bytes.")
        try:
            body = super().parse(BytesIO(data), media_type, parser_context)
            json.dumps(body, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(f"The body is nested more than {DEEPEST} levels deep.") from error
        except UnicodeEncodeError as error:
            raise ParseError("A text of the body holds half of a character (a lone surrogate).") from error
        if is_deeper(body, DEEPEST):
            raise ParseError(f"The body is nested more than {DEEPEST} levels deep.")
        return body
