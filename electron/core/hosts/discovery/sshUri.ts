/** What an address may consist of; anything else could say more in a URI than where the host is. */
const plain = /^[\p{L}\p{N}._:%[\]-]*$/u

/** `qemu+ssh://user@host:port/system` of an address; a colon in it makes it IPv6. What is no address makes no URI either. */
export function sshUriOf(host: string, user: string, port: string): string {
  const [, typedUser, address = host] = /^(?:([^@]+)@)?(.*)$/.exec(host) ?? []
  const login = encodeURIComponent(typedUser ?? user)
  if (!plain.test(address) || !/^\d{0,5}$/.test(port)) return port === '' ? address : `${address}:${port}`
  const bare = address.includes(':') && !address.startsWith('[') && !/^[^:]+:\d+$/.test(address)
  const place = bare ? `[${address}]` : address
  return `qemu+ssh://${login === '' ? '' : `${login}@`}${place}${port === '' ? '' : `:${port}`}/system`
}
