import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const BUS = '/usr/bin/dbus-daemon'
const KEYRING = '/usr/bin/gnome-keyring-daemon'
const SERVICE = 'org.freedesktop.secrets'
const READY_MS = 10_000

/** A Secret Service on a D-Bus of its own, unlocked and empty. */
export interface SecretService extends AsyncDisposable {
  /** Variables under which a program finds it, and nothing of this user's. */
  readonly env: NodeJS.ProcessEnv
  /** Ends the service; the bus goes on. */
  stopService(): Promise<void>
}

/** Why none can be started here, or null. In CI a reason is an error. */
export function secretServiceMissing(): string | null {
  const missing = [BUS, KEYRING].filter(program => !existsSync(program))
  if (missing.length === 0) return null
  const reason = `${missing.join(' and ')} not installed`
  if (process.env.CI === 'true') throw new Error(reason)
  return reason
}

/** Starts bus and service as processes of its own and waits for the service's name on the bus. */
export async function startSecretService(): Promise<SecretService> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-keyring-'))
  const children: ChildProcess[] = []
  const end = async () => {
    for (const child of children.reverse()) await endOf(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const config = join(folder, 'bus.conf')
    await writeFile(
      config,
      `<busconfig><type>session</type><listen>unix:dir=${folder}</listen><policy context="default">
        <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`,
    )
    const bus = spawn(BUS, [`--config-file=${config}`, '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(bus)
    const [address] = (await once(createInterface({ input: bus.stdout }), 'line')) as [string]
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      XDG_DATA_HOME: folder,
      DBUS_SESSION_BUS_ADDRESS: address,
    }
    const service = spawn(KEYRING, ['--foreground', '--unlock', '--components=secrets'], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    children.push(service)
    service.stdin.end('a login passphrase')
    await untilOwned(env)
    return { env, stopService: () => endOf(service), [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** The bus itself starts nothing: the name is there once the service has taken it. */
async function untilOwned(env: NodeJS.ProcessEnv): Promise<void> {
  const deadline = performance.now() + READY_MS
  for (;;) {
    const asked = spawn(
      'dbus-send',
      [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/',
        'org.freedesktop.DBus.NameHasOwner',
        `string:${SERVICE}`,
      ],
      { env, stdio: ['ignore', 'pipe', 'ignore'] },
    )
    let answer = ''
    asked.stdout.on('data', (text: Buffer) => {
      answer += text.toString()
    })
    await once(asked, 'close')
    if (answer.includes('boolean true')) return
    if (performance.now() > deadline) throw new Error('the Secret Service did not come up')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
