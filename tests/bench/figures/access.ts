import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { createRouterClient } from '@orpc/server'
import { ownerAccess, ownerSeat } from '../../../electron/core/access/index.ts'
import type { Access } from '../../../electron/core/access/types.ts'
import { ownerCaller } from '../../../electron/core/api/caller.ts'
import { gateOf } from '../../../electron/core/api/base.ts'
import { metaOf } from '../../../electron/core/api/gate.ts'
import { createRouter } from '../../../electron/core/api/router.ts'
import { type Core, createCore } from '../../../electron/core/core.ts'
import { createLog } from '../../../electron/core/log.ts'
import { openStore } from '../../../electron/core/store/index.ts'
import { fillStore } from '../../../electron/core/testing/fleet.ts'
import { viewOf } from '../../../electron/core/view/index.ts'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { contract } from '../../../shared/contract/index.ts'
import { type MachineKey, PersonId, RoleId } from '../../../shared/ids.ts'
import { atMost, type Figure, forTheRecord, median } from '../figure.ts'

/** The name that runs this figure alone. */
export const name = 'access'

const HOSTS = 50
const MACHINES = 200
const GRANTS = 50
const ROUNDS = 15
const CALLS = 2_000

/**
 * 10,000 machines read by a person with 50 query-scoped grants (tags, names, hosts, combinations): the list as the
 * view gives it, first and again; and what the check adds to a call that reads one machine's definition.
 */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-bench-access-'))
  const store = openStore(folder)
  const { keys } = fillStore(store, { hosts: HOSTS, machinesPerHost: MACHINES })
  store.close()
  const core = await createCore({ folder, log: createLog('silent'), shell: 'test' })
  try {
    const access = personWithGrants(core)
    const first = elapsed(() => countOf(core, access))
    const again = Array.from({ length: ROUNDS }, () => elapsed(() => countOf(core, access)))
    const all = Array.from({ length: ROUNDS }, () => elapsed(() => core.select(undefined, undefined).length))
    const lists = Array.from({ length: ROUNDS }, () =>
      elapsed(() => viewOf(core, access).select(undefined, undefined).length),
    )
    const check = checkOf(core, access, keys)
    const call = await callOf(core, access, keys)
    const share = (check / call) * 100
    return [
      atMost(
        `${HOSTS * MACHINES} machines, ${GRANTS} query grants: list of what may be read`,
        median(again),
        20,
        'ms',
        {
          note: `${countOf(core, access)} of them; the first time ${first.toFixed(1)} ms`,
        },
      ),
      forTheRecord(
        'the same sorted by host and name',
        median(lists),
        'ms',
        `everything, unnarrowed: ${median(all).toFixed(1)} ms`,
      ),
      atMost('permission check of one call (share of a call that reads a definition)', share, 1, '%', {
        note: `${(check * 1000).toFixed(2)} µs of ${(call * 1000).toFixed(0)} µs`,
      }),
    ]
  } finally {
    await core.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function personWithGrants(core: Core): Access {
  const id = PersonId.parse(randomUUID())
  core.access.useAccounts({
    list: () => [{ id, name: 'reader', displayName: '', disabled: false }],
    onChange: () => () => undefined,
  })
  const roles = ['web', 'db', 'cache', 'mail', 'build', 'dns', 'queue', 'proxy', 'backup', 'metrics']
  const query = (index: number): string => {
    const role = roles[index % roles.length] ?? 'web'
    const host = `kvm${String(index + 1).padStart(3, '0')}`
    return [
      `tag=${role} host=${host}`,
      `name:${role}-00${index}*`,
      `host=${host} tag=production`,
      `title:"${role} ${index}"`,
    ][index % 4] as string
  }
  for (let index = 0; index < GRANTS; index++)
    core.access.addGrant(ownerAccess, {
      subject: { kind: 'person', id },
      roleId: RoleId.parse('operator'),
      scope: { kind: 'query', query: query(index) },
    })
  return core.access.accessOf(id)
}

const countOf = (core: Core, access: Access): number => [...viewOf(core, access).inventory.machines()].length

function elapsed(work: () => unknown): number {
  const begunMs = performance.now()
  work()
  return performance.now() - begunMs
}

/** Milliseconds of everything that a call is put through before its handler: the gate, and the view that it is given. */
function checkOf(core: Core, access: Access, keys: readonly MachineKey[]): number {
  const gate = gateOf(core)
  const meta = metaOf(contract.machines.hardware['~orpc'].meta, ['machines', 'hardware'])
  const own = keys.filter(key => access.may('domain.read', { kind: 'machine', key }))
  const rounds = Array.from({ length: ROUNDS }, () =>
    elapsed(() => {
      for (let index = 0; index < CALLS; index++) {
        const input = { key: own[index % own.length] }
        gate.admit(access, meta, ['machines', 'hardware'], input)
        viewOf(core, access)
      }
    }),
  )
  return median(rounds) / CALLS
}

/** Milliseconds of one call in this process, by a machine that the person reads. */
async function callOf(core: Core, access: Access, keys: readonly MachineKey[]): Promise<number> {
  const seat = { ...ownerSeat('test'), access }
  const client: ContractClient = createRouterClient(createRouter(core), {
    context: { caller: { ...ownerCaller('test'), seat }, log: core.log },
  })
  const own = keys.filter(key => access.may('domain.read', { kind: 'machine', key })).slice(0, 200)
  const times: number[] = []
  for (let round = 0; round < 3; round++)
    for (const key of own) {
      const begunMs = performance.now()
      await client.machines.hardware({ key })
      times.push(performance.now() - begunMs)
    }
  return median(times)
}
