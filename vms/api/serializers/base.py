"""What every body has in common: only keys we know."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

MOST_NAMED = 20  # keys that a refusal names


class Strict(serializers.Serializer[Any]):
    """Refuses keys it does not know, by name: a misspelt or a server-owned key must not pass unseen."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [key for key in data if key not in self.fields or self.fields[key].read_only]
            if unknown:
                raise serializers.ValidationError(
                    {
                        str(key): ["This key cannot be set here. Leave it out."]
                        for key in unknown[:MOST_NAMED]
                    },
                    code="unknown",
                )
        return super().to_internal_value(data)


class Nothing(Strict):
    """An empty body."""
