import pytest

from vms.registry import PullPolicy, Reference, ReferenceInvalid, must_ask, pull_policy, read_reference

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("text", "whole", "authority"),
    [
        ("debian", "docker.io/library/debian:latest", "registry-1.docker.io"),
        ("debian:12", "docker.io/library/debian:12", "registry-1.docker.io"),
        ("kubevirt/fedora", "docker.io/kubevirt/fedora:latest", "registry-1.docker.io"),
        ("docker.io/debian", "docker.io/library/debian:latest", "registry-1.docker.io"),
        ("index.docker.io/a/b:1", "docker.io/a/b:1", "registry-1.docker.io"),
        ("docker://quay.io/a/b-c:v1.0", "quay.io/a/b-c:v1.0", "quay.io"),
        ("localhost:5000/a", "localhost:5000/a:latest", "localhost:5000"),
        ("localhost/a", "localhost/a:latest", "localhost"),
        ("Registry.Example.org/a", "registry.example.org/a:latest", "registry.example.org"),
        ("[2001:db8::1]:5000/a/b__c", "[2001:db8::1]:5000/a/b__c:latest", "[2001:db8::1]:5000"),
        (f"quay.io/a@{DIGEST}", f"quay.io/a@{DIGEST}", "quay.io"),
        (f"quay.io/a:1@{DIGEST}", f"quay.io/a:1@{DIGEST}", "quay.io"),
    ],
)
def test_a_reference_means_what_container_tools_mean(text: str, whole: str, authority: str) -> None:
    reference = read_reference(text)

    assert (str(reference), reference.authority) == (whole, authority)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " debian",
        "Debian",
        "de\u0301bian",
        "debian:",
        "debian:-x",
        "debian:" + "x" * 129,
        "debian@sha256:abc",
        "debian@sha512:" + "a" * 128,
        f"debian@{DIGEST.upper()}",
        "a//b",
        "a/../b",
        "/a",
        "a/",
        "quay.io/",
        "quay.io/a b",
        "quay.io/a\n",
        "quay.io/A",
        "quay.io/a?b",
        "quay.io/a#b",
        "quay.io/a%2fb",
        "http://quay.io/a",
        "user@quay.io/a",
        "user:word@quay.io/a",
        "127.1/a",
        "0x7f000001:5000/a",
        "quay.io:0/a",
        "quay.io:99999/a",
        "quay.io.:5000/a",
        "[::1%lo]:5000/a",
        "quay_.io\\x/a",
        "a" * 300,
        "quay.io/" + "a" * 250,
    ],
)
def test_what_names_no_image_is_told(text: str) -> None:
    with pytest.raises(ReferenceInvalid, match=r"\.$"):
        read_reference(text)


def test_a_pinned_reference_keeps_its_tag_for_people() -> None:
    pinned = read_reference("quay.io/a:1").pinned(DIGEST)

    assert (str(pinned), pinned.state) == (f"quay.io/a:1@{DIGEST}", DIGEST)


@pytest.mark.parametrize(
    ("declared", "text", "policy"),
    [
        (None, "a", PullPolicy.ALWAYS),
        (None, "a:latest", PullPolicy.ALWAYS),
        (None, "a:1", PullPolicy.IF_NOT_PRESENT),
        (None, f"a@{DIGEST}", PullPolicy.IF_NOT_PRESENT),
        ("Never", "a", PullPolicy.NEVER),
        ("IfNotPresent", "a", PullPolicy.IF_NOT_PRESENT),
    ],
)
def test_an_unset_policy_follows_the_tag(declared: str | None, text: str, policy: PullPolicy) -> None:
    assert pull_policy(declared, read_reference(text)) is policy


TAGGED, PINNED = Reference("quay.io", "a", "1"), Reference("quay.io", "a", "1", DIGEST)


@pytest.mark.parametrize(
    ("policy", "reference", "present", "asks"),
    [
        (PullPolicy.ALWAYS, TAGGED, True, True),
        (PullPolicy.ALWAYS, TAGGED, False, True),
        (PullPolicy.IF_NOT_PRESENT, TAGGED, True, False),
        (PullPolicy.IF_NOT_PRESENT, TAGGED, False, True),
        (PullPolicy.NEVER, TAGGED, False, False),
        (PullPolicy.ALWAYS, PINNED, True, False),
        (PullPolicy.ALWAYS, PINNED, False, True),
    ],
)
def test_the_registry_is_asked_when_the_policy_says_so(
    policy: PullPolicy, reference: Reference, present: bool, asks: bool
) -> None:
    assert must_ask(policy, reference, present=present) is asks
