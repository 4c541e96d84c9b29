"""The REST API: the pages' verbs for programs.

In: HTTP with JSON. Out: JSON, and ``application/problem+json`` for every refusal. Each view authorises,
parses, calls one selector or service, answers. Work that goes on behind the answer is answered 202, with the
address of its operation. Must not decide anything that a page would not decide alike.
"""
