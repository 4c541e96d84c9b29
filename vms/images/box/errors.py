"""Why no program may open an image on this machine."""

from vms.errors import PortalError


class NoWalls(PortalError):
    """The machine offers nothing to shut qemu-img in."""

    code = "no_walls"

    def __str__(self) -> str:
        return (
            "This machine offers no box for qemu-img, so images that need converting cannot be imported. "
            "Install qemu-utils and bubblewrap, and let the portal's user make user namespaces."
        )
