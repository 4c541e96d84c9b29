"""The compiler's tests: golden domains and libvirt's own schema."""

from collections.abc import Callable

import pytest
from lxml import etree

LIBVIRT_SCHEMA = "/usr/share/libvirt/schemas/domain.rng"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        default=False,
        help="rewrite tests/compiler/golden/*/domain.xml from what the compiler makes now",
    )


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    # The option exists when pytest starts in this folder; a run of everything only compares.
    return bool(request.config.getoption("regenerate_golden", default=False))


@pytest.fixture(scope="session")
def complaints() -> Callable[[str], str]:
    """What libvirt's RELAX NG schema, the one virt-xml-validate reads, has against a domain XML."""
    schema = etree.RelaxNG(etree.parse(LIBVIRT_SCHEMA))

    def look(xml: str) -> str:
        return "" if schema.validate(etree.fromstring(xml)) else str(schema.error_log)

    return look
