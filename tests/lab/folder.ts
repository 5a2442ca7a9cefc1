import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeCgroup } from './cgroups.ts'
import { isAlive, signal, startTimeOf, stateOf } from './processes.ts'

const PREFIX = 'novacron-lab-'
/** A folder without a record is one being made, unless it is older than this. */
const UNFINISHED_MS = 600_000

interface NamespaceRecord {
  readonly pid: number
  readonly startTime: string
}

/** What a later lab needs to clear this one away. */
interface LabRecord {
  readonly owner: NamespaceRecord
  readonly namespaces: readonly NamespaceRecord[]
  readonly cgroups: readonly string[]
  /** Network devices in the root namespace; the index tells one from a later one of the same name. */
  readonly devices: readonly { readonly name: string; readonly index: string }[]
}

/** The lab's folder and the record of everything that outlives a file: init processes and cgroups. */
export class LabFolder {
  readonly path: string
  readonly #namespaces: NamespaceRecord[] = []
  readonly #cgroups: string[] = []
  readonly #devices: { name: string; index: string }[] = []

  /** Makes a folder; `name` only helps a person to tell labs apart. */
  constructor(name: string) {
    this.path = mkdtempSync(join(tmpdir(), `${PREFIX}${name.replaceAll(/[^\w-]/g, '')}-`))
    this.#write()
  }

  /** A folder below, made if absent. */
  make(...parts: string[]): string {
    const folder = join(this.path, ...parts)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  recordNamespace(namespace: { initPid: number; startTime: string }): void {
    this.#namespaces.push({ pid: namespace.initPid, startTime: namespace.startTime })
    this.#write()
  }

  recordCgroups(folders: readonly string[]): void {
    this.#cgroups.push(...folders.filter(folder => !this.#cgroups.includes(folder)))
    this.#write()
  }

  recordDevice(device: string): void {
    this.#devices.push({ name: device, index: deviceIndex(device) ?? '' })
    this.#write()
  }

  /** Ends and removes all of it, synchronously so that it also works while the process is exiting. */
  removeSync(): void {
    clear(this.path, this.#record)
  }

  get #record(): LabRecord {
    const [namespaces, cgroups, devices] = [this.#namespaces, this.#cgroups, this.#devices]
    return { owner: self(), namespaces, cgroups, devices }
  }

  #write(): void {
    // Whole or not at all: other labs read it.
    const written = join(this.path, 'lab.json.part')
    writeFileSync(written, JSON.stringify(this.#record))
    renameSync(written, join(this.path, 'lab.json'))
  }
}

/** Removes what labs left whose process has ended without doing so; names their folders. */
export function removeLeftovers(): string[] {
  const removed: string[] = []
  for (const entry of readdirSync(tmpdir())) {
    if (!entry.startsWith(PREFIX)) continue
    const folder = join(tmpdir(), entry)
    const record = readRecord(folder)
    if (record === 'unfinished' || (record && isAlive(record.owner.pid, record.owner.startTime))) continue
    clear(folder, record ?? { owner: self(), namespaces: [], cgroups: [], devices: [] })
    removed.push(folder)
  }
  return removed
}

function readRecord(folder: string): LabRecord | 'unfinished' | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'lab.json'), 'utf8')) as LabRecord
  } catch {
    // No record, or half of one: its maker is either still at it or died long ago.
    const stat = statSync(folder, { throwIfNoEntry: false })
    return stat !== undefined && Date.now() - stat.mtimeMs > UNFINISHED_MS ? null : 'unfinished'
  }
}

function clear(folder: string, record: LabRecord): void {
  for (const { pid, startTime } of record.namespaces) {
    if (isAlive(pid, startTime)) signal(pid, 'SIGKILL')
  }
  // The kernel would remove the device with its peer's namespace, but only some time later.
  for (const { name, index } of record.devices) {
    if (deviceIndex(name) === index) spawnSync('ip', ['link', 'delete', name], { stdio: 'ignore' })
  }
  const gone = () => record.namespaces.every(({ pid, startTime }) => !isRunning(pid, startTime))
  for (let attempt = 0; attempt < 500 && !gone(); attempt += 1) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
  for (const cgroup of record.cgroups) removeCgroup(cgroup)
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/** A namespace's init whose parent has yet to reap it holds nothing any more. */
function isRunning(pid: number, startTime: string): boolean {
  return isAlive(pid, startTime) && stateOf(pid) !== 'Z'
}

function self(): NamespaceRecord {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' }
}

function deviceIndex(name: string): string | null {
  const file = `/sys/class/net/${name}/ifindex`
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}
