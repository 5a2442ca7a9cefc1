import { glob, readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type RouteNote, type RouteSaying, addNote, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { errorCode } from '../dial.ts'
import { parseLine } from './line.ts'
import { matchesList } from './patterns.ts'
import { expandTilde, type Place, userFolder } from './place.ts'

/** OpenSSH stops at the same depth. */
const INCLUDE_DEPTH_MAX = 16
const FILE_BYTES_MAX = 1 << 20
const INCLUDED_FILES_MAX = 256

/** A value with the file and line that decided it. */
export interface Sourced<T> {
  value: T
  source: string
}

/** An option as it was first set. */
export type RawOption = Sourced<{ args: string[]; rest: string }>

/** Who is being connected to, as far as known before the files are read. */
export interface Subject {
  alias: string
  user: string | undefined
  port: number | undefined
}

/** Options collected over every file: the first one set wins, key files and certificates add up. */
export interface RawOptions {
  single: Map<string, RawOption>
  several: Map<string, RawOption[]>
  /** Files that were read, in order. */
  files: string[]
  /** What was met and not followed, each with its place. */
  notes: RouteNote[]
}

const severalKeywords = new Set(['identityfile', 'certificatefile'])
const aliases: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  tisauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  globalknownhostsfile2: 'ignored',
  userknownhostsfile2: 'ignored',
}

/** Reads the user's (or the given) configuration, then the system's, as ssh does. */
export async function evaluate(
  subject: Subject,
  place: Place,
  configPath?: string | null,
): Promise<RawOptions> {
  const options: RawOptions = { single: new Map(), several: new Map(), files: [], notes: [] }
  if (configPath === null) return options
  const pass = new Pass(subject, place, options)
  const run = async () => {
    if (configPath !== undefined) {
      await pass.file(expandTilde(configPath, place), true, true, 0, true)
      return
    }
    await pass.file(join(userFolder(place), 'config'), true, true, 0, false)
    await pass.file(join(place.systemFolder, 'ssh_config'), false, true, 0, false)
  }
  await run()
  if (pass.wantsFinal) {
    pass.final = true
    await run()
  }
  return options
}

class Pass {
  final = false
  wantsFinal = false
  readonly #subject: Subject
  readonly #place: Place
  readonly #options: RawOptions
  #filesRead = 0

  constructor(subject: Subject, place: Place, options: RawOptions) {
    this.#subject = subject
    this.#place = place
    this.#options = options
  }

  async file(path: string, user: boolean, active: boolean, depth: number, required: boolean): Promise<void> {
    const text = await this.#read(path, user, required)
    if (text === null) return
    let inBlock = active
    let number = 0
    for (const raw of text.split('\n')) {
      const source = `${path}:${++number}`
      const line = parseLine(raw)
      if (line === null) continue
      if ('fault' in line) {
        this.#note(source, saying(line.fault))
        continue
      }
      if (line.keyword === 'host') inBlock = active && matchesList(this.#subject.alias, line.args)
      else if (line.keyword === 'match') inBlock = this.#match(line.args, source) && active
      else if (line.keyword === 'include') {
        for (const pattern of line.args) await this.#include(pattern, user, inBlock, depth, source)
      } else if (inBlock) this.#set(line.keyword, { value: { args: line.args, rest: line.rest }, source })
    }
  }

  async #read(path: string, user: boolean, required: boolean): Promise<string | null> {
    try {
      const text = await readFile(path, 'utf8')
      if (user && !required) await this.#refuseForeign(path)
      if (!this.#options.files.includes(path)) this.#options.files.push(path)
      if (text.length > FILE_BYTES_MAX) this.#note(path, saying('cutConfig'))
      return text.slice(0, FILE_BYTES_MAX)
    } catch (error) {
      if (error instanceof AppError) throw error
      // An absent file is normal for ssh; anything else is worth telling.
      if (required || errorCode(error) !== 'ENOENT')
        this.#note(path, saying('unreadable', { why: errorCode(error) }))
      return null
    }
  }

  /** OpenSSH refuses a user's configuration that others can write: it may name commands to run. */
  async #refuseForeign(path: string): Promise<void> {
    if (process.platform === 'win32') return
    const { mode, uid } = await stat(path)
    if ((uid === 0 || uid === this.#place.uid) && (mode & 0o022) === 0) return
    throw new AppError('input.invalid', `${path} can be changed by others, so ssh refuses it and so do we.`, {
      next: `Make it yours alone: chmod go-w ${path}`,
      data: { stage: 'resolve', path },
    })
  }

  async #include(pattern: string, user: boolean, active: boolean, depth: number, source: string) {
    if (depth >= INCLUDE_DEPTH_MAX) {
      this.#note(source, saying('includeDeep', { most: INCLUDE_DEPTH_MAX }))
      return
    }
    const tilde = expandTilde(pattern, this.#place)
    const folder = user ? userFolder(this.#place) : this.#place.systemFolder
    const full = isAbsolute(tilde) ? tilde : join(folder, tilde)
    const files = /[*?[]/.test(full) ? await sortedMatches(full) : [full]
    for (const file of files) {
      if (++this.#filesRead > INCLUDED_FILES_MAX) {
        this.#note(source, saying('includeMany', { most: INCLUDED_FILES_MAX }))
        return
      }
      await this.file(file, user, active, depth + 1, false)
    }
  }

  #set(written: string, option: RawOption): void {
    const keyword = aliases[written] ?? written
    if (option.value.args.length === 0) {
      this.#note(option.source, saying('noValue', { option: written }))
      return
    }
    const { single, several } = this.#options
    if (severalKeywords.has(keyword)) {
      const list = several.get(keyword) ?? []
      if (!list.some(known => known.value.args[0] === option.value.args[0])) list.push(option)
      several.set(keyword, list)
      return
    }
    // Whichever of the two is set first keeps the other from being used.
    const jump = single.get('proxyjump')?.value.rest.toLowerCase()
    if (keyword === 'proxycommand' && jump !== undefined && jump !== 'none') return
    if (keyword === 'proxyjump' && single.has('proxycommand')) return
    if (!single.has(keyword)) single.set(keyword, option)
  }

  #match(args: string[], source: string): boolean {
    if (args.length === 0) return false
    let result = true
    for (let at = 0; at < args.length; at++) {
      const word = args[at] ?? ''
      const negated = word.startsWith('!')
      const criterion = (negated ? word.slice(1) : word).toLowerCase()
      let met: boolean
      if (criterion === 'all') met = true
      else if (criterion === 'canonical') met = false
      else if (criterion === 'final') {
        this.wantsFinal = true
        met = this.final
      } else {
        const value = args[++at] ?? ''
        met = this.#criterion(criterion, value, source)
        // What can't be judged must not turn true by being negated.
        if (!judged.has(criterion)) result = false
      }
      if (met === negated) result = false
    }
    return result
  }

  #criterion(criterion: string, value: string, source: string): boolean {
    const patterns = value.split(',')
    switch (criterion) {
      case 'host':
        return matchesList(this.#hostName(), patterns)
      case 'originalhost':
        return matchesList(this.#subject.alias, patterns)
      case 'user':
        return matchesList(this.#user(), patterns)
      case 'localuser':
        return matchesList(this.#place.localUser, patterns)
      default:
        this.#note(source, saying('noMatch', { criterion }))
        return false
    }
  }

  #hostName(): string {
    const set = this.#options.single.get('hostname')?.value.args[0]
    if (set === undefined) return this.#subject.alias
    return set.replace(/%([h%])/g, (_, letter: string) => (letter === 'h' ? this.#subject.alias : '%'))
  }

  #user(): string {
    return this.#subject.user ?? this.#options.single.get('user')?.value.args[0] ?? this.#place.localUser
  }

  #note(place: string, text: RouteSaying): void {
    if (this.#options.notes.length < 100) addNote(this.#options.notes, { place, text })
  }
}

const judged = new Set(['host', 'originalhost', 'user', 'localuser'])

async function sortedMatches(pattern: string): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob(pattern)) files.push(file)
  return files.sort()
}
