"""The rest of the machine's description: name in DNS, start, probes, accounts, placement."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import NETWORKS, SPEC, VOLUMES, entries, fix, mapping, shown, text, warning
from vms.schema import Edit, Problem, get, join

_SUBDOMAIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_LABEL_VALUE: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?")
_LONGEST_LABEL: Final = 63
_LONGEST_SUBDOMAIN: Final = 253
_HANDLERS: Final = ("httpGet", "tcpSocket", "exec", "guestAgentPing")
_ON_THE_NETWORK: Final = ("httpGet", "tcpSocket")
_ARCHITECTURES: Final = ("amd64", "arm64", "s390x")
_LISTS: Final = (("nameservers", 3), ("searches", 6))
_LONGEST_SEARCHES: Final = 256


def names_are_of_dns(document: dict[str, Any]) -> Iterator[Problem]:
    for key, rule in (
        ("subdomain", "B.8-112"),
        ("serviceAccountName", "B.8-118"),
        ("priorityClassName", "B.8-120"),
    ):
        written = text(get(document, f"{SPEC}/{key}"))
        if written and (len(written) > _LONGEST_SUBDOMAIN or not _SUBDOMAIN.fullmatch(written)):
            message = (
                f"This is made of small letters, digits, “-” and dots; “{shown(written)}” is not. Change it."
            )
            better = re.sub(r"[^a-z0-9]+", "-", written.lower())[:63].strip("-")
            repair = fix(f"Use “{better}”", Edit(f"{SPEC}/{key}", better)) if better else None
            yield warning(f"{SPEC}/{key}", "dns-name", message, repair, rule=rule)


def the_account_is_the_mounted_one(document: dict[str, Any]) -> Iterator[Problem]:
    named = text(get(document, f"{SPEC}/serviceAccountName"))
    for _, volume in entries(document, VOLUMES):
        mounted = text(mapping(volume, "/serviceAccount").get("serviceAccountName"))
        if named and mounted and named != mounted:
            message = (
                f"The machine's service account must be “{shown(mounted)}”, which is mounted. Change one."
            )
            repair = fix("Use the mounted one", Edit(f"{SPEC}/serviceAccountName", mounted))
            yield warning(f"{SPEC}/serviceAccountName", "service-account", message, repair, rule="B.8-118")
            return


def it_starts_in_a_known_way(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{SPEC}/startStrategy"
    written = get(document, pointer)
    remove = fix("Remove it", Edit(pointer))
    if written is not None and written != "Paused":
        message = f"“{shown(written)}” is no way to start; only Paused is. Remove it."
        yield warning(pointer, "start-strategy", message, remove, rule="B.8-114")
    elif written == "Paused" and isinstance(get(document, f"{SPEC}/livenessProbe"), dict):
        message = "A machine that starts paused fails its liveness probe. Remove one of them."
        yield warning(pointer, "start-strategy", message, remove, rule="B.8-114")


def probes_have_one_handler(document: dict[str, Any]) -> Iterator[Problem]:
    has_pod = not entries(document, NETWORKS) or any(
        "pod" in network for _, network in entries(document, NETWORKS)
    )
    for probe in ("readinessProbe", "livenessProbe"):
        pointer = f"{SPEC}/{probe}"
        written = get(document, pointer)
        if not isinstance(written, dict):
            continue
        handlers = [key for key in _HANDLERS if written.get(key) is not None]
        if len(handlers) != 1:
            message = f"A probe asks in exactly one way: {', '.join(_HANDLERS)}. Keep or add one."
            only_empty = None if handlers else fix("Remove the probe", Edit(pointer))
            yield warning(pointer, "probe", message, only_empty, rule="B.8-115")
        elif handlers[0] in _ON_THE_NETWORK and not has_pod:
            message = "This probe asks over the pod network, which the machine has not. Use exec, or add it."
            remove = fix("Remove the probe", Edit(pointer))
            yield warning(f"{pointer}/{handlers[0]}", "probe", message, remove, rule="B.8-115")


def names_are_looked_up_somewhere(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{SPEC}/dnsPolicy"
    policy, config = get(document, pointer), mapping(document, f"{SPEC}/dnsConfig")
    if policy not in (None, "", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"):
        message = f"“{shown(policy)}” is no DNS policy. Use ClusterFirst, Default or None."
        repair = fix("Use ClusterFirst", Edit(pointer, "ClusterFirst"))
        yield warning(pointer, "dns-policy", message, repair, rule="B.8-116")
    elif policy == "None" and not config.get("nameservers"):
        message = "Without a DNS policy, name servers must be given. Add one under “dnsConfig”."
        repair = fix("Use ClusterFirst", Edit(pointer, "ClusterFirst"))
        yield warning(pointer, "dns-policy", message, repair, rule="B.8-116")
    for key, most in _LISTS:
        found = config.get(key)
        if not isinstance(found, list):
            continue
        if len(found) > most or (key == "searches" and len(" ".join(map(str, found))) > _LONGEST_SEARCHES):
            message = f"At most {most} entries are possible, and {_LONGEST_SEARCHES} characters. Remove some."
            place = f"{SPEC}/dnsConfig/{key}"
            shorter = fix(f"Keep the first {most}", Edit(place, found[:most])) if len(found) > most else None
            yield warning(place, "dns-config", message, shorter, rule="B.8-116")


def it_runs_on_a_known_architecture(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{SPEC}/architecture"
    written = get(document, pointer)
    if written is not None and written != "" and written not in _ARCHITECTURES:
        message = f"“{shown(written)}” is not an architecture of KubeVirt's. Use amd64."
        repair = fix("Use amd64", Edit(pointer, "amd64"))
        yield warning(pointer, "architecture", message, repair, rule="B.8-119")


def nodes_are_selected_by_labels(document: dict[str, Any]) -> Iterator[Problem]:
    for key, value in mapping(document, f"{SPEC}/nodeSelector").items():
        prefix, _, name = key.rpartition("/")
        is_key = bool(name) and _is_label_value(name) and not key.startswith("/")
        is_key = is_key and (not prefix or _SUBDOMAIN.fullmatch(prefix) is not None)
        pointer = f"{SPEC}{join(('nodeSelector', key))}"
        if not is_key or (isinstance(value, str) and not _is_label_value(value)):
            message = (
                "A node's label is made of letters, digits, “-”, “_” and dots. Correct it, or remove it."
            )
            yield warning(pointer, "node-label", message, fix("Remove it", Edit(pointer)), rule="B.8-120")


def _is_label_value(value: str) -> bool:
    return len(value) <= _LONGEST_LABEL and _LABEL_VALUE.fullmatch(value) is not None


def access_is_handed_over(document: dict[str, Any]) -> Iterator[Problem]:
    clouds = {
        key for _, volume in entries(document, VOLUMES) for key in volume if key.startswith("cloudInit")
    }
    for place, credential in entries(document, f"{SPEC}/accessCredentials"):
        message = _fault_of_credential(credential, clouds)
        if message:
            remove = fix("Remove it", Edit(place))
            yield warning(place, "access-credentials", message, remove, rule="B.6-85")


def _fault_of_credential(credential: dict[str, Any], clouds: set[str]) -> str:
    kinds = [key for key in ("sshPublicKey", "userPassword") if isinstance(credential.get(key), dict)]
    if len(kinds) != 1:
        return "Access is given by an SSH key or by a password. Keep or add exactly one."
    access = credential[kinds[0]]
    if len(mapping(access, "/source")) != 1:
        return "Access needs one source, such as a secret. Name it."
    methods = mapping(access, "/propagationMethod")
    if len(methods) != 1:
        return "Access needs one way into the guest. Name exactly one propagation method."
    method = next(iter(methods))
    wanted = {"noCloud": "cloudInitNoCloud", "configDrive": "cloudInitConfigDrive"}.get(method)
    if wanted and wanted not in clouds:
        return f"This way needs a volume of the kind “{wanted}”. Add one, or choose another way."
    if method == "qemuGuestAgent" and kinds[0] == "sshPublicKey" and not get(methods, f"/{method}/users"):
        return "The guest agent needs to know for which users. Name at least one."
    return ""


RULES: Final = (
    names_are_of_dns,
    the_account_is_the_mounted_one,
    it_starts_in_a_known_way,
    probes_have_one_handler,
    names_are_looked_up_somewhere,
    it_runs_on_a_known_architecture,
    nodes_are_selected_by_labels,
    access_is_handed_over,
)
