"""Machines from manifest to guest on a real host, and what they print on their serial consoles."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import libvirt

from tests.hypervisor.building import a_storage_volume
from vms.compiler import (
    StorageKind,
    StorageVolume,
    answer_files,
    compile_domain,
    seeds,
    storage_volumes,
    to_xml,
)
from vms.hosts import BaseImage, Claim, HostFacts
from vms.hypervisor import Hypervisor
from vms.images import answers_iso, look, seed_iso
from vms.manifest import Manifest, from_yaml, parse

HERE = Path(__file__).parent
MIB = 2**20
ANSWERS = {"Autounattend.xml": "<unattend/>"}


@dataclass(frozen=True, slots=True)
class Running:
    """``uri`` is its host's."""

    uri: str
    uuid: UUID
    volumes: tuple[StorageVolume, ...]


def manifest_of(name: str) -> Manifest:
    """The manifest with the script that shows the machine in its user data, under its own uuid."""
    lines = (HERE / "show.sh").read_text().splitlines()
    document = from_yaml(
        (HERE / f"{name}.yaml").read_text().replace("@show@", "\n              ".join(lines))
    )
    manifest = parse(document)
    wanted = manifest.firmware.uuid or manifest.identity.uuid
    return replace(manifest, identity=replace(manifest.identity, uuid=wanted))


def host_with(hypervisor: Hypervisor, image: Path) -> HostFacts:
    """The real host, with what an administrator and a team would have put there."""
    facts = hypervisor.facts(emulation=True)
    path = hypervisor.import_image(image, "image-tiny.qcow2", "qcow2")
    claims = {}
    for name in ("team-data", "team-reference"):
        content = name.encode().ljust(MIB, b"\0")
        volume = a_storage_volume(facts.pool_path, name, kind=StorageKind.SEED)
        hypervisor.create_storage_volume(volume, content)
        claims[name] = Claim(volume.path, "raw", MIB)
    return replace(
        facts,
        images={"tiny": BaseImage(path, "qcow2", look(image).virtual_bytes)},
        claims=claims,
        shared_cpus=tuple(range(facts.cpus)),
        networks={"blue/named": facts.nat_network},
        bridges={"blue/office": "slipway0"},
        bindings={"plugin": facts.nat_network},
    )


def launch(hypervisor: Hypervisor, uri: str, host: HostFacts, manifest: Manifest) -> Running:
    """Started, and held before its first instruction until somebody listens (``said``), for firmware speaks
    too."""
    volumes = storage_volumes(manifest, host)
    contents = _contents(manifest)
    for volume in volumes:
        if volume.kind is not StorageKind.CLAIM:
            hypervisor.create_storage_volume(volume, contents.get(volume.volume))
    hypervisor.define(to_xml(compile_domain(manifest, host)))
    running = Running(uri, manifest.identity.uuid, volumes)
    with _domain(running) as domain:
        domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
    return running


@contextmanager
def _domain(running: Running) -> Iterator[Any]:
    with closing(libvirt.open(running.uri)) as connection:
        yield connection.lookupByUUID(running.uuid.bytes)


def _go(running: Running) -> None:
    with _domain(running) as domain:
        domain.resume()


def _contents(manifest: Manifest) -> Mapping[str, bytes]:
    discs = {name: answers_iso(ANSWERS) for name in answer_files(manifest)}
    for name, seed in seeds(manifest).items():
        discs[name] = seed_iso(
            seed.instance_id, seed.hostname, seed.user_data, seed.network_data, seed.flavour
        )
    return discs


def remove(hypervisor: Hypervisor, running: Running) -> None:
    hypervisor.destroy(running.uuid)
    hypervisor.undefine(running.uuid)
    hypervisor.delete_storage_volumes(
        [volume.name for volume in running.volumes if volume.kind is not StorageKind.CLAIM]
    )


async def said(hypervisor: Hypervisor, running: Running, until: str, seconds: float) -> str:
    """Let the guest run; all that it prints up to some text."""
    stream = await asyncio.to_thread(hypervisor.open_serial, running.uuid)
    await asyncio.to_thread(_go, running)
    text = ""

    async def read() -> None:
        nonlocal text
        while until not in text:
            chunk = await stream.read()
            assert chunk, f"the console ended after {text[-500:]!r}"
            text += chunk.decode(errors="replace")

    try:
        async with asyncio.timeout(seconds):
            await read()
    except TimeoutError:
        raise AssertionError(f"it never said {until!r}: {text[-3000:]}") from None
    finally:
        await stream.close()
    return text.replace("\r", "")
