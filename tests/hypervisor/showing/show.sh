#!/bin/sh
# What this guest sees of its machine, one "show: what value" per line, for whoever reads its serial console.
show() { echo "show: $*"; }
here() { cat "$1" 2>/dev/null || echo none; }
cpu=/sys/devices/system/cpu
show cpus "$(nproc)"
show sockets "$(cat $cpu/cpu[0-9]*/topology/physical_package_id | sort -u | wc -l)"
show threads-of-cpu0 "$(cat $cpu/cpu0/topology/thread_siblings_list)"
show cores-of-socket0 "$(grep -l '^0$' $cpu/cpu[0-9]*/topology/physical_package_id | while read -r path; do
    cat "${path%/*}/core_id"
done | sort -u | wc -l)"
show model "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
show flags "$(sed -n 's/^flags.*: //p' /proc/cpuinfo | head -n 1)"
show memory "$(awk '/MemTotal/ { print $2 }' /proc/meminfo)"
for path in /sys/block/[svh][dr]*; do
    [ -e "$path" ] || continue
    show disk "${path##*/} size=$(here "$path/size") ro=$(here "$path/ro") serial=$(here "$path/serial")" \
        "sector=$(here "$path/queue/logical_block_size") cache=$(here "$path/queue/write_cache" | tr ' ' -)" \
        "queues=$(find "$path/mq" -maxdepth 1 -type d 2>/dev/null | grep -c '/[0-9]')" \
        "holds=$(dd if="/dev/${path##*/}" bs=16 count=1 2>/dev/null | tr -cd 'a-zA-Z0-9-')" \
        "label=$(dd if="/dev/${path##*/}" bs=8 skip=4101 count=4 2>/dev/null | tr -cd 'a-zA-Z0-9-') at=$(readlink -f "$path")"
done
for path in /sys/class/net/*; do
    [ "${path##*/}" = lo ] && continue
    driver=$(readlink -f "$path/device/driver")
    show card "${path##*/} mac=$(cat "$path/address") driver=${driver##*/}" \
        "queues=$(find "$path/queues" -name 'rx-*' | wc -l) carrier=$(here "$path/carrier")"
done
# One DHCP at a time, for the addresses of several cards on one network get in each other's way.
for path in /sys/class/net/*; do
    name=${path##*/}
    [ "$name" = lo ] && continue
    ip link set "$name" up
    for try in 1 2 3 4 5; do # some cards take a moment to find their link
        [ "$(here "$path/carrier")" = 1 ] && break
        sleep 1
    done
    [ "$(here "$path/carrier")" = 1 ] || continue
    udhcpc -i "$name" -n -q -t 8 -T 1 -s /etc/udhcpc >/dev/null 2>&1
    show address "$(cat "$path/address") $(ip -4 -o addr show dev "$name" | awk '{ print $4 }')"
    ip addr flush dev "$name"
done
for path in /sys/bus/pci/devices/*; do
    show pci "${path##*/} $(cat "$path/vendor"):$(cat "$path/device")" | sed 's/0x//g'
done
for name in product_uuid product_serial sys_vendor product_family product_name product_version chassis_vendor chassis_serial; do
    show "$name" "$(here /sys/class/dmi/id/$name)"
done
show firmware "$([ -d /sys/firmware/efi ] && echo uefi || echo bios)"
show secure "$(dmesg | grep -i 'secure *boot' | head -n 1)"
show acpi "$([ -d /sys/firmware/acpi/tables ] && echo yes || echo no)"
show tpm "$([ -e /sys/firmware/acpi/tables/TPM2 ] && echo yes || echo no)"
show rng "$(here /sys/class/misc/hw_random/rng_current)"
show hostname "$(hostname)"
show year "$(date +%Y)"
show clocks "$(cat /sys/devices/system/clocksource/clocksource0/available_clocksource)"
show inputs "$(sed -n 's/^N: Name=//p' /proc/bus/input/devices | tr '\n' ' ')"
for path in /sys/block/sr* /sys/block/vd* /sys/block/sd*; do
    mkdir -p /mnt/disc
    mount -r -t iso9660 "/dev/${path##*/}" /mnt/disc 2>/dev/null || continue
    (cd /mnt/disc && find . -type f | sort | while read -r file; do
        show file "${path##*/}" "$file $(head -n 1 "$file" | cut -c 1-60)"
    done)
    umount /mnt/disc
done
show end
