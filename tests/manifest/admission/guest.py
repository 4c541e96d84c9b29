"""Networks, the guest, and data volumes."""

from typing import Final

from tests.manifest.admission.places import DATA, Case, claim, data, second_network, source
from tests.manifest.rule_cases import DEVICES, DOMAIN, INTERFACE, NETWORK, SPEC, VOLUME
from vms.schema import Edit

NETWORKS: Final[list[Case]] = [
    ("B.7-87", "second-pod-network", f"{SPEC}/networks/1", second_network(pod={})),
    (
        "B.7-88",
        "second-default-network",
        f"{SPEC}/networks/1/multus/default",
        [
            Edit(NETWORK, {"name": "default", "multus": {"networkName": "a", "default": True}}),
            Edit(INTERFACE, {"name": "default", "bridge": {}}),
            *second_network(multus={"networkName": "x", "default": True}),
        ],
    ),
    (
        "B.7-89",
        "second-default-network",
        f"{SPEC}/networks/1/multus/default",
        second_network(multus={"networkName": "x", "default": True}),
    ),
    ("B.7-90", "network-type", f"{SPEC}/networks/1", second_network()),
    ("B.7-90", "network-type", NETWORK, [Edit(f"{NETWORK}/multus", {"networkName": "x"})]),
    (
        "B.7-91",
        "reference-empty",
        f"{SPEC}/networks/1/multus/networkName",
        second_network(multus={"networkName": ""}),
    ),
    ("B.7-92", "binding-missing", INTERFACE, [Edit(f"{INTERFACE}/masquerade")]),
    ("B.7-92", "bindings", INTERFACE, [Edit(f"{INTERFACE}/bridge", {})]),
    (
        "B.7-93",
        "masquerade-needs-pod",
        f"{INTERFACE}/masquerade",
        [Edit(NETWORK, {"name": "default", "multus": {"networkName": "x"}})],
    ),
    (
        "B.7-94",
        "mac-reserved",
        f"{INTERFACE}/macAddress",
        [Edit(f"{INTERFACE}/macAddress", "02:00:00:00:00:00")],
    ),
    (
        "B.7-97",
        "duplicate-name",
        f"{SPEC}/networks/1/name",
        [Edit(f"{SPEC}/networks/-", {"name": "default", "multus": {"networkName": "x"}})],
    ),
    ("B.7-98", "network-without-interface", f"{NETWORK}/name", [Edit(f"{DEVICES}/interfaces")]),
    ("B.7-99", "interface-without-network", f"{INTERFACE}/name", [Edit(f"{SPEC}/networks")]),
    (
        "B.7-100",
        "duplicate-name",
        f"{DEVICES}/interfaces/1/name",
        [Edit(f"{DEVICES}/interfaces/-", {"name": "default", "masquerade": {}})],
    ),
    (
        "B.7-101",
        "name-spelling",
        f"{INTERFACE}/name",
        [Edit(f"{INTERFACE}/name", "a.b"), Edit(f"{NETWORK}/name", "a.b")],
    ),
    ("B.7-102", "enum", f"{INTERFACE}/model", [Edit(f"{INTERFACE}/model", "E1000")]),
    ("B.7-103", "pattern", f"{INTERFACE}/macAddress", [Edit(f"{INTERFACE}/macAddress", "52-54-00-AA-BB-CC")]),
    ("B.7-104", "pci-address", f"{INTERFACE}/pciAddress", [Edit(f"{INTERFACE}/pciAddress", "5.0")]),
    ("B.7-105", "port-missing", f"{INTERFACE}/ports/0/port", [Edit(f"{INTERFACE}/ports", [{"name": "ssh"}])]),
    (
        "B.7-105",
        "port-name",
        f"{INTERFACE}/ports/0/name",
        [Edit(f"{INTERFACE}/ports", [{"name": "22", "port": 22}])],
    ),
    (
        "B.7-105",
        "duplicate-name",
        f"{INTERFACE}/ports/1/name",
        [Edit(f"{INTERFACE}/ports", [{"name": "a", "port": 1}, {"name": "a", "port": 2}])],
    ),
    ("B.7-105", "maximum", f"{INTERFACE}/ports/0/port", [Edit(f"{INTERFACE}/ports", [{"port": 70000}])]),
    (
        "B.7-105",
        "enum",
        f"{INTERFACE}/ports/0/protocol",
        [Edit(f"{INTERFACE}/ports", [{"port": 70, "protocol": "udp"}])],
    ),
    (
        "B.7-107",
        "dhcp-option",
        f"{INTERFACE}/dhcpOptions/privateOptions/0/option",
        [Edit(f"{INTERFACE}/dhcpOptions/privateOptions", [{"option": 66, "value": "x"}])],
    ),
    (
        "B.7-107",
        "dhcp-ntp-server",
        f"{INTERFACE}/dhcpOptions/ntpServers/0",
        [Edit(f"{INTERFACE}/dhcpOptions/ntpServers", ["time.example.org"])],
    ),
    ("B.7-108", "interface-state", f"{INTERFACE}/state", [Edit(f"{INTERFACE}/state", "gone")]),
    ("B.7-108", "interface-state", f"{INTERFACE}/state", [Edit(f"{INTERFACE}/state", "absent")]),
    (
        "B.7-108",
        "interface-state",
        f"{INTERFACE}/state",
        [Edit(INTERFACE, {"name": "default", "sriov": {}, "state": "down"})],
    ),
    *(
        ("B.7-109", "binding-unsupported", INTERFACE, [Edit(INTERFACE, {"name": "default", binding: {}})])
        for binding in ("slirp", "macvtap", "passt")
    ),
    (
        "B.7-110",
        "network-cidr",
        f"{NETWORK}/pod/vmNetworkCIDR",
        [Edit(f"{NETWORK}/pod/vmNetworkCIDR", "10.0.2.0")],
    ),
]

GUEST: Final[list[Case]] = [
    ("B.8-111", "pattern", f"{SPEC}/hostname", [Edit(f"{SPEC}/hostname", "Web_1")]),
    ("B.8-112", "dns-name", f"{SPEC}/subdomain", [Edit(f"{SPEC}/subdomain", "My Domain")]),
    ("B.8-113", "enum", f"{SPEC}/evictionStrategy", [Edit(f"{SPEC}/evictionStrategy", "livemigrate")]),
    ("B.8-114", "start-strategy", f"{SPEC}/startStrategy", [Edit(f"{SPEC}/startStrategy", "Fast")]),
    (
        "B.8-114",
        "start-strategy",
        f"{SPEC}/startStrategy",
        [Edit(f"{SPEC}/startStrategy", "Paused"), Edit(f"{SPEC}/livenessProbe", {"guestAgentPing": {}})],
    ),
    ("B.8-115", "probe", f"{SPEC}/readinessProbe", [Edit(f"{SPEC}/readinessProbe", {"periodSeconds": 5})]),
    (
        "B.8-115",
        "probe",
        f"{SPEC}/livenessProbe/tcpSocket",
        [
            Edit(f"{SPEC}/livenessProbe/tcpSocket/port", 22),
            Edit(NETWORK, {"name": "default", "multus": {"networkName": "x"}}),
            Edit(INTERFACE, {"name": "default", "bridge": {}}),
        ],
    ),
    ("B.8-116", "dns-policy", f"{SPEC}/dnsPolicy", [Edit(f"{SPEC}/dnsPolicy", "Cluster")]),
    ("B.8-116", "dns-policy", f"{SPEC}/dnsPolicy", [Edit(f"{SPEC}/dnsPolicy", "None")]),
    (
        "B.8-116",
        "dns-config",
        f"{SPEC}/dnsConfig/nameservers",
        [Edit(f"{SPEC}/dnsConfig/nameservers", ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"])],
    ),
    ("B.8-118", "dns-name", f"{SPEC}/serviceAccountName", [Edit(f"{SPEC}/serviceAccountName", "Bot!")]),
    (
        "B.8-118",
        "service-account",
        f"{SPEC}/serviceAccountName",
        [
            Edit(VOLUME, {"name": "root", "serviceAccount": {"serviceAccountName": "a"}}),
            Edit(f"{SPEC}/serviceAccountName", "b"),
        ],
    ),
    ("B.8-119", "architecture", f"{SPEC}/architecture", [Edit(f"{SPEC}/architecture", "x86_64")]),
    (
        "B.8-120",
        "minimum",
        f"{SPEC}/terminationGracePeriodSeconds",
        [Edit(f"{SPEC}/terminationGracePeriodSeconds", -1)],
    ),
    (
        "B.8-120",
        "node-label",
        f"{SPEC}/nodeSelector/zone",
        [Edit(f"{SPEC}/nodeSelector/zone", "second floor")],
    ),
    ("B.8-120", "node-label", f"{SPEC}/nodeSelector/a b", [Edit(f"{SPEC}/nodeSelector/a b", "c")]),
]

DATA_VOLUMES: Final[list[Case]] = [
    ("B.9-122", "data-volume-name", f"{DATA}/metadata/name", [*data(), Edit(f"{DATA}/metadata/name")]),
    (
        "B.9-123",
        "data-volume-storage",
        f"{DATA}/spec/storage",
        data(pvc={"resources": {"requests": {"storage": "1Gi"}}, "accessModes": ["ReadWriteOnce"]}),
    ),
    ("B.9-123", "data-volume-storage", f"{DATA}/spec/storage", data(storage=None)),
    ("B.9-124", "data-volume-source", f"{DATA}/spec/source", data(source=None)),
    (
        "B.9-124",
        "data-volume-source",
        f"{DATA}/spec/source",
        [*data(), Edit(f"{DATA}/spec/storage/dataSourceRef", {"kind": "Populator", "name": "x"})],
    ),
    ("B.9-125", "data-volume-source", f"{DATA}/spec/source", source(blank={}, upload={})),
    ("B.9-125", "data-volume-source", f"{DATA}/spec/source", [*data(), Edit(f"{DATA}/spec/source", {})]),
    (
        "B.9-126",
        "data-volume-unused",
        DATA,
        [*data(), Edit(VOLUME, {"name": "root", "emptyDisk": {"capacity": "1Gi"}})],
    ),
    (
        "B.9-127",
        "data-volume-namespace",
        f"{DATA}/metadata/namespace",
        [*data(), Edit(f"{DATA}/metadata/namespace", "x")],
    ),
    (
        "B.9-128",
        "capacity-too-small",
        f"{DATA}/spec/storage/resources/requests/storage",
        [*data(), Edit(f"{DATA}/spec/storage/resources/requests/storage", "1k")],
    ),
    (
        "B.9-128",
        "quantity",
        f"{DATA}/spec/storage/resources/requests/storage",
        [*data(), Edit(f"{DATA}/spec/storage/resources/requests/storage", "20 GB")],
    ),
    (
        "B.9-128",
        "storage-class",
        f"{DATA}/spec/storage/storageClassName",
        [*data(), Edit(f"{DATA}/spec/storage/storageClassName", "x" * 254)],
    ),
    ("B.9-129", "access-modes", f"{DATA}/spec/pvc/accessModes", claim()),
    ("B.9-129", "access-modes", f"{DATA}/spec/pvc/accessModes", claim(accessModes=["ReadWrite"])),
    (
        "B.9-130",
        "source-reference",
        f"{DATA}/spec/sourceRef/kind",
        data(source=None, sourceRef={"name": "x"}),
    ),
    (
        "B.9-130",
        "source-reference",
        f"{DATA}/spec/sourceRef/name",
        data(source=None, sourceRef={"kind": "DataSource"}),
    ),
    (
        "B.9-130",
        "data-volume-source",
        f"{DATA}/spec/source",
        data(sourceRef={"kind": "DataSource", "name": "x"}),
    ),
    ("B.9-131", "content-type", f"{DATA}/spec/contentType", data(contentType="archive")),
    ("B.9-131", "content-type", f"{DATA}/spec/contentType", data(contentType="iso")),
    (
        "B.9-132",
        "source-url",
        f"{DATA}/spec/source/http/url",
        source(http={"url": "example.org/disk.qcow2"}),
    ),
    (
        "B.9-133",
        "source-checksum",
        f"{DATA}/spec/source/http/checksum",
        source(http={"url": "https://example.org/disk", "checksum": "abc"}),
    ),
    (
        "B.9-134",
        "registry-source",
        f"{DATA}/spec/source/registry/url",
        source(registry={"url": "fedora:40"}),
    ),
    ("B.9-134", "registry-source", f"{DATA}/spec/source/registry", source(registry={"pullMethod": "node"})),
    (
        "B.9-134",
        "registry-source",
        f"{DATA}/spec/source/registry/pullMethod",
        source(registry={"url": "docker://fedora:40", "pullMethod": "host"}),
    ),
    (
        "B.9-134",
        "registry-source",
        f"{DATA}/spec/source/registry/pullMethod",
        source(registry={"imageStream": "fedora"}),
    ),
    (
        "B.9-135",
        "source-incomplete",
        f"{DATA}/spec/source/vddk",
        source(vddk={"url": "https://example.org"}),
    ),
    (
        "B.9-135",
        "source-incomplete",
        f"{DATA}/spec/source/imageio",
        source(imageio={"url": "https://example.org", "diskId": "1", "secretRef": "x"}),
    ),
    ("B.9-136", "source-incomplete", f"{DATA}/spec/source/pvc", source(pvc={"name": "gold"})),
    (
        "B.11-145",
        "duplicate-mac",
        f"{DEVICES}/interfaces/1/macAddress",
        [
            Edit(f"{INTERFACE}/macAddress", "52:54:00:AA:BB:CC"),
            *second_network(multus={"networkName": "x"}),
            Edit(f"{DEVICES}/interfaces/1/macAddress", "52:54:00:aa:bb:cc"),
        ],
    ),
    ("B.11-147", "format", f"{DOMAIN}/firmware/uuid", [Edit(f"{DOMAIN}/firmware/uuid", "12")]),
]
