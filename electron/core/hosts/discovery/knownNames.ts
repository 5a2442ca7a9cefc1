import type { KnownHostLine } from '../../transport/hostKeys/knownHosts.ts'

/** A host that ssh was connected to before, by every name that known_hosts has it under. */
export interface KnownName {
  /** A name before an address. */
  host: string
  port: number | null
  others: string[]
  /** `file:line` of the first. */
  place: string
}

const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(':')

function named(pattern: string): { host: string; port: number | null } | null {
  if (/[*?!|\s/@#]/.test(pattern) || pattern.length > 255 || pattern === '') return null
  const bracketed = /^\[([^\]]+)\]:(\d{1,5})$/.exec(pattern)
  if (bracketed?.[1] === undefined) return pattern.startsWith('[') ? null : { host: pattern, port: null }
  const port = Number(bracketed[2])
  return { host: bracketed[1], port: port === 22 ? null : port }
}

/** One entry a host key: lines of the same key are the same host. Hashed names can't be read; they are counted. */
export function knownNames(lines: readonly KnownHostLine[]): { names: KnownName[]; hashed: number } {
  const byKey = new Map<string, { found: { host: string; port: number | null }[]; place: string }>()
  // A host shows several keys; where two of them share a name they are one host.
  const keyOfName = new Map<string, string>()
  let hashed = 0
  for (const line of lines) {
    if (line.marker !== null) continue
    if (line.hosts.startsWith('|')) {
      hashed++
      continue
    }
    const found = line.hosts.split(',').flatMap(pattern => named(pattern) ?? [])
    if (found.length === 0) continue
    const texts = found.map(({ host, port }) => `${host.toLowerCase()} ${port ?? ''}`)
    const own = line.blob.toString('base64')
    const key = texts.map(text => keyOfName.get(text)).find(each => each !== undefined) ?? own
    const entry = byKey.get(key) ?? byKey.get(own) ?? { found: [], place: line.source }
    entry.found.push(...found)
    byKey.set(key, entry)
    byKey.set(own, entry)
    for (const text of texts) if (!keyOfName.has(text)) keyOfName.set(text, key)
  }
  const names = [...new Set(byKey.values())].map(({ found, place }): KnownName => {
    const sorted = [
      ...found.filter(each => !isAddress(each.host)),
      ...found.filter(each => isAddress(each.host)),
    ]
    const [first = { host: '', port: null }] = sorted
    const others = new Set(sorted.map(({ host }) => host))
    others.delete(first.host)
    return { ...first, others: [...others], place }
  })
  return { names, hashed }
}
