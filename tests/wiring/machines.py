"""Documents to draw: a typical machine, broken ones, and as many as a test asks for."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

NAMES = ["a", "b", "c", "root", "data"]


def a_machine(
    disks: list[Any] | None = None,
    volumes: list[Any] | None = None,
    interfaces: list[Any] | None = None,
    networks: list[Any] | None = None,
    templates: list[Any] | None = None,
    **devices: Any,
) -> dict[str, Any]:
    """A machine of these lists; what is not given is not there."""
    lists = {"disks": disks, "interfaces": interfaces}
    spec: dict[str, Any] = {
        "domain": {"devices": {key: each for key, each in lists.items() if each is not None} | devices}
    }
    spec |= {
        key: each for key, each in {"networks": networks, "volumes": volumes}.items() if each is not None
    }
    document: dict[str, Any] = {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": "web"},
        "spec": {"runStrategy": "Halted", "template": {"spec": spec}},
    }
    if templates is not None:
        document["spec"]["dataVolumeTemplates"] = templates
    return deepcopy(document)


def disk(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "disk": {"bus": "virtio"}, **more}


def cdrom(name: str) -> dict[str, Any]:
    return {"name": name, "cdrom": {"bus": "sata"}}


def empty(name: str) -> dict[str, Any]:
    return {"name": name, "emptyDisk": {"capacity": "10Gi"}}


def from_template(name: str, template: str) -> dict[str, Any]:
    return {"name": name, "dataVolume": {"name": template}}


def template(name: str) -> dict[str, Any]:
    storage = {"resources": {"requests": {"storage": "20Gi"}}}
    return {"metadata": {"name": name}, "spec": {"source": {"blank": {}}, "storage": storage}}


def card(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "masquerade": {}} | more


def pod(name: str) -> dict[str, Any]:
    return {"name": name, "pod": {}}


def multus(name: str) -> dict[str, Any]:
    return {"name": name, "multus": {"networkName": f"lab/{name}"}}


def typical() -> dict[str, Any]:
    return a_machine(
        disks=[disk("root", bootOrder=1), disk("data"), cdrom("drive")],
        volumes=[from_template("root", "root-dv"), empty("data")],
        interfaces=[card("default")],
        networks=[pod("default")],
        templates=[template("root-dv")],
    )


def many(count: int) -> dict[str, Any]:
    names = [f"disk{number}" for number in range(count)]
    return a_machine([disk(name) for name in names], [empty(name) for name in names], [card("n")], [pod("n")])


_name = st.sampled_from(NAMES)
_junk: st.SearchStrategy[Any] = st.sampled_from(
    [None, "text", 7, [], {}, {"name": 3}, {"name": ""}, {"name": "x/y~z"}]
)
_disk = st.one_of(_name.map(disk), _name.map(cdrom), st.builds(disk, _name, bootOrder=st.integers(1, 4)))
_volume = st.one_of(
    _name.map(empty),
    st.builds(from_template, _name, _name),
    _name.map(lambda name: {"name": name}),
    _name.map(lambda name: {"name": name, "emptyDisk": {}, "cloudInitNoCloud": {"userData": "#!"}}),
    _name.map(lambda name: {"name": name, "persistentVolumeClaim": {"claimName": name}}),
)
_network = st.one_of(_name.map(pod), _name.map(multus), _name.map(lambda name: {"name": name}))


def _list(element: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(element, max_size=4)


machines = st.builds(
    a_machine,
    _list(_disk),
    _list(_volume),
    _list(_name.map(card)),
    _list(_network),
    _list(_name.map(template)),
)
wild_machines = st.builds(
    a_machine,
    *(
        st.one_of(_junk, _list(st.one_of(_junk, each)))
        for each in (_disk, _volume, _name.map(card), _network)
    ),
    _list(st.one_of(_junk, _name.map(template))),
)
