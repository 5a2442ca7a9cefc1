/** An IP address as a number, and how many bits its family has. */
interface Address {
  value: bigint
  bits: 32 | 128
}

function parseV4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null
  return parts.reduce((all, part) => all * 256n + BigInt(part), 0n)
}

function parseV6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'))
  const head = groups(halves[0] ?? '')
  const tail = groups(halves[1] ?? '')
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return null
  return all.reduce((value, group) => value * 65_536n + BigInt(Number.parseInt(group, 16)), 0n)
}

/** An IPv4 or IPv6 address; null for anything else. A zone (`fe80::1%eth0`) is left out. */
export function parseAddress(text: string): Address | null {
  if (text.length > 64) return null
  const plain = text.replace(/%.*$/, '')
  const four = parseV4(plain)
  if (four !== null) return { value: four, bits: 32 }
  const six = plain.includes(':') ? parseV6(plain) : null
  return six === null ? null : { value: six, bits: 128 }
}

/** An IPv4 address as a number without making anything on the way; -1 for anything else. */
function v4Number(text: string): number {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === 46 && digits > 0) {
      value = value * 256 + part
      part = 0
      digits = 0
      dots += 1
    } else if (code >= 48 && code <= 57 && digits < 3) {
      part = part * 10 + code - 48
      digits += 1
      if (part > 255) return -1
    } else return -1
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1
}

/** A test whether an address lies in `10.0.0.0/8` or `2001:db8::/32`; null where the text is no network. */
export function networkTest(text: string): ((address: string) => boolean) | null {
  const slash = text.lastIndexOf('/')
  if (slash < 0 || !/^\d{1,3}$/.test(text.slice(slash + 1))) return null
  const network = parseAddress(text.slice(0, slash))
  const prefix = Number(text.slice(slash + 1))
  if (!network || prefix > network.bits) return null
  if (network.bits === 32) {
    const size = 2 ** (32 - prefix)
    const start = Math.floor(Number(network.value) / size)
    return address => {
      const found = v4Number(address)
      return found >= 0 && Math.floor(found / size) === start
    }
  }
  const shift = BigInt(network.bits - prefix)
  const wanted = network.value >> shift
  return address => {
    const found = parseAddress(address)
    return found !== null && found.bits === network.bits && found.value >> shift === wanted
  }
}
