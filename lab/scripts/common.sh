# shellcheck shell=bash
# What the hosts' start scripts share. They run inside the host's own namespaces, under tini.

# hide_kvm FILE: bar the way to a KVM that does not work, with a file of our own that nobody may open. libvirt would
# offer that KVM, and probe each QEMU twice on its account; where root may open the device and QEMU's user may not, as
# in a container, it would even probe again for every machine.
hide_kvm() {
    [ -e /dev/kvm ] || return 0
    chmod 000 "$1"
    mount -n --bind "$1" /dev/kvm
}

# define URI KIND FILE: define the network or pool named slipway and see that it is active. A host that starts again
# knows it already, and a directory pool is active whenever its directory exists.
define() {
    virsh -q -c "$1" "$2-define" "$3" >/dev/null
    virsh -q -c "$1" "$2-list" --name | grep -qw slipway || virsh -q -c "$1" "$2-start" slipway >/dev/null
}

# hold SOCKET NETWORK POOL: serve libvirt's test driver. It forgets everything with its last connection, so one listens
# all the time; the network and the pool it defines first are there when it holds.
hold() {
    local uri="test+unix:///default?socket=$1"
    virsh -q -c "$uri" "net-define $2; net-start slipway; pool-define $3; pool-start slipway; event --all --loop" \
        </dev/null >/dev/null &
    until virsh -q -c "$uri" pool-info slipway >/dev/null 2>&1; do sleep 0.05; done
}

# Report that the host is up, and live until the laboratory closes our standard input. It does so when it stops the
# host and, by the kernel's doing, when it dies. With us ends tini, and with tini everything that runs here.
serve() {
    echo ready
    read -r _ || true
}
