"""The page that lies in a bundle: what is there, in which order to apply it, what to replace before."""

from collections.abc import Iterator, Sequence
from typing import Final

from vms.manifest.bundle.cluster import Adapted
from vms.manifest.bundle.companions import Companion, claims, images
from vms.schema import get

MACHINE_FILE: Final = "4-virtual-machine.yaml"
FORMAT: Final = 1  # of the bundle, for whoever reads one by a program


def readme(name: str, digest: str, adapted: Adapted, files: Sequence[tuple[str, Sequence[Companion]]]) -> str:
    """Markdown. ``files`` are those of the companions, in their order; the machine's own file comes last."""
    lines = [
        f"# {name}: a virtual machine for KubeVirt",
        "",
        f"- Manifest: `{digest}`",
        "- API: `kubevirt.io/v1`, data volumes `cdi.kubevirt.io/v1beta1`",
        f"- Bundle format: {FORMAT}",
        "",
        *_contents(files),
        *_order(files),
        *_replacements(adapted, files),
        *_changes(adapted),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _contents(files: Sequence[tuple[str, Sequence[Companion]]]) -> Iterator[str]:
    yield from ("## What is here", "", "| file | object | what for |", "|---|---|---|")
    for file, found in files:
        for one in found:
            stub = " **A stub: fill it first.**" if one.is_stub else ""
            yield f"| {file} | {one.kind} {_code(one.name)} | {one.note}{stub} |"
    yield from (f"| {MACHINE_FILE} | VirtualMachine | The machine. |", "")


def _order(files: Sequence[tuple[str, Sequence[Companion]]]) -> Iterator[str]:
    yield from ("## Apply it in this order", "")
    if files:
        yield "`create` overwrites nothing: an object of that name that is there already stays as it is."
        yield ""
    yield "```console"
    yield from (f"$ kubectl create -f {file}" for file, _ in files)
    yield from (f"$ kubectl apply -f {MACHINE_FILE}", "```", "")


def _replacements(adapted: Adapted, files: Sequence[tuple[str, Sequence[Companion]]]) -> Iterator[str]:
    found = list(_to_replace(adapted, files))
    if found:
        yield from ("## Look at these first", "", *(f"- {line}" for line in found), "")


def _to_replace(adapted: Adapted, files: Sequence[tuple[str, Sequence[Companion]]]) -> Iterator[str]:
    namespace = get(adapted.document, "/metadata/namespace")
    if isinstance(namespace, str):
        yield f"Namespace {_code(namespace)}: it must be there, or put another in every file."
    for image in images(adapted.document):
        yield f"Image {_code(image)}: the cluster must be able to pull it."
    for claim in claims(adapted.document):
        yield f"PersistentVolumeClaim {_code(claim)}: it must be there, with its data."
    for _, companions in files:
        yield from (
            f"{one.kind} {_code(one.name)}: replace what the stub holds." for one in companions if one.is_stub
        )


def _changes(adapted: Adapted) -> Iterator[str]:
    if not adapted.made:
        return
    yield from ("## What differs from the manifest in Slipway", "")
    for made in adapted.made:
        yield f"- {made.conversion.what[0].upper()}{made.conversion.what[1:]}. {made.conversion.why}"
        yield from (f"  - {_code(pointer)}" for pointer in made.pointers)
    if adapted.is_rewritten:
        yield "- The text was written anew, so its comments are not here."
    yield ""


def _code(name: str) -> str:
    """A name out of the manifest, which may hold what Markdown takes for its own."""
    return "`" + "".join("_" if letter in "`|\n\r" else letter for letter in name) + "`"
