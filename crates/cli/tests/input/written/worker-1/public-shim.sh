#!/bin/sh
# Comments of an older version do not count.
set -e
ip link add public-shim link eth1 type macvlan mode bridge
ip addr add 192.168.252.1/22 dev public-shim
ip link set public-shim up
ip route add 192.168.0.0/18 dev public-shim
