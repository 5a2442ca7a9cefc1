import { glob, readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { CandidateNote } from '../../../../shared/contract/hosts.ts'
import { errorCode } from '../../transport/dial.ts'
import { parseLine } from '../../transport/sshConfig/line.ts'
import { expandTilde, type Place, userFolder } from '../../transport/sshConfig/place.ts'

const FILE_BYTES_MAX = 1 << 20
const FILES_MAX = 256
/** Aliases taken of all files together. */
const ALIASES_MAX = 500

/** A name that ssh config has a block for. */
export interface ConfigAlias {
  alias: string
  /** `file:line` */
  place: string
}

/** Names of `Host` lines without patterns, of the user's ssh config and whatever it includes; null reads none. */
export async function configAliases(
  place: Place,
  path: string | null = join(userFolder(place), 'config'),
): Promise<{ aliases: ConfigAlias[]; notes: CandidateNote[] }> {
  const aliases = new Map<string, ConfigAlias>()
  const notes: CandidateNote[] = []
  const waiting = path === null ? [] : [expandTilde(path, place)]
  const seen = new Set<string>()
  for (const file of waiting) {
    if (seen.has(file)) continue
    seen.add(file)
    if (seen.size > FILES_MAX) {
      notes.push({ code: 'filesMax', values: { file, max: FILES_MAX } })
      break
    }
    const text = await read(file, file === waiting[0], notes)
    let number = 0
    for (const raw of text.split('\n')) {
      number++
      const line = parseLine(raw)
      if (line === null || 'fault' in line) continue
      if (line.keyword === 'include') waiting.push(...(await included(line.args, place)))
      if (line.keyword !== 'host') continue
      for (const alias of line.args) {
        if (!isName(alias) || aliases.has(alias) || aliases.size >= ALIASES_MAX) continue
        aliases.set(alias, { alias, place: `${file}:${number}` })
      }
    }
  }
  return { aliases: [...aliases.values()], notes }
}

/** A pattern is no host; neither is what no URI could carry. */
const isName = (alias: string): boolean => /^[^*?!\s/@:#]{1,255}$/.test(alias)

async function read(file: string, first: boolean, notes: CandidateNote[]): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).slice(0, FILE_BYTES_MAX)
  } catch (error) {
    // Who has no ssh config has no ssh config; a file that is there and can't be read is worth telling.
    const why = errorCode(error) ?? 'error'
    if (!first || why !== 'ENOENT') notes.push({ code: 'notReadable', values: { file, why } })
    return ''
  }
}

async function included(patterns: readonly string[], place: Place): Promise<string[]> {
  const files: string[] = []
  for (const pattern of patterns) {
    const tilde = expandTilde(pattern, place)
    const full = isAbsolute(tilde) ? tilde : join(userFolder(place), tilde)
    if (!/[*?[]/.test(full)) files.push(full)
    else for await (const file of glob(full)) files.push(file)
  }
  return files.sort()
}
