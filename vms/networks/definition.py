"""A team's network in libvirt's words, and back."""

from ipaddress import IPv4Network

from lxml import etree

from vms.networks.addresses import gateway
from vms.networks.plan import Lease, NetworkPlan

Element = etree._Element


def network_xml(plan: NetworkPlan) -> str:
    """The whole definition. DHCP serves the leases alone: there is no range for strangers."""
    root = etree.Element("network")
    _add(root, "name", plan.name)
    _add(root, "forward", mode="nat")
    _add(root, "bridge", name=plan.bridge, stp="off", delay="0")
    if plan.domain:
        _add(root, "domain", name=plan.domain, localOnly="yes")
    prefix = str(IPv4Network(plan.cidr).prefixlen)
    address = _add(root, "ip", address=gateway(plan.cidr), prefix=prefix)
    if plan.leases:
        dhcp = _add(address, "dhcp")
        dhcp.extend(_host(lease) for lease in sorted(plan.leases, key=lambda lease: lease.mac))
    return etree.tostring(root, encoding="unicode")


def host_xml(lease: Lease) -> str:
    """One lease, as libvirt takes it into a network that runs."""
    return etree.tostring(_host(lease), encoding="unicode")


def read_network(xml: str) -> NetworkPlan:
    """The plan that a network was made from. What a plan does not say of it is left out."""
    root = etree.fromstring(xml)
    bridge, domain, address = root.find("bridge"), root.find("domain"), root.find("ip")
    hosts = root.iterfind("ip/dhcp/host")
    return NetworkPlan(
        name=root.findtext("name", default=""),
        bridge="" if bridge is None else bridge.get("name", ""),
        cidr="" if address is None else _cidr(address),
        domain="" if domain is None else domain.get("name", ""),
        leases=frozenset(
            Lease(host.get("mac", "").lower(), host.get("ip", ""), host.get("name", "")) for host in hosts
        ),
    )


def _cidr(address: Element) -> str:
    length = address.get("prefix") or address.get("netmask") or "32"
    return str(IPv4Network(f"{address.get('address')}/{length}", strict=False))


def _host(lease: Lease) -> Element:
    host = etree.Element("host", mac=lease.mac, ip=lease.address)
    if lease.name:
        host.set("name", lease.name)
    return host


def _add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element
