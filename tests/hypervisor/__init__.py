"""Hosts: one contract for every Hypervisor, and what only a real libvirt can show."""
