"""What is said of user-data and network-config before a guest reads them."""

import base64

import pytest

from vms.manifest import check, secret_references
from vms.manifest.cloud_init import (
    Kind,
    PublicKeyInvalid,
    check_network_data,
    check_user_data,
    edit_text,
    kind_of,
    parse_public_key,
    read_text,
)
from vms.schema import UNSET, Edit, Severity

from .rule_cases import VOLUME, a_document

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@laptop"
HASH = "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1"


def found(text: str) -> set[tuple[str, str]]:
    return {(problem.keyword, problem.pointer) for problem in check_user_data(text)}


def network(text: str) -> set[tuple[str, str]]:
    return {(problem.keyword, problem.pointer) for problem in check_network_data(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        ("#cloud-config\n", Kind.CLOUD_CONFIG),
        ("\n#Cloud-Config\n", Kind.CLOUD_CONFIG),
        ("#cloud-config-archive\n- a", Kind.ARCHIVE),
        ("#!/bin/sh\n", Kind.SCRIPT),
        ("#include\nhttps://example.org", Kind.INCLUDE),
        ("#cloud-boothook\n", Kind.BOOTHOOK),
        ("Content-Type: multipart/mixed; boundary=x", Kind.MULTIPART),
        ("MIME-Version: 1.0", Kind.MULTIPART),
        ("## template: jinja\n#cloud-config\n", Kind.TEMPLATE),
        ("packages: []", Kind.UNKNOWN),
    ],
)
def test_a_text_is_what_its_first_line_says(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize("text", ["#!/bin/sh\necho {", "## template: jinja\n#cloud-config\na: {{ v1 }}", ""])
def test_nothing_is_said_of_what_only_the_guest_can_read(text: str) -> None:
    assert check_user_data(text) == []


def test_a_whole_cloud_config_is_fine() -> None:
    text = f"""#cloud-config
hostname: web
users:
  - default
  - name: ann
    groups: [wheel]
    sudo: ALL=(ALL) NOPASSWD:ALL
    lock_passwd: false
    passwd: {HASH}
    ssh_authorized_keys:
      - {KEY}
package_update: yes
packages: [nginx, [curl, "8.0"]]
write_files:
  - path: /etc/motd
    permissions: '0644'
    content: |
      hello
runcmd:
  - systemctl start nginx
  - [touch, /x]
"""

    assert check_user_data(text) == []


@pytest.mark.parametrize(
    ("text", "keyword", "pointer"),
    [
        ("packages: nginx", "user-data-type", "/packages"),
        ("users:\n  - gecos: Ann", "user-data-required", "/users/0/name"),
        ("write_files:\n  - content: x", "user-data-required", "/write_files/0/path"),
        ("package: [a]", "user-data-unknown", "/package"),
        (
            "users:\n  - name: a\n    ssh_autorized_keys: []",
            "user-data-unknown",
            "/users/0/ssh_autorized_keys",
        ),
        (
            "write_files:\n  - path: /x\n    permissions: 0644",
            "user-data-permissions",
            "/write_files/0/permissions",
        ),
        ("password: fedora", "user-data-password", "/password"),
        ("chpasswd: {list: 'root:secret'}", "user-data-password", "/chpasswd/list"),
        ("chpasswd: {users: [{name: a, password: b}]}", "user-data-password", "/chpasswd/users/0/password"),
        ("users: [{name: a, passwd: plain}]", "user-data-hash", "/users/0/passwd"),
        ("ssh_authorized_keys: [ssh-rsa AAAA]", "user-data-key", "/ssh_authorized_keys/0"),
        ("- a", "user-data-yaml", ""),
        ("a: 1\na: 2", "user-data-yaml", ""),
        ("a: [", "user-data-yaml", ""),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, keyword: str, pointer: str) -> None:
    assert (keyword, pointer) in found(f"#cloud-config\n{text}\n")


def test_a_password_is_never_repeated() -> None:
    told = check_user_data("#cloud-config\npassword: s3cret-word\nusers: [{name: a, passwd: s3cret-word}]\n")

    assert told
    assert all("s3cret-word" not in problem.message for problem in told)


def test_a_misspelt_key_can_be_corrected_at_a_click() -> None:
    (problem,) = check_user_data("#cloud-config\n# mine\nhostnme: web # here\n")

    assert "“hostname” is probably meant" in problem.message
    assert problem.fix is not None
    assert read_text(edit_text("#cloud-config\nhostnme: web\n", problem.fix.edits)) == {"hostname": "web"}


def test_only_what_cloud_init_throws_away_as_a_whole_and_private_keys_are_errors() -> None:
    private = "#cloud-config\nssh_authorized_keys: ['-----BEGIN OPENSSH PRIVATE KEY----- abc']\n"

    assert {problem.severity for problem in check_user_data("#cloud-config\npackages: a\n")} == {"warning"}
    assert {problem.severity for problem in check_user_data("#cloud-config\na: [\n")} == {"error"}
    assert {problem.severity for problem in check_user_data(private)} == {"error"}


def test_a_text_too_long_for_kubevirt_is_told_to_go_into_a_secret() -> None:
    (problem,) = check_user_data("#cloud-config\nfinal_message: " + "x" * 2048)

    assert problem.severity is Severity.WARNING
    assert "2,048 bytes" in problem.message
    assert "Keep it in a secret" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "version: 2\nethernets:\n  a: {dhcp4: true, match: {macaddress: '52:54:00:12:34:56'}, set-name: lan}",
        "network:\n  version: 2\n  ethernets:\n    a:\n      addresses: [192.0.2.10/24, '2001:db8::1/64']\n",
        "version: 1\nconfig:\n  - type: physical\n    name: eth0\n    subnets: [{type: dhcp}]",
        "",
    ],
)
def test_good_network_data_is_fine(text: str) -> None:
    assert check_network_data(text) == []


@pytest.mark.parametrize(
    ("text", "keyword", "pointer"),
    [
        ("ethernets: {a: {dhcp4: true}}", "network-data-version", "/version"),
        ("version: true", "network-data-version", "/version"),
        ("version: 2\nethernets: [a]", "network-data-type", "/ethernets"),
        ("version: 2\nethernet: {}", "network-data-unknown", "/ethernet"),
        ("version: 2\nethernets: {a: {dhcp: true}}", "network-data-unknown", "/ethernets/a/dhcp"),
        (
            "version: 2\nethernets: {a: {addresses: [192.0.2.1]}}",
            "network-data-address",
            "/ethernets/a/addresses/0",
        ),
        ("version: 2\nethernets: {a: {gateway4: x}}", "network-data-address", "/ethernets/a/gateway4"),
        (
            "version: 2\nethernets: {a: {match: {macaddress: x}}}",
            "network-data-mac",
            "/ethernets/a/match/macaddress",
        ),
        ("version: 2\nethernets: {a: {set-name: b}}", "network-data-rename", "/ethernets/a/set-name"),
        ("network: {version: 2, vlans: {v: {id: x}}}", "network-data-type", "/network/vlans/v/id"),
        ("version: 1", "network-data-required", "/config"),
        ("version: 1\nconfig: [{type: wifi}]", "network-data-enum", "/config/0/type"),
        ("version: 1\nconfig: [{type: bond}]", "network-data-name", "/config/0/name"),
        (
            "version: 1\nconfig: [{type: bond, name: b, subnets: [{type: static}]}]",
            "network-data-address",
            "/config/0/subnets/0/address",
        ),
        ("version: [", "network-data-yaml", ""),
    ],
)
def test_a_mistake_in_network_data_is_told_at_its_place(text: str, keyword: str, pointer: str) -> None:
    assert (keyword, pointer) in network(text)


def test_a_config_drive_wants_openstacks_json() -> None:
    assert check_network_data('{"links": []}', openstack=True) == []
    assert [p.keyword for p in check_network_data("version: 2", openstack=True)] == ["network-data-openstack"]


@pytest.mark.parametrize(
    "text", ["#cloud-config\n" + "[" * 500, "\x00", "#cloud-config\na: &a [*a]", "\ud800"]
)
def test_no_text_is_too_hostile(text: str) -> None:
    assert isinstance(check_user_data(text), list)
    assert isinstance(check_network_data(text), list)


def test_an_edit_changes_the_lines_it_must_and_keeps_the_rest() -> None:
    text = "#cloud-config\n# by hand\npackages:   # all of them\n  - nginx\nmy_key: kept\n"

    edited = edit_text(text, [Edit("/packages/-", "curl"), Edit("/timezone", "UTC")])

    assert edited == (
        "#cloud-config\n# by hand\npackages:   # all of them\n  - nginx\n  - curl\nmy_key: kept\n"
        "timezone: UTC\n"
    )


def test_the_last_setting_leaves_no_braces_behind() -> None:
    text = "#cloud-config\n# note\nhostname: web\n"

    assert edit_text(text, [Edit("/hostname", UNSET)]) == "#cloud-config\n# note\n"
    assert edit_text("#cloud-config\n{}\n", [Edit("/hostname", "a")]).startswith("#cloud-config\n")


def test_a_finding_in_the_manifest_names_the_line_inside() -> None:
    user_data = "#cloud-config\nhostname: a\npackages: nginx\n"
    document = a_document(Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": user_data}}))

    (problem,) = [each for each in check(document) if each.keyword == "user-data-type"]

    assert problem.pointer == f"{VOLUME}/cloudInitNoCloud/userData"
    assert problem.message.startswith("Line 3, packages: ")


def test_a_public_key_has_openssh_s_fingerprint() -> None:
    key = parse_public_key(f"  no-pty {KEY}\n")

    assert (key.kind, key.comment, key.options) == ("ssh-ed25519", "ann@laptop", "no-pty")
    assert key.fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
    assert str(key) == f"no-pty {KEY}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        f"{KEY}\n{KEY}",
        "ssh-rsa " + KEY.split()[1],
        "ssh-ed25519 " + base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\xff\xff").decode(),
        "ssh-dss AAAAB3NzaC1kc3MAAACB",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_what_is_no_public_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(PublicKeyInvalid) as refusal:
        parse_public_key(text)

    assert "b3Blb" not in str(refusal.value)


def test_references_to_secrets_are_found_in_every_spelling() -> None:
    document = a_document(
        Edit(
            "/spec/template/spec/volumes",
            [
                {"name": "a", "cloudInitNoCloud": {"userDataSecretRef": {"name": "one"}}},
                {"name": "b", "cloudInitConfigDrive": {"secretRef": {"name": "two"}}},
                {"name": "c", "sysprep": {"secret": {"name": "three"}}},
                {"name": "d", "cloudInitNoCloud": {"userDataSecretRef": "odd"}},
                "odd",
            ],
        )
    )

    assert [name for _, name in secret_references(document)] == ["one", "two", "three"]
    assert list(secret_references(None)) == []
