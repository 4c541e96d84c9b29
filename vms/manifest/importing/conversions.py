"""Every conversion that an import makes, in the order it makes them."""

from typing import Final

from vms.manifest.importing import meaning, server, spelling
from vms.manifest.importing.steps import Conversion

CONVERSIONS: Final[tuple[Conversion, ...]] = (
    Conversion(
        "kind",
        "named the kind and its version",
        "The text describes a VirtualMachine without saying so.",
        spelling.kind,
    ),
    Conversion(
        "server-fields",
        "took out what a cluster wrote",
        "Status, UIDs, versions and times belong to the object on that cluster, not to the machine.",
        server.fields,
    ),
    Conversion(
        "server-notes",
        "took out notes of controllers",
        "kubectl and KubeVirt keep these annotations and labels for themselves.",
        server.notes,
    ),
    Conversion(
        "empty-choices",
        "wrote {} where a choice was left empty",
        "A name with nothing behind it counts as not written; the choice itself was meant.",
        meaning.empty_choices,
    ),
    Conversion("nulls", "took out empty values", "To a cluster, null means not set.", server.nulls),
    Conversion(
        "api-version",
        "wrote apiVersion kubevirt.io/v1",
        "Older versions of KubeVirt's API describe the same machine.",
        spelling.api_version,
    ),
    Conversion(
        "generate-name",
        "made a name",
        "The file leaves the end of the name to a cluster (generateName).",
        meaning.generated_name,
    ),
    Conversion(
        "real-names",
        "renamed fields that the schema spells differently",
        "KubeVirt's own spelling; an export writes it again.",
        spelling.real_names,
    ),
    Conversion(
        "spelling",
        "corrected the spelling of fields",
        "A cluster would drop a field of that name without a word.",
        spelling.misspelled,
    ),
    Conversion(
        "misplaced",
        "moved fields to where they belong",
        "Of a disk, only the bus and the address belong to the device; the rest stands beside it.",
        spelling.misplaced,
    ),
    Conversion(
        "base64",
        "wrote cloud-init data as text",
        "Base64 holds the same text, which can be read and edited this way.",
        meaning.decoded_data,
    ),
    Conversion(
        "running",
        "wrote a run strategy in place of “running”",
        "“running” is outdated and says the same; beside a run strategy it is refused.",
        meaning.running,
    ),
    Conversion(
        "run-strategy",
        "left the machine stopped",
        "The file does not say when it runs; a run strategy is needed.",
        meaning.missing_run_strategy,
    ),
    Conversion(
        "memory-text",
        "wrote the memory as a size with a unit",
        "A plain number means bytes; the form and the schema want text.",
        meaning.memory_as_text,
    ),
    Conversion(
        "memory-from-resources",
        "wrote the memory that “resources” stands for",
        "Without a memory of its own, a guest gets what its resources ask for. They are kept.",
        meaning.memory_from_resources,
    ),
    Conversion(
        "cpu-from-resources",
        "wrote the CPUs that “resources” stands for",
        "Without a topology, a guest gets as many sockets as its resources ask CPUs for. They are kept.",
        meaning.cpu_from_resources,
    ),
    Conversion(
        "empty-machine",
        "took out an empty machine type",
        "An empty type means the default.",
        meaning.empty_machine_type,
    ),
    Conversion(
        "mac",
        "wrote MAC addresses with colons",
        "All spellings mean the same address.",
        spelling.mac_addresses,
    ),
    Conversion(
        "binding",
        "wrote how a network card joins its network",
        "Exactly one way has to be named: masquerade on the pod network, bridge on others.",
        meaning.bindings,
    ),
)
