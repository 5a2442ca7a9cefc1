import { setTimeout as sleep } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import { expect, test } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'
import type { Access } from '../access/types.ts'
import { ownerSeat } from '../access/owner.ts'
import { api, serving } from './base.ts'
import { endOf, ownerCaller } from './caller.ts'
import type { ApiRouter } from './router.ts'
import { conflated } from './streams.ts'

/** A client of a core whose stream of a host's connection is `source`, and a way to end the seat. */
function serve(
  fleet: FleetCore,
  access: Access,
  source: (ended: AbortSignal | undefined) => AsyncGenerator<never>,
) {
  const epoch = new AbortController()
  const caller = { ...ownerCaller('test'), seat: { ...ownerSeat('test'), access, epoch: epoch.signal } }
  const watchConnection = api.hosts.watchConnection.handler(({ context, signal }) =>
    source(endOf(context.caller, signal)),
  )
  const watchDevices = api.hosts.watchDevices.handler(({ context, signal }) =>
    conflated<never>(context.caller, signal, {
      subscribe: () => () => {
        given = true
      },
      snapshot: () => [],
      flush: () => [],
    }),
  )
  let given = false
  const router: ApiRouter = serving(fleet.core).router({ hosts: { watchConnection, watchDevices } } as never)
  const client: ContractClient = createRouterClient(router, { context: { caller, log: fleet.core.log } })
  return { client, end: (reason: Error) => epoch.abort(reason), gaveBack: () => given }
}

/** Says when what it holds was given back; tells nothing by itself, ever. */
function silentSource() {
  const freed = Promise.withResolvers<void>()
  return {
    freed: freed.promise,
    async *source(ended: AbortSignal | undefined): AsyncGenerator<never> {
      try {
        await new Promise<void>(resolve => ended?.addEventListener('abort', () => resolve()))
      } finally {
        freed.resolve()
      }
    },
  }
}

async function someone(): Promise<{ fleet: FleetCore; access: Access; hostId: HostId }> {
  const fleet = await fleetCore({ hosts: 4, machinesPerHost: 1 })
  const id = fleet.person('rack')
  fleet.grant(id, 'viewer', { kind: 'site', siteId: fleet.site('Rack A') })
  return { fleet, access: fleet.core.access.accessOf(id), hostId: fleet.hostIds[1] as HostId }
}

test('a stream whose reader loses their rights gives its source back although that tells nothing', async () => {
  const { fleet, access, hostId } = await someone()
  await using _fleet = fleet
  const { source, freed } = silentSource()
  const { client, end } = serve(fleet, access, source)
  const stream = await client.hosts.watchConnection({ hostId })
  const next = stream.next().catch((error: unknown) => fromCallError(error))
  end(new AppError('session.ended', 'You were signed out.'))
  expect(await next).toMatchObject({ code: 'session.ended' })
  await freed
})

test('so does one of a host that leaves their sight, without anybody’s grants having changed', async () => {
  const { fleet, access, hostId } = await someone()
  await using _fleet = fleet
  const { source, freed } = silentSource()
  const { client, gaveBack } = serve(fleet, access, source)
  const streams = [
    await client.hosts.watchConnection({ hostId }),
    await client.hosts.watchDevices({ hostId }),
  ]
  const next = streams.map(stream => stream.next().catch((error: unknown) => fromCallError(error)))
  // Both wait by now.
  await sleep(10)
  fleet.core.registry.update(hostId, { name: 'still there' })
  expect(gaveBack()).toBe(false)
  fleet.core.registry.update(hostId, { siteId: fleet.site('Lab') })
  for (const each of await Promise.all(next)) expect(each).toMatchObject({ code: 'rights.changed' })
  await freed
  while (!gaveBack()) await sleep(5)
})
