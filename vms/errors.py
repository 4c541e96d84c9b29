"""The two roots of every error the portal raises on purpose.

    PortalError                     show it: the text is a whole sentence for a person
    ├── YamlInvalid                 manifest: the text is not one readable YAML document
    ├── ManifestInvalid             manifest: the document breaks the schema or a rule
    ├── EditRefused                 manifest: the text cannot take this change, or this value
    │   └── WiringRefused           wiring: the operation would leave a joint broken
    ├── QuantityInvalid             manifest: the text is not a size
    ├── SizesInvalid                catalogue: the text does not describe size cards
    ├── SchemaInvalid               schema: the JSON Schema itself cannot be used
    ├── HostFactsInvalid            hosts: the facts of a host cannot be read
    ├── NoRoom                      networks: every subnet, address or port of its kind is taken
    ├── CompileError                compiler: valid, yet this host cannot run it
    ├── NotPermitted                access: the actor may not do this
    ├── Conflict                    services: the object moved on since the caller looked
    ├── BlueprintInvalid            services: what a blueprint asks does not fit its text
    ├── DomainNotFound              hypervisor: libvirt has no such domain
    ├── HypervisorRefused           hypervisor: libvirt understood and said no
    │   └── StorageFull             hypervisor: there is no room left in the host's pool
    ├── ImageRefused                images: the file is no plain image that stands alone
    ├── NoRoom                      images: the disk that would keep an image is full
    ├── NoWalls                     images: the machine offers no box for the program that converts images
    ├── UrlInvalid                  outbound: the text is no plain http(s) URL
    ├── TransferRefused             outbound: what a server sends may not be taken
    ├── DiskFull                    outbound: the disk has no room for a file
    ├── ReferenceInvalid            registry: the text names no image
    ├── RegistryRefused             registry: what it answers cannot be used
    ├── PublicKeyInvalid            cloudinit: the text is no OpenSSH public key
    ├── PasswordRefused             cloudinit: the text can be no password
    ├── ImageWishRefused            services: what was asked for can be no image of the catalogue
    ├── ClaimRefused                services: what was asked for can be no volume
    ├── SecretRefused               services: what was given cannot be kept as a secret
    ├── SecretUnreadable            vault: a secret was sealed with a key that is gone
    ├── SecretMissing               reconciler: the machine waits for a secret that its team has not
    ├── AnswersMissing              reconciler: the machine waits for answer files that its team has not
    ├── CommandUnreadable           web: what a script of the editor sent is no command
    ├── ConsoleRefused              consoles: why this console cannot be opened
    ├── ImageMissing                reconciler: an image has not come, or is not for this team
    ├── UploadAbandoned             reconciler: a browser never finished to send a file
    ├── OriginalGone                reconciler: the volume that was to be copied cannot be
    ├── VolumeFailed                reconciler: a volume of the machine has not come, or is gone
    ├── Withdrawn                   reconciler: what was being brought is no longer wanted
    ├── Unschedulable               reconciler: no host can take the machine
    └── TransientError              retry it: the same call may work later
        ├── DatabaseBusy            services: the database did not answer in time
        ├── HypervisorUnavailable   hypervisor: the host does not answer
        ├── NotYet                  reconciler: something else has to happen first
        ├── Unreachable             outbound: no connection, for whichever reason
        ├── TransferBroken          outbound: a transfer began and did not end
        ├── NetworkLeaving          reconciler: the team's network is just being removed
        └── LeaseLost               reconciler: somebody else took this machine over

Leaves live in the room that raises them. Classes are cut by what the catcher can do. Arguments stay
whole in ``args``, so that every error survives pickling. No class here knows HTTP: ``web/errors.py``
and ``api/errors.py`` translate, once.
"""


class PortalError(Exception):
    """Something a person can understand went wrong; ``str()`` says what and what to do next."""

    code = "portal_error"  # stable: clients and dashboards read it


class TransientError(PortalError):
    """Nothing is wrong with the request; trying again later may succeed."""

    code = "transient_error"
