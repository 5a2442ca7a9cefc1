import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lab } from './lab.ts'
import { isAlive, startTimeOf } from './processes.ts'

/** What somebody outside the process that holds a lab needs to use it. */
export interface LabStatus {
  readonly name: string
  readonly folder: string
  /** Process that holds the lab: it ends with that one. */
  readonly pid: number
  readonly startTime: string
  readonly identityFile: string
  readonly knownHostsFile: string
  /** `ssh` with the lab's settings. */
  readonly sshCommand: string
  readonly hosts: readonly {
    readonly name: string
    readonly address: string
    readonly uri: string
    readonly peerUri: string
    readonly hostKeyFingerprint: string
  }[]
}

/** Writes `status.json` into the lab's folder, whole or not at all, so that other processes find it. */
export function publishStatus(lab: Lab, name: string): LabStatus {
  const { folder, identityFile, knownHostsFile, sshCommand } = lab
  const status: LabStatus = {
    ...{ name, folder, pid: process.pid, startTime: startTimeOf(process.pid) ?? '' },
    ...{ identityFile, knownHostsFile, sshCommand },
    hosts: lab.hosts.map(host => ({
      ...{ name: host.name, address: host.address, uri: host.uri },
      ...{ peerUri: host.peerUri(), hostKeyFingerprint: host.hostKeyFingerprint },
    })),
  }
  const written = join(folder, 'status.json.part')
  writeFileSync(written, `${JSON.stringify(status, null, 2)}\n`)
  renameSync(written, join(folder, 'status.json'))
  return status
}

/** Every lab held by a living process that has published it. */
export function publishedLabs(): LabStatus[] {
  return readdirSync(tmpdir())
    .filter(entry => entry.startsWith('novacron-lab-'))
    .map(entry => join(tmpdir(), entry, 'status.json'))
    .flatMap(file => textOf(file))
    .map(text => JSON.parse(text) as LabStatus)
    .filter(status => isAlive(status.pid, status.startTime))
}

/** What a file says; nothing where there is none, or none any more: another process may be ending its lab. */
function textOf(file: string): string[] {
  try {
    return [readFileSync(file, 'utf8')]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
