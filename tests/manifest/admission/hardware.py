"""The object itself, memory, CPUs and firmware."""

from typing import Final

from tests.manifest.admission.places import CPU, PINNED, RESOURCES, Case
from tests.manifest.rule_cases import DOMAIN, EFI, SPEC
from vms.schema import Edit

OBJECT: Final[list[Case]] = [
    ("B.1-1", "type", f"{CPU}/cores", [Edit(f"{CPU}/cores", "2")]),
    ("B.1-1", "required", "/metadata/name", [Edit("/metadata/name")]),
    ("B.1-1", "misspelled-field", f"{CPU}/Cores", [Edit(f"{CPU}/Cores", 2)]),
    ("B.1-2", "template-missing", DOMAIN, [Edit(SPEC, {})]),
    ("B.1-3", "run-strategy-twice", "/spec/running", [Edit("/spec/running", value=False)]),
    ("B.1-4", "run-strategy-missing", "/spec/runStrategy", [Edit("/spec/runStrategy")]),
    ("B.1-5", "enum", "/spec/runStrategy", [Edit("/spec/runStrategy", "always")]),
    (
        "B.1-6",
        "running-outdated",
        "/spec/running",
        [Edit("/spec/runStrategy"), Edit("/spec/running", value=True)],
    ),
    (
        "B.1-7",
        "reserved-label",
        "/spec/template/metadata/labels/kubevirt.io~1nodeName",
        [Edit("/spec/template/metadata/labels", {"kubevirt.io/nodeName": "a", "app": "web"})],
    ),
]

MEMORY_AND_CPUS: Final[list[Case]] = [
    (
        "B.2-10",
        "quantity",
        f"{RESOURCES}/requests/memory",
        [Edit(f"{RESOURCES}/requests/memory", "-1Gi")],
    ),
    (
        "B.2-10",
        "memory-too-small",
        f"{RESOURCES}/requests/memory",
        [Edit(f"{RESOURCES}/requests/memory", "512m")],
    ),
    ("B.2-11", "quantity", f"{RESOURCES}/limits/memory", [Edit(f"{RESOURCES}/limits/memory", "-4Gi")]),
    (
        "B.2-12",
        "request-above-limit",
        f"{RESOURCES}/requests/memory",
        [Edit(RESOURCES, {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}})],
    ),
    (
        "B.2-13",
        "enum",
        f"{DOMAIN}/memory/hugepages/pageSize",
        [Edit(f"{DOMAIN}/memory/hugepages/pageSize", "2mi")],
    ),
    (
        "B.2-13",
        "page-size-missing",
        f"{DOMAIN}/memory/hugepages/pageSize",
        [Edit(f"{DOMAIN}/memory/hugepages", {})],
    ),
    (
        "B.2-14",
        "memory-not-in-pages",
        f"{DOMAIN}/memory/guest",
        [Edit(f"{DOMAIN}/memory", {"guest": "1025Mi", "hugepages": {"pageSize": "2Mi"}})],
    ),
    (
        "B.2-14",
        "memory-not-in-pages",
        f"{RESOURCES}/limits/memory",
        [
            Edit(f"{DOMAIN}/memory", {"hugepages": {"pageSize": "2Mi"}}),
            Edit(f"{RESOURCES}/limits/memory", "1025Mi"),
        ],
    ),
    ("B.2-15", "guest-above-limit", f"{DOMAIN}/memory/guest", [Edit(f"{RESOURCES}/limits/memory", "512Mi")]),
    ("B.2-16", "memory-growth", f"{DOMAIN}/memory/maxGuest", [Edit(f"{DOMAIN}/memory/maxGuest", "512Mi")]),
    (
        "B.2-16",
        "memory-growth",
        f"{DOMAIN}/memory/maxGuest",
        [Edit(f"{DOMAIN}/memory", {"guest": "512Mi", "maxGuest": "4Gi"})],
    ),
    (
        "B.2-16",
        "memory-growth",
        f"{DOMAIN}/memory/maxGuest",
        [Edit(f"{DOMAIN}/memory", {"maxGuest": "4Gi"}), Edit(f"{RESOURCES}/requests/memory", "1Gi")],
    ),
    (
        "B.2-16",
        "memory-growth",
        f"{DOMAIN}/memory/maxGuest",
        [Edit(f"{DOMAIN}/memory", {"guest": "1Gi", "maxGuest": "4097Mi"})],
    ),
    ("B.2-17", "memory-missing", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory")]),
    ("B.3-19", "quantity", f"{RESOURCES}/limits/cpu", [Edit(f"{RESOURCES}/limits/cpu", "-1")]),
    (
        "B.3-20",
        "request-above-limit",
        f"{RESOURCES}/requests/cpu",
        [Edit(RESOURCES, {"requests": {"cpu": "1500m"}, "limits": {"cpu": 1}})],
    ),
    ("B.3-21", "sockets-above-most", f"{CPU}/sockets", [Edit(CPU, {"sockets": 4, "maxSockets": 2})]),
    (
        "B.3-22",
        "cpu-feature-policy",
        f"{CPU}/features/0/policy",
        [Edit(f"{CPU}/features", [{"name": "aes", "policy": "always"}])],
    ),
    ("B.3-23", "memory-missing", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory"), PINNED]),
    (
        "B.3-24",
        "dedicated-cpus-in-parts",
        f"{RESOURCES}/requests/cpu",
        [PINNED, Edit(f"{RESOURCES}/requests/cpu", "1500m")],
    ),
    (
        "B.3-25",
        "dedicated-cpus-in-parts",
        f"{RESOURCES}/limits/cpu",
        [PINNED, Edit(f"{RESOURCES}/limits/cpu", 1.5)],
    ),
    (
        "B.3-26",
        "dedicated-request",
        f"{RESOURCES}/requests/memory",
        [PINNED, Edit(RESOURCES, {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}})],
    ),
    (
        "B.3-28",
        "dedicated-request",
        f"{RESOURCES}/requests/cpu",
        [PINNED, Edit(RESOURCES, {"requests": {"cpu": 1}, "limits": {"cpu": "2"}})],
    ),
    (
        "B.3-29",
        "dedicated-count",
        f"{CPU}/dedicatedCpuPlacement",
        [PINNED, Edit(f"{CPU}/cores", 4), Edit(f"{RESOURCES}/requests/cpu", 2)],
    ),
    ("B.3-30", "too-many-threads", f"{CPU}/threads", [PINNED, Edit(f"{CPU}/threads", 4)]),
    (
        "B.3-31",
        "threads-on-arm",
        f"{CPU}/threads",
        [Edit(f"{CPU}/threads", 2), Edit(f"{SPEC}/architecture", "arm64")],
    ),
    (
        "B.3-32",
        "isolation-needs-dedicated-cpus",
        f"{CPU}/isolateEmulatorThread",
        [Edit(f"{CPU}/isolateEmulatorThread", value=True)],
    ),
    (
        "B.3-33",
        "numa-incomplete",
        f"{CPU}/numa/guestMappingPassthrough",
        [
            Edit(f"{CPU}/numa/guestMappingPassthrough", {}),
            Edit(f"{DOMAIN}/memory/hugepages/pageSize", "2Mi"),
        ],
    ),
    (
        "B.3-33",
        "numa-incomplete",
        f"{CPU}/numa/guestMappingPassthrough",
        [PINNED, Edit(f"{CPU}/numa/guestMappingPassthrough", {})],
    ),
    ("B.3-34", "realtime-incomplete", f"{CPU}/realtime", [PINNED, Edit(f"{CPU}/realtime", {})]),
    (
        "B.3-34",
        "realtime-incomplete",
        f"{CPU}/realtime",
        [Edit(f"{CPU}/realtime", {})],
    ),
    ("B.3-35", "io-threads-policy", f"{DOMAIN}/ioThreadsPolicy", [Edit(f"{DOMAIN}/ioThreadsPolicy", "many")]),
    (
        "B.3-35",
        "io-threads-policy",
        f"{DOMAIN}/ioThreads/supplementalPoolThreadCount",
        [Edit(f"{DOMAIN}/ioThreadsPolicy", "supplementalPool")],
    ),
]

FIRMWARE: Final[list[Case]] = [
    ("B.4-36", "machine-type", f"{DOMAIN}/machine/type", [Edit(f"{DOMAIN}/machine/type", "virt")]),
    (
        "B.4-37",
        "two-bootloaders",
        f"{DOMAIN}/firmware/bootloader",
        [Edit(f"{DOMAIN}/firmware/bootloader", {"bios": {}, "efi": {"secureBoot": False}})],
    ),
    ("B.4-38", "secure-boot-needs-smm", f"{EFI}/secureBoot", [Edit(EFI, {})]),
    ("B.4-38", "secure-boot-needs-smm", f"{EFI}/secureBoot", [Edit(EFI, {"secureBoot": True})]),
    (
        "B.4-39",
        "kernel-boot",
        f"{DOMAIN}/firmware/kernelBoot/kernelArgs",
        [Edit(f"{DOMAIN}/firmware/kernelBoot/kernelArgs", "quiet")],
    ),
    (
        "B.4-39",
        "kernel-boot",
        f"{DOMAIN}/firmware/kernelBoot/container/image",
        [Edit(f"{DOMAIN}/firmware/kernelBoot/container/kernelPath", "/vmlinuz")],
    ),
    (
        "B.4-39",
        "kernel-boot",
        f"{DOMAIN}/firmware/kernelBoot/container",
        [Edit(f"{DOMAIN}/firmware/kernelBoot/container/image", "kernels:1")],
    ),
    (
        "B.4-39",
        "kernel-boot",
        f"{DOMAIN}/firmware/kernelBoot/container/initrdPath",
        [Edit(f"{DOMAIN}/firmware/kernelBoot/container", {"image": "kernels:1", "initrdPath": "initrd"})],
    ),
    *(
        (
            "B.4-41",
            "hyperv-dependency",
            f"{DOMAIN}/features/hyperv/{needed}/enabled",
            [Edit(f"{DOMAIN}/features/hyperv", {wanted: {}, needed: {"enabled": False}})],
        )
        for wanted, needed in (("ipi", "vpindex"), ("evmcs", "vapic"), ("synictimer", "synic"))
    ),
    (
        "B.4-42",
        "hyperv-passthrough",
        f"{DOMAIN}/features/hypervPassthrough",
        [Edit(f"{DOMAIN}/features", {"hyperv": {}, "hypervPassthrough": {"enabled": True}})],
    ),
    (
        "B.4-43",
        "vmx-needed",
        f"{CPU}/features/0/policy",
        [
            Edit(f"{DOMAIN}/features/hyperv/evmcs", {}),
            Edit(f"{CPU}/features", [{"name": "vmx", "policy": "optional"}]),
        ],
    ),
]
