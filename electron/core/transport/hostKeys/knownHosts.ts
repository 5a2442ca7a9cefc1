import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type RouteNote, saying } from '../../../../shared/route.ts'
import { errorCode } from '../dial.ts'
import { matchesPattern } from '../sshConfig/patterns.ts'
import { keyType } from './wire.ts'

const FILE_BYTES_MAX = 16 << 20
const LINE_MAX = 64 << 10

/** One usable line of a known_hosts file. */
export interface KnownHostLine {
  marker: 'revoked' | 'certAuthority' | null
  /** Comma-separated patterns, or one hashed name. */
  hosts: string
  blob: Buffer
  /** `file:line` */
  source: string
}

/** Everything of the files that could be read; an absent file is no news, a bad line is skipped as OpenSSH does. */
export async function readKnownHosts(
  files: readonly string[],
): Promise<{ lines: KnownHostLine[]; notes: RouteNote[] }> {
  const lines: KnownHostLine[] = []
  const notes: RouteNote[] = []
  for (const file of files) {
    try {
      const text = await readFile(file, 'utf8')
      if (text.length > FILE_BYTES_MAX) notes.push({ place: file, text: saying('cutKnownHosts') })
      lines.push(...parseKnownHosts(text.slice(0, FILE_BYTES_MAX), file))
    } catch (error) {
      if (errorCode(error) !== 'ENOENT')
        notes.push({ place: file, text: saying('unreadable', { why: errorCode(error) }) })
    }
  }
  return { lines, notes }
}

/** Parses known_hosts text; `file` names the source. */
export function parseKnownHosts(text: string, file: string): KnownHostLine[] {
  const lines: KnownHostLine[] = []
  let number = 0
  for (const raw of text.split('\n')) {
    number++
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.length > LINE_MAX) continue
    const words = line.split(/[ \t]+/)
    let marker: KnownHostLine['marker'] = null
    if (line.startsWith('@')) {
      const word = words.shift()
      if (word === '@revoked') marker = 'revoked'
      else if (word === '@cert-authority') marker = 'certAuthority'
      else continue
    }
    const [hosts, type, base64] = words
    if (hosts === undefined || type === undefined || base64 === undefined) continue
    const blob = Buffer.from(base64, 'base64')
    if (keyType(blob) !== type) continue
    lines.push({ marker, hosts, blob, source: `${file}:${number}` })
  }
  return lines
}

/** Whether a line speaks of the name (lower case, `[host]:port` for a port other than 22). */
export function lineMatches(line: KnownHostLine, name: string): boolean {
  if (line.hosts.startsWith('|')) return hashMatches(line.hosts, name)
  let matched = false
  for (const pattern of line.hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(name, pattern.slice(1))) return false
    } else if (matchesPattern(name, pattern)) matched = true
  }
  return matched
}

/** `|1|salt|hash`: HMAC-SHA1 of the name under the salt, both base64. */
function hashMatches(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|')
  if (version !== '1' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64')
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** The name that known_hosts keeps a host under: an alias as it is, else host and port. */
export function knownHostsName(host: string, port: number, hostKeyAlias?: string): string {
  const name = (hostKeyAlias ?? host).toLowerCase()
  return port === 22 || hostKeyAlias !== undefined ? name : `[${name}]:${port}`
}

/** The name that pins are kept under: always with the port. */
export function endpointName(host: string, port: number, hostKeyAlias?: string): string {
  const name = (hostKeyAlias ?? host).toLowerCase()
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}
