import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Core, createCore } from '../../../electron/core/core.ts'
import { createLog } from '../../../electron/core/log.ts'
import { ManualClock } from '../../../electron/core/testing/manualClock.ts'
import { MemoryKeychain } from '../../../electron/core/vault/testing/memoryKeychain.ts'
import { type HeadlessServer, serveHeadless } from '../../../electron/shells/headless/server.ts'
import type { HostId, MachineKey, SiteId } from '../../../shared/ids.ts'
import { addressOf, fillHome } from './computer.ts'
import { hosts, sites } from './hosts.ts'
import { Hypervisor } from './hypervisor.ts'
import { madeUpKey } from './keys.ts'
import { BEATS, Pace, TICK_MS } from './pace.ts'
import { addPeople, owner, sit } from './people.ts'
import { type SshHost, startSshHost } from './sshHost.ts'
import { stillChance, stillLinks } from './stillLink.ts'
import { keyOf, type Stage, tellActs, tellDays, tellHour } from './story.ts'

export { owner, viewer } from './people.ts'

/** The moment at which every picture is taken. */
export const pictureMs = Date.UTC(2026, 10, 22, 12, 0, 0)
const DAY_MS = 86_400_000
const PORTS_TRIED = 8

/** A made-up fleet held by the real core over real SSH, at a moment that stands still. */
export interface LiveFleet extends AsyncDisposable {
  readonly core: Core
  readonly clock: ManualClock
  readonly server: HeadlessServer
  readonly origin: string
  /** Home of this run, where its hosts listen, and the moment that it shows: for `showTheSame`. */
  readonly passing: { folder: string; port: number; pictureMs: number }
  machine(name: string): MachineKey
  host(name: string): HostId
  /** Hangs up on every host: all that is known is stale from then on. */
  cut(): Promise<void>
}

/** Builds the fleet, tells what happened in it, and serves it; takes some seconds. `root` is the built interface. */
export async function startLiveFleet(root: string): Promise<LiveFleet> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'novacron-pictures-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  stack.defer(moveHome(folder))
  stack.defer(stillLinks())
  stack.defer(stillChance())
  const clock = new ManualClock(pictureMs - 6 * DAY_MS)
  const all = new Map(hosts.map(plan => [plan.name, new Hypervisor(plan, clock, pictureMs)]))
  const served = new Map<string, SshHost>()
  stack.defer(() => closeAll(served))
  const port = await serveAll(all, served)
  fillHome(folder, port)
  const core = await createCore({
    folder: join(folder, 'data'),
    log: createLog('silent'),
    shell: 'headless',
    clock,
    keychain: new MemoryKeychain(),
  })
  stack.defer(() => core.close())
  core.start()
  const pace = new Pace(clock, [...all.values()])
  const stage: Stage = {
    core,
    pace,
    pictureMs,
    host: name => all.get(name) ?? missing(name),
    lose(name) {
      const gone = served.get(name) ?? missing(name)
      served.delete(name)
      // It hangs up at once; that its port is free a moment later is of no importance.
      void gone.close()
    },
  }
  await tell(stage)
  const server = await serveHeadless(core, { root, port: 0 })
  stack.defer(() => server.close())
  const kept = stack.move()
  return {
    core,
    clock,
    server,
    origin: `http://127.0.0.1:${server.port}`,
    passing: { folder, port, pictureMs },
    machine: name => keyOf(core, name),
    host: name => core.registry.list().find(host => host.name === name)?.id ?? missing(name),
    async cut() {
      await closeAll(served)
      const anyLive = () =>
        core.registry.list().some(({ id }) => core.registry.session(id).state.phase === 'live')
      await pace.until(() => !anyLive())
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function tell(stage: Stage): Promise<void> {
  const { core, pace } = stage
  const ada = await sit(core)
  await ada.session.setUp({ mode: 'people', ...owner })
  // Until they are sampled step by step: a tick that the clock ran on through would slow their beat.
  core.registry.setConnectionDefaults({ tickMs: 600_000, backgroundTickMs: 600_000 })
  const ids = new Map<string, SiteId>()
  for (const { name, parent, production } of sites) {
    const parentId = parent === null ? null : (ids.get(parent) ?? null)
    ids.set(name, (await ada.sites.create({ name, parentId, production })).id)
  }
  await addPeople(core, ada)
  await ada.credentials.add({
    name: 'office root',
    siteId: ids.get('Berlin office') ?? null,
    userName: 'root',
    secret: { kind: 'password', password: 'not the right one' },
  })
  await ada.credentials.add({
    name: 'data centre key',
    siteId: ids.get('Frankfurt') ?? null,
    userName: 'ops',
    secret: { kind: 'privateKey', privateKey: madeUpKey('ada').private },
  })
  for (const { name, site, trouble } of hosts) {
    const options = trouble === 'refuses' ? { credential: 'office root' } : {}
    await ada.hosts.add({
      name,
      uri: `qemu+ssh://${trouble === 'refuses' ? 'root' : 'ops'}@${name}.example.net/system`,
      siteId: ids.get(site) ?? null,
      options,
    })
  }
  const expected = new Set(
    hosts.filter(({ trouble }) => trouble === undefined || trouble === 'gone').map(({ name }) => name),
  )
  const isReady = () =>
    core.registry.list().every(({ id, name }) => {
      const { phase } = core.registry.session(id).state
      return expected.has(name) ? phase === 'live' && core.inventory.isSettled(id) : phase === 'blocked'
    })
  await pace.until(isReady)
  await tellDays(stage)
  core.registry.setConnectionDefaults({ tickMs: TICK_MS, backgroundTickMs: TICK_MS })
  // The first samples are taken in the last seconds before a whole minute.
  await pace.jump(pictureMs - 62 * 60_000 - BEATS * 1_000)
  await tellHour(stage)
  const again = await sit(core)
  await again.session.signIn({ name: owner.name, passphrase: owner.passphrase })
  await tellActs(stage, again)
  const phases = () => core.registry.list().map(({ id }) => core.registry.session(id).state.phase)
  await pace.still(() => !phases().includes('connecting'))
}

/** Serves every host at an address of its own, all at one port that is free at each: the port. */
async function serveAll(all: ReadonlyMap<string, Hypervisor>, served: Map<string, SshHost>): Promise<number> {
  for (let left = PORTS_TRIED; ; left--) {
    let port = 0
    try {
      for (const [name, host] of all) {
        const one = await serve(host, port)
        served.set(name, one)
        port = one.port
      }
      return port
    } catch (error) {
      // Somebody else listens there at one of the addresses: another port for all of them.
      if (left === 0) throw error
      await closeAll(served)
    }
  }
}

function serve(host: Hypervisor, port: number): Promise<SshHost> {
  const { plan } = host
  return startSshHost({
    address: addressOf(plan.number),
    port,
    hostKey: madeUpKey(plan.name).private,
    ident: plan.ssh,
    letsIn: plan.trouble !== 'refuses',
    connect: () => host.daemon.connect(),
    run: command => host.run(command),
  })
}

/** Makes a folder the home of this process; the returned function puts back what was. */
function moveHome(folder: string): () => void {
  const { HOME, SSH_AUTH_SOCK, XDG_CONFIG_HOME } = process.env
  process.env.HOME = folder
  delete process.env.SSH_AUTH_SOCK
  delete process.env.XDG_CONFIG_HOME
  return () => {
    for (const [name, value] of Object.entries({ HOME, SSH_AUTH_SOCK, XDG_CONFIG_HOME }))
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}

async function closeAll(served: Map<string, SshHost>): Promise<void> {
  const all = [...served.values()]
  served.clear()
  await Promise.all(all.map(host => host.close()))
}

function missing(name: string): never {
  throw new Error(`the fleet has no ${name}`)
}
