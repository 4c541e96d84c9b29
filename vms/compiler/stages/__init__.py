"""The stages: one module each, ``(Manifest, HostFacts) -> Iterator[Element]``, knowing no other."""
