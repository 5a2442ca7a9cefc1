import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CandidateNote } from '../../../../shared/contract/hosts.ts'
import { errorCode } from '../../transport/dial.ts'
import type { Place } from '../../transport/sshConfig/place.ts'

const TOOL_TIMEOUT_MS = 3_000
const FILE_BYTES_MAX = 1 << 20
const URIS_MAX = 500

/** A connection that another program keeps. */
export interface SavedUri {
  uri: string
  /** The alias that libvirt.conf gives it. */
  name: string | null
  place: string
}

/** Strings of a list as GVariant and libvirt.conf write it: quoted singly or doubly, backslash escapes. */
export function quotedStrings(text: string): string[] {
  const found: string[] = []
  for (const [, quote, body = ''] of text.matchAll(/(['"])((?:\\.|(?!\1)[^\\])*)\1/g)) {
    if (quote === undefined || found.length >= URIS_MAX) break
    found.push(body.replace(/\\(.)/g, '$1').slice(0, 2_000))
  }
  return found
}

const asked = [
  ['gsettings', ['get', 'org.virt-manager.virt-manager.connections', 'uris']],
  ['dconf', ['read', '/org/virt-manager/virt-manager/connections/uris']],
] as const

/** Connections that virt-manager keeps, where its settings can be asked; neither tool starts anything else. */
export async function virtManagerUris(place: Place, run: typeof execFile = execFile): Promise<SavedUri[]> {
  for (const [tool, args] of asked) {
    try {
      const { stdout } = await promisify(run)(tool, [...args], {
        timeout: TOOL_TIMEOUT_MS,
        maxBuffer: FILE_BYTES_MAX,
        env: { ...place.env, HOME: place.home, LC_ALL: 'C' },
      })
      const uris = quotedStrings(stdout)
      if (uris.length > 0) return uris.map(uri => ({ uri, name: null, place: 'virt-manager' }))
    } catch {
      // No such tool, no such schema, no session bus: there is nothing to be found this way, which is usual.
    }
  }
  return []
}

/** Aliases and the default URI of libvirt's own client configuration. */
export async function libvirtConfUris(place: Place): Promise<{ uris: SavedUri[]; notes: CandidateNote[] }> {
  const config = place.env.XDG_CONFIG_HOME ?? join(place.home, '.config')
  const uris: SavedUri[] = []
  const notes: CandidateNote[] = []
  for (const file of [join(config, 'libvirt', 'libvirt.conf'), '/etc/libvirt/libvirt.conf']) {
    try {
      uris.push(...parseLibvirtConf((await readFile(file, 'utf8')).slice(0, FILE_BYTES_MAX), file))
    } catch (error) {
      const why = errorCode(error) ?? 'error'
      if (why !== 'ENOENT') notes.push({ code: 'notReadable', values: { file, why } })
    }
  }
  return { uris, notes }
}

/** Reads `uri_aliases` and `uri_default`; what is commented out does not count. */
export function parseLibvirtConf(text: string, file: string): SavedUri[] {
  const plain = text.replace(/^[ \t]*#.*$/gm, '')
  const aliases = /^[ \t]*uri_aliases[ \t]*=[ \t]*\[([^\]]*)\]/m.exec(plain)?.[1] ?? ''
  const named = quotedStrings(aliases).flatMap((entry): SavedUri[] => {
    const at = entry.indexOf('=')
    return at < 1 ? [] : [{ name: entry.slice(0, at), uri: entry.slice(at + 1), place: file }]
  })
  const standard = /^[ \t]*uri_default[ \t]*=[ \t]*(["'][^\n]*)/m.exec(plain)?.[1] ?? ''
  const [uri] = quotedStrings(standard)
  return uri === undefined ? named : [...named, { name: null, uri, place: file }]
}
