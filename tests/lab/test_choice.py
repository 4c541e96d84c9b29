"""Which host the portal gets, as far as that needs none to start."""

from pathlib import Path

import pytest

import lab


def test_a_named_host_is_used_as_it_stands(tmp_path: Path) -> None:
    with lab.hypervisor(tmp_path, "qemu+ssh://root@host/system") as address:
        assert address.uri == "qemu+ssh://root@host/system"
        assert address.kind == "given"
        assert address.domain_type is None

    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_libvirt_is_told_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)

    with pytest.raises(lab.HostFailed, match="bin/install"), lab.hypervisor(tmp_path, None):
        pass


def test_a_machine_that_allows_no_namespaces_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (lab.DemoHost, lab.SessionHost):
        monkeypatch.setattr(kind, "possible", classmethod(lambda _: False))

    with pytest.raises(lab.HostFailed, match="namespaces"), lab.hypervisor(tmp_path, None):
        pass
