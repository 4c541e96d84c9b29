"""KubeVirt's admission rules, numbered: which of them the portal checks, and why not the others.

The numbers follow KubeVirt's subjects: B.1 the object, B.2 memory, B.3 CPUs, B.4 machine and firmware, B.5
disks and devices, B.6 volumes, B.7 networks, B.8 the rest of the guest, B.9 data volumes, B.10 migrations,
B.11 what a single host must ask besides.
"""

from collections.abc import Mapping
from typing import Final

_COVERED: Final = """
B.1-1 Every field has the type that KubeVirt's own description gives it, and what is required is there.
B.1-2 A machine has a template, with a domain in it.
B.1-3 “running” and “runStrategy” exclude each other.
B.1-4 One of “running” and “runStrategy” is set.
B.1-5 The run strategy is one that exists.
B.1-6 “running” is outdated and gives a warning.
B.1-7 Labels that belong to the cluster are not set in the template.
B.2-10 A request for memory is not negative, and at least a megabyte.
B.2-11 A limit of memory is not negative.
B.2-12 A request for memory is not above its limit.
B.2-13 The size of a huge page is a size.
B.2-14 Memory is a whole number of huge pages.
B.2-15 Where machines are not changed while they run, the guest has no more memory than its limit.
B.2-16 Memory that may grow begins at 1Gi or more, in whole pages, below the most it may grow to.
B.2-17 The amount of memory is given somewhere.
B.3-19 Requests for CPUs and their limits are not negative.
B.3-20 A request for CPUs is not above its limit.
B.3-21 There are no more sockets than the most that may be added.
B.3-22 The policy of a CPU feature is one that exists.
B.3-23 With dedicated CPUs, the amount of memory is given.
B.3-24 With dedicated CPUs, the request for CPUs is a whole number.
B.3-25 With dedicated CPUs, the limit of CPUs is a whole number.
B.3-26 With dedicated CPUs, memory is requested up to its limit.
B.3-28 With dedicated CPUs, CPUs are requested up to their limit.
B.3-29 With dedicated CPUs, the topology makes as many CPUs as are requested.
B.3-30 With dedicated CPUs, a core has at most two threads.
B.3-31 On arm64, a core has one thread.
B.3-32 An isolated emulator thread needs dedicated CPUs.
B.3-33 Passing the NUMA layout through needs dedicated CPUs and huge pages.
B.3-34 Real-time CPUs are dedicated, and have the NUMA layout passed through.
B.3-35 The policy for I/O threads is one that exists; a pool has a number of threads.
B.4-36 The machine type belongs to the architecture.
B.4-37 A machine has BIOS or UEFI, not both.
B.4-38 Secure boot, which UEFI means unless it is turned off, needs system management mode.
B.4-39 A kernel to boot comes from an image, by full paths.
B.4-41 What a Hyper-V feature needs is not turned off.
B.4-42 Hyper-V features are listed or passed through, not both.
B.4-43 Nested Hyper-V requires the CPU feature vmx.
B.5-46 Every disk but a CD-ROM has a volume of its name.
B.5-47 Behind a LUN is a data volume or a claim.
B.5-48 No two devices have the same boot order.
B.5-49 The boot order counts from 1.
B.5-50 No two disks have the same name.
B.5-51 A disk is one of disk, LUN and CD-ROM.
B.5-52 A PCI address is for disks on the virtio bus.
B.5-53 A PCI address of a disk is written in full.
B.5-54 No disk is on the IDE bus.
B.5-55 No CD-ROM is on the virtio bus.
B.5-56 No disk on the SATA bus is read-only.
B.5-57 The bus of a disk is one that exists.
B.5-58 An I/O thread of its own is for disks on the virtio bus.
B.5-59 A disk's serial has up to 256 plain characters.
B.5-60 The cache mode is one that exists.
B.5-61 Input and output are native or by threads.
B.5-62 The error policy is one that exists.
B.5-63 A disk's name is a DNS label.
B.5-64 Block sizes are powers of two that fit together.
B.5-66 An input device is a tablet on the virtio or the usb bus.
B.5-67 A graphics card is one that exists, in a machine with a screen.
B.5-68 The watchdog belongs to the architecture.
B.6-70 No two volumes have the same name.
B.6-71 A volume has exactly one source.
B.6-72 A data volume is named.
B.6-73 User data comes from one place.
B.6-74 User data has at most 2048 bytes.
B.6-75 Network data comes from one place and has at most 2048 bytes.
B.6-76 A cloud-init volume holds user data or network data.
B.6-77 What is said to be base64 is base64.
B.6-78 The path in a container disk's image is a full one.
B.6-80 Config maps, secrets and service accounts are named.
B.6-81 There is at most one volume with a service account, with metrics and with a memory dump.
B.6-82 A volume without a disk is given one.
B.6-84 Answer files are not looked at before the start, which fails without one.
B.6-85 Credentials have one kind, one source and one way into the guest.
B.7-87 There is at most one pod network.
B.7-88 At most one network of multus is the default.
B.7-89 No network of multus is the default beside the pod network.
B.7-90 A network is of exactly one type.
B.7-91 A network of multus is named.
B.7-92 A network card has exactly one binding.
B.7-93 Masquerade is for the pod network.
B.7-94 The address 02:00:00:00:00:00 cannot be used with masquerade.
B.7-97 No two networks have the same name.
B.7-98 Every network has a card of its name.
B.7-99 Every card has a network of its name.
B.7-100 No two cards have the same name.
B.7-101 A card's name has letters, digits, hyphens and underscores.
B.7-102 The model of a card is one that exists.
B.7-103 A hardware address has six bytes.
B.7-104 A PCI address of a card is written in full.
B.7-105 Ports have numbers from 1 to 65535, TCP or UDP, and names of their own.
B.7-107 Private DHCP options have numbers of their own from 224 to 254; time servers are IPv4 addresses.
B.7-108 The state of a card is one that its binding can have.
B.7-109 The bindings slirp, passt and macvtap are no more.
B.7-110 The guest's address range is looked at only when the machine starts, which fails with a bad one.
B.8-111 The host name is a DNS label.
B.8-112 The subdomain is a DNS name.
B.8-113 The eviction strategy is one that exists.
B.8-114 A machine can start paused, and in no other way; not with a liveness probe.
B.8-115 A probe has one handler; over the network only where there is a pod network.
B.8-116 Without a DNS policy there are name servers; the lists for DNS are short.
B.8-118 The service account is a DNS name, and the mounted one.
B.8-119 The architecture is one that KubeVirt knows.
B.8-120 Grace period, node labels and priority class are looked at only when the machine starts.
B.9-122 A data volume has a name.
B.9-123 A data volume has either “pvc” or “storage”.
B.9-124 A data volume has a source, or is filled from elsewhere.
B.9-125 A data volume has one source.
B.9-126 A data volume is used by a volume.
B.9-127 A data volume lives in the machine's namespace.
B.9-128 A data volume has a size of 1Mi or more.
B.9-129 A claim has one access mode that exists.
B.9-130 A reference to a source names a DataSource, and stands alone.
B.9-131 An archive does not come from a registry, and not from nothing.
B.9-132 A URL is complete, with http, https or gs.
B.9-133 A checksum names its algorithm.
B.9-134 A registry is named by one address, docker or oci-archive, and pulled by the pod or the node.
B.9-135 imageio and vddk name all that they need.
B.9-136 A claim or a snapshot to copy is named with its namespace.
B.11-145 No two cards of a machine have the same hardware address.
B.11-147 The firmware's UUID is one.
"""

_LEFT_OUT: Final = """
B.1-8 It depends on the cluster's feature gates.
B.1-9 It compares with what a cluster runs at the moment.
B.2-18 It depends on the cluster's feature gates.
B.3-27 Defaults for the topology are set before, so that no document can break it.
B.4-40 Licence tables of the firmware are rare, and their secret volumes cannot be used here.
B.4-44 It depends on the cluster's feature gates and on encryption in its nodes.
B.4-45 KubeVirt checks nothing here.
B.5-65 It depends on the cluster's feature gates.
B.5-69 KubeVirt checks nothing here.
B.6-79 Files of a node cannot be used here at all, and depend on the cluster's feature gates.
B.6-83 It depends on the cluster's feature gates.
B.6-86 It depends on the cluster's feature gates.
B.7-95 It depends on the cluster's configuration.
B.7-96 It depends on the cluster's feature gates.
B.7-106 It depends on the cluster's feature gates.
B.8-117 They are rules of Kubernetes for pods, which a machine here is none of.
B.8-121 It is about objects that only a cluster has.
B.9-137 It compares with what a cluster holds at the moment.
B.10-138 It is about migrations, which are no part of a manifest.
B.10-139 It is about migrations, which are no part of a manifest.
B.10-140 It is about migrations, which are no part of a manifest.
B.10-141 It is about migrations, which are no part of a manifest.
B.10-142 It is about migrations, which are no part of a manifest.
B.11-143 It asks the database; a manifest alone cannot tell.
B.11-144 It asks which machines run; a manifest alone cannot tell.
B.11-146 It asks which ports of a host are taken; whoever sets them aside does.
B.11-148 It asks a host; the compiler does.
B.11-149 It asks the hosts; the scheduler does.
B.11-150 Images come from the catalogue; nothing is fetched from an address in a manifest.
"""


def _read(text: str) -> Mapping[str, str]:
    return dict(line.split(" ", 1) for line in text.strip().splitlines())


COVERED: Final = _read(_COVERED)
LEFT_OUT: Final = _read(_LEFT_OUT)
