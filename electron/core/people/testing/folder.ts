import { cpSync } from 'node:fs'
import { createRouterClient } from '@orpc/server'
import { TOTP } from 'otpauth'
import { pino } from 'pino'
import type { PersonId } from '../../../../shared/ids.ts'
import type { ContractClient } from '../../../../shared/contract/client.ts'
import type { AuditDraft } from '../../audit/types.ts'
import { createRouter } from '../../api/router.ts'
import { type Core, createCore } from '../../core.ts'
import { ManualClock } from '../../testing/manualClock.ts'
import { temporaryFolder } from '../../testing/store.ts'
import { MemoryKeychain } from '../../vault/testing/memoryKeychain.ts'
import type { PersonSeat, SeatRequest } from '../types.ts'

export const passphrase = 'wandering otter paints nine'
export const otherPassphrase = 'brisk lantern under gravel'
export const thirdPassphrase = 'umbrella quartz from tuesday'

/** One connection of a shell with the contract on it. */
export interface TestSeat {
  seat: PersonSeat
  client: ContractClient
}

/** A core on a temporary folder whose clock and keychain a test holds. */
export interface TestFolder extends AsyncDisposable {
  core: Core
  clock: ManualClock
  keychain: MemoryKeychain
  path: string
  sit(request?: Partial<SeatRequest>): Promise<TestSeat>
  /** Ada sets the folder up for several people and adds Bob, who has no right yet; her own connection stays signed in. */
  adaAndBob(): Promise<{ client: ContractClient; bob: PersonId }>
  /** Closes the core and opens it again; what is done in between is done by somebody who holds the files. */
  restart(between?: () => void): Promise<void>
  /** What the audit was told by the door, as far as nothing else records it. */
  code(secret: string, atMs?: number): string
}

/** What a second factor shows at a time. */
export const codeOf = (uri: string, atMs: number): string =>
  new TOTP({ secret: new URL(uri).searchParams.get('secret') ?? '' }).generate({ timestamp: atMs })

/** `from`: a folder whose core is closed, to begin with a copy of it. */
export async function testFolder(from?: string): Promise<TestFolder> {
  const folder = temporaryFolder()
  if (from !== undefined) cpSync(from, folder.path, { recursive: true })
  const clock = new ManualClock()
  const keychain = new MemoryKeychain()
  const log = pino({ level: 'silent' })
  const sit = async (request: Partial<SeatRequest> = {}) => {
    const seat = await core.people.sit({ shell: 'test', where: null, ...request })
    const caller = { seat, shell: seat.shell }
    const client: ContractClient = createRouterClient(createRouter(core), { context: { caller, log } })
    return { seat, client }
  }
  const open = () => createCore({ folder: folder.path, log, shell: 'test', clock, keychain })
  let core = await open()
  return {
    get core() {
      return core
    },
    clock,
    keychain,
    path: folder.path,
    code: (uri, atMs = clock.nowMs()) => codeOf(uri, atMs),
    sit,
    async adaAndBob() {
      const { client } = await sit()
      await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
      const { id: bob } = await client.people.add({
        name: 'Bob',
        displayName: '',
        passphrase: otherPassphrase,
        groups: [],
      })
      return { client, bob }
    },
    async restart(between) {
      await core.close()
      between?.()
      core = await open()
    },
    async [Symbol.asyncDispose]() {
      await core.close()
      folder[Symbol.dispose]()
    },
  }
}

export type { AuditDraft }
