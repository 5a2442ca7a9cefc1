#!/bin/sh
# Furnishes one host of the lab from inside its own namespaces, then waits: killing this process's init
# ends the host. Given: LAB_HOST_FOLDER, LAB_BOOT_FOLDER, LAB_ADDRESS (with prefix), LAB_HOSTNAME, LAB_CGROUPS
# (type|options words).
set -eu
umask 022
D=$LAB_HOST_FOLDER
mount --make-rprivate /
hostname "$LAB_HOSTNAME"

# The address: the lab plugs eth0 in from outside.
i=0
until ip link show eth0 >/dev/null 2>&1; do
  i=$((i + 1))
  [ $i -lt 200 ] || { echo "no eth0 after 10 s"; exit 1; }
  sleep 0.05
done
ip link set lo up
ip address add "$LAB_ADDRESS" dev eth0
ip link set eth0 up

# Its own view of devices, cgroups and terminals.
# (libvirt reads the list of mounts: one that is merely covered would still count.)
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t sysfs sysfs /sys
case $LAB_CGROUPS in
  '') ;;
  cgroup2*) mount -t cgroup2 cgroup2 /sys/fs/cgroup ;;
  *)
    mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
    for word in $LAB_CGROUPS; do
      mkdir "/sys/fs/cgroup/${word#*|}"
      mount -t cgroup -o "${word#*|}" cgroup "/sys/fs/cgroup/${word#*|}"
    done
    ;;
esac
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts /dev/pts
mount --bind /dev/pts/ptmx /dev/ptmx

# Its own /etc, as a layer over the machine's. (A mount over a single file would vanish as soon as anybody
# out there replaces that file, as every change of /etc/passwd does.)
mkdir -p "$D/layer"
mount -t tmpfs -o mode=755 tmpfs "$D/layer"
mkdir "$D/layer/upper" "$D/layer/work"
if ! mount -t overlay -o "lowerdir=/etc,upperdir=$D/layer/upper,workdir=$D/layer/work" overlay /etc; then
  cp -a /etc/. "$D/layer/upper"
  mount --bind "$D/layer/upper" /etc
fi
for file in passwd group shadow hosts; do
  rm -f "/etc/$file"
  cp -p "$D/etc/$file" "/etc/$file"
done
cp -p "$D/etc/pam-sshd" /etc/pam.d/sshd

# Its own state: everything a daemon writes lands in the host's folder.
for pair in lib:/var/lib/libvirt cache:/var/cache/libvirt log:/var/log/libvirt libvirt:/etc/libvirt ssh:/etc/ssh; do
  mount --bind "$D/${pair%%:*}" "${pair#*:}"
done
mkdir -p "$D/lib/boot"
mount --bind "$LAB_BOOT_FOLDER" /var/lib/libvirt/boot
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/libvirt /run/sshd /run/lock /run/user
mount --bind "$D/home" /home
mount --bind "$D/root" /root
cd /

virtlogd -d
libvirtd -d
/usr/sbin/sshd -E /var/log/libvirt/sshd.log
exec sleep infinity
