import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)
const BUS = '/usr/bin/dbus-daemon'
const KEYRING = '/usr/bin/gnome-keyring-daemon'
const CALL = '/usr/bin/busctl'
const SERVICE = 'org.freedesktop.secrets'
const SECRETS = '/org/freedesktop/secrets'
const SECRET = 'org.freedesktop.Secret'
const READY_MS = 10_000
/** A program that is started to put a keyring's question to its person, and never gets as far; it ends with the bus. */
const silentPrompter = `[D-BUS Service]
Name=org.gnome.keyring.SystemPrompter
Exec=/usr/bin/setpriv --pdeathsig KILL /usr/bin/sleep 600
`

/** A Secret Service on a D-Bus of its own, unlocked and empty. */
export interface SecretService extends AsyncDisposable {
  /** Variables under which a program finds it, and nothing of this user's. */
  readonly env: NodeJS.ProcessEnv
  /** Its items' account names (attribute `username`), locked ones too. */
  accounts(): Promise<string[]>
  /** Locks its keyring; nobody here could unlock it at a prompt. */
  lock(): Promise<void>
  /** Takes every item of this account away, as another program could. */
  deleteAccount(account: string): Promise<void>
  /** Lets service or bus answer nothing any more, and again. */
  freeze(which: 'service' | 'bus'): void
  thaw(which: 'service' | 'bus'): void
  /** Ends the service; the bus goes on. */
  stopService(): Promise<void>
  /** Starts it again with the passphrase that unlocks what was kept, or (null) with none. */
  startService(passphrase?: string | null): Promise<void>
}

/** Why none can be started here, or null. In CI a reason is an error. */
export function secretServiceMissing(): string | null {
  const missing = [BUS, KEYRING, CALL].filter(program => !existsSync(program))
  if (missing.length === 0) return null
  const reason = `${missing.join(' and ')} not installed`
  if (process.env.CI === 'true') throw new Error(reason)
  return reason
}

/**
 * Starts bus and service as processes of its own and waits for the service's name on the bus. `asks`: whoever a locked
 * keyring asks never answers; otherwise there is nobody it could ask.
 */
export async function startSecretService({ asks = false } = {}): Promise<SecretService> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-keyring-'))
  const running: Partial<Record<'service' | 'bus', ChildProcess>> = {}
  const end = async () => {
    await endOf(running.service)
    await endOf(running.bus)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const config = join(folder, 'bus.conf')
    await writeFile(
      config,
      `<busconfig><type>session</type><listen>unix:dir=${folder}</listen><servicedir>${folder}</servicedir>
        <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`,
    )
    if (asks) await writeFile(join(folder, 'prompter.service'), silentPrompter)
    const bus = spawn(BUS, [`--config-file=${config}`, '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    running.bus = bus
    const [address] = (await once(createInterface({ input: bus.stdout }), 'line')) as [string]
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      XDG_DATA_HOME: folder,
      DBUS_SESSION_BUS_ADDRESS: address,
    }
    const items = (attributes: string): Promise<string[]> =>
      ask(env, [
        'call',
        SERVICE,
        SECRETS,
        `${SECRET}.Service`,
        'SearchItems',
        'a{ss}',
        '1',
        ...attributes.split('='),
      ]).then(found => (found as string[][]).flat())
    const startService = async (passphrase: string | null = 'a login passphrase') => {
      const service = spawn(
        KEYRING,
        ['--foreground', ...(passphrase === null ? [] : ['--unlock']), '--components=secrets'],
        { env, stdio: ['pipe', 'ignore', 'ignore'] },
      )
      running.service = service
      service.stdin.end(passphrase ?? '')
      await untilOwned(env)
    }
    await startService()
    return {
      env,
      startService,
      async accounts() {
        const found = await items('service=NovaCron')
        const names = found.map(async path => {
          const attributes = await ask(env, ['get-property', SERVICE, path, `${SECRET}.Item`, 'Attributes'])
          return (attributes as { username?: string }).username ?? ''
        })
        return (await Promise.all(names)).sort()
      },
      async lock() {
        const service = [SERVICE, SECRETS, `${SECRET}.Service`]
        const [path] = (await ask(env, ['call', ...service, 'ReadAlias', 's', 'default'])) as [string]
        await ask(env, ['call', ...service, 'Lock', 'ao', '1', path])
      },
      async deleteAccount(account) {
        for (const path of await items(`username=${account}`))
          await ask(env, ['call', SERVICE, path, `${SECRET}.Item`, 'Delete'])
      },
      freeze: which => void running[which]?.kill('SIGSTOP'),
      thaw: which => void running[which]?.kill('SIGCONT'),
      stopService: () => endOf(running.service),
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** What D-Bus answers to a call or a property's name: its value, or all values of an answer. */
async function ask(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<unknown> {
  const { stdout } = await run(CALL, ['--user', '--json=short', '--timeout=10', ...args], { env })
  return stdout.trim() === '' ? null : (JSON.parse(stdout) as { data: unknown }).data
}

/** The bus itself starts nothing: the name is there once the service has taken it. */
async function untilOwned(env: NodeJS.ProcessEnv): Promise<void> {
  const bus = 'org.freedesktop.DBus'
  const deadline = performance.now() + READY_MS
  for (;;) {
    const [owned] = (await ask(env, [
      'call',
      bus,
      '/org/freedesktop/DBus',
      bus,
      'NameHasOwner',
      's',
      SERVICE,
    ])) as [boolean]
    if (owned) return
    if (performance.now() > deadline) throw new Error('the Secret Service did not come up')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function endOf(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
