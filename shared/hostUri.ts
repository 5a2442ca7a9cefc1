/** A name or an address, `user@` before it and `:port` behind it, and nothing else. */
const plainHost = /^(?:[^\s@:/?#[\]]+@)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/
const bareIpv6 = /^([^\s@:/?#[\]]+@)?([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})$/

/** What was typed as a libvirt URI: `root@kvm1` and `kvm1:2222` are hosts over SSH; anything else stays as it is. */
export function hostUri(typed: string): string {
  const text = typed
    .trim()
    .replace(bareIpv6, (_, user: string | undefined, address: string) => `${user ?? ''}[${address}]`)
  return plainHost.test(text) ? `qemu+ssh://${text}/system` : typed.trim()
}
