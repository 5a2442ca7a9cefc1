/** Words that are abbreviations. */
const capitals =
  /\b(acpi|apic|ats|bios|cid|cpu|cpuset|dns|efi|gl|id|io|iommu|ip|kvm|mac|mtu|numa|nvram|pci|qemu|rom|rss|smm|ssd|tls|tpm|tx|rx|usb|uuid|vcpu|vcpus|vlan|vnc|wwn|wwpn)\b/gi

/** What stands at a path of a definition, from the path alone: `tune/limit[2]@max` → `Tune limit 2 max`. */
export function plainLabel(path: string): string {
  const plain = path
    // A prefix says whose name it is, not what it means.
    .replaceAll(/(^|[/@])[\w.-]+:/g, '$1')
    .replaceAll(/[/@]/g, ' ')
    .replaceAll(/\[([^\]]*)\]/g, ' $1')
    .replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[_]/g, ' ')
    .trim()
    .replaceAll(capitals, word => word.toUpperCase())
  return plain.slice(0, 1).toUpperCase() + plain.slice(1)
}
