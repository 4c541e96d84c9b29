"""libvirt's test driver behind one daemon: several processes see the same machines and hear of them."""

import subprocess
from pathlib import Path

import pytest

import lab
from lab.waiting import until

pytestmark = pytest.mark.libvirt

DOMAIN = "<domain type='test'><name>shared</name><memory>8192</memory><os><type>hvm</type></os></domain>"


def test_processes_share_machines_and_hear_each_others_events(tmp_path: Path) -> None:
    with lab.hypervisor(tmp_path, "test:///default") as address:

        def virsh(*command: str) -> str:
            whole = ["virsh", "-q", "-c", address.uri, *command]
            return subprocess.run(whole, check=True, capture_output=True, text=True).stdout

        (tmp_path / "shared.xml").write_text(DOMAIN)
        virsh("define", str(tmp_path / "shared.xml"))
        listener = subprocess.Popen(
            ["virsh", "-q", "-c", address.uri, "event", "--domain", "shared", "--event", "lifecycle"],
            stdout=subprocess.PIPE,
            text=True,
        )

        def heard() -> bool:
            virsh("start shared; destroy shared")
            return listener.poll() is not None

        assert (address.kind, address.domain_type) == ("test", "test")
        assert "slipway" in virsh("net-list", "--name").split()
        assert "slipway" in virsh("pool-list", "--name").split()
        assert until(heard, 20)  # it begins to listen at a moment of its own
        assert "'lifecycle' for domain" in listener.communicate()[0]
