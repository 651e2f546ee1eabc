#!/usr/bin/env bash
# Set up a Debian with a Python that this machine has not, in a folder to chroot into: bench/debian_python.sh 3.14 FOLDER
# Needs root and debootstrap (installed where apt-get is). Variables: DEBIAN_SUITE (sid), DEBIAN_MIRROR.
set -euo pipefail
version=$1 root=$2
suite=${DEBIAN_SUITE:-sid} mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

[ -x "$root/usr/bin/python$version" ] && exit 0
[ "$(id -u)" = 0 ] || { echo "a Debian to chroot into needs root"; exit 3; }
if ! command -v debootstrap > /dev/null; then
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap; } > /dev/null 2>&1 ||
    { echo "debootstrap could not be installed"; exit 3; }
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$root"
mkdir -p "$root"
if ! debootstrap --variant=minbase --include="python$version,python$version-venv,ca-certificates" "$suite" "$root" "$mirror" > "$log" 2>&1; then
  tail -n 5 "$log" "$root/debootstrap/debootstrap.log" 2> /dev/null
  rm -rf "$root"
  echo "Debian $suite with python$version could not be set up"
  exit 3
fi
rm -rf "$root"/var/cache/apt/archives/*.deb
# What this machine trusts and asks, the packages are fetched by.
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
