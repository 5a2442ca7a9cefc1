import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A private libvirtd: its own sockets, state and configuration, seen by nobody else. */
export interface TestLibvirtd extends AsyncDisposable {
  readonly socket: string
  readonly readOnlySocket: string
  /** Everything it writes is below this folder, which goes with it. */
  readonly folder: string
  /** The daemon's own process id as this machine counts. */
  readonly pid: number
  /** A URI for virsh and python3-libvirt that reaches this daemon: `clientUri('qemu', '/system')`. */
  clientUri(driver: string, path: string): string
  /** SIGSTOP: the daemon hangs and its sockets stay open. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

const TOOLS = ['/usr/sbin/libvirtd', '/usr/bin/tini', '/usr/bin/unshare', '/usr/bin/setpriv']
const STATE = ['run', 'lib', 'cache', 'log', 'etc'] as const
const READY_MS = 60_000
const GONE_MS = 30_000

/** Why no private libvirtd can be started here, or null when one can; in CI a reason is an error. */
export function libvirtdMissing(): string | null {
  const absent = TOOLS.filter(tool => !existsSync(tool))
  const reason =
    absent.length > 0 ? `missing ${absent.join(', ')}` : process.getuid?.() === 0 ? null : 'needs root'
  if (reason !== null && process.env.CI === 'true') throw new Error(`the lab is incomplete: ${reason}`)
  return reason
}

/**
 * Starts a libvirtd in mount and PID namespaces of its own, with a reaping init; it serves the `test` and
 * `qemu` drivers. It dies with this process, and `stop` removes all it left. `listen`: it takes TLS connections too, with
 * the certificates of this folder ({@link makePki}), and demands one of each client.
 */
export async function startLibvirtd(listen?: { port: number; pki: string }): Promise<TestLibvirtd> {
  const folder = await mkdtemp(join(tmpdir(), 'ncvd-'))
  for (const part of STATE) await mkdir(join(folder, part))
  await mkdir(join(folder, 'etc/qemu'))
  await mkdir(join(folder, 'run/lock')) // where the lock of a console's pty goes
  await writeFile(join(folder, 'etc/libvirtd.conf'), daemonConf(folder) + (listen ? tlsConf(listen) : ''))
  await writeFile(join(folder, 'etc/qemu.conf'), QEMU_CONF)
  const init = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', ...NAMESPACES, 'sh', '-ec', script(folder, listen !== undefined)],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let pid: number | undefined
  const stop = () => stopAll(init, pid, folder)
  try {
    const socket = join(folder, 'run/libvirt/libvirt-sock')
    await ready(socket, init)
    const daemon = await daemonPid(init)
    pid = daemon
    return {
      socket,
      readOnlySocket: join(folder, 'run/libvirt/libvirt-sock-ro'),
      folder,
      pid: daemon,
      clientUri: (driver, path) => `${driver}+unix://${path}?socket=${socket}`,
      freeze: () => process.kill(daemon, 'SIGSTOP'),
      thaw: () => process.kill(daemon, 'SIGCONT'),
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** An open socket to a daemon's path. */
export async function connectUnix(path: string): Promise<Socket> {
  const socket = connect(path)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return socket
}

const NAMESPACES = ['unshare', '-m', '-p', '-f', '--mount-proc', '--kill-child', 'tini', '-s', '--']

const QEMU_CONF = `user = "root"
group = "root"
security_driver = "none"
stdio_handler = "file"
namespaces = []
cgroup_controllers = []
remember_owner = 0
`

function daemonConf(folder: string): string {
  return `auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_ro_perms = "0777"
log_outputs = "2:file:${folder}/log/libvirtd.log"
`
}

const tlsConf = ({ port, pki }: { port: number; pki: string }): string => `listen_tls = 1
listen_tcp = 0
listen_addr = "127.0.0.1"
tls_port = "${port}"
key_file = "${pki}/serverkey.pem"
cert_file = "${pki}/servercert.pem"
ca_file = "${pki}/cacert.pem"
tls_no_sanity_certificate = 1
auth_tls = "none"
`

function script(folder: string, listens: boolean): string {
  const bind = (part: string, target: string) =>
    `mkdir -p ${target}; mount --bind '${folder}/${part}' ${target}`
  return [
    bind('lib', '/var/lib/libvirt'),
    bind('cache', '/var/cache/libvirt'),
    bind('log', '/var/log/libvirt'),
    bind('etc', '/etc/libvirt'),
    bind('run', '/run'),
    `exec /usr/sbin/libvirtd${listens ? ' --listen' : ''}`,
  ].join('\n')
}

async function ready(path: string, init: ChildProcess): Promise<void> {
  const words: Buffer[] = []
  init.stderr?.on('data', (chunk: Buffer) => words.push(chunk))
  const deadline = performance.now() + READY_MS
  while (performance.now() < deadline) {
    if (init.exitCode !== null) throw new Error(`libvirtd ended at once: ${Buffer.concat(words)}`)
    if (existsSync(path)) {
      const answered = await connectUnix(path).then(
        socket => !!socket.destroy(),
        () => false, // not listening yet: asked again below
      )
      if (answered) return
    }
    await sleep(50)
  }
  throw new Error(`libvirtd was not ready in ${READY_MS} ms: ${Buffer.concat(words)}`)
}

/** setpriv becomes unshare, whose child is the init, whose child is the daemon. */
async function daemonPid(init: ChildProcess): Promise<number> {
  const tini = await firstChild(init.pid ?? 0)
  return firstChild(tini)
}

async function firstChild(pid: number): Promise<number> {
  const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')
  if (child === undefined || child === '') throw new Error(`process ${pid} has no child`)
  return Number(child)
}

/** The kernel ends the namespaces' processes after their init's parent: waited for, as they hold the folder. */
async function stopAll(init: ChildProcess, daemon: number | undefined, folder: string): Promise<void> {
  if (init.exitCode === null && init.signalCode === null) {
    const gone = new Promise<void>(resolve => init.once('exit', () => resolve()))
    init.kill('SIGKILL')
    await gone
  }
  const deadline = performance.now() + GONE_MS
  while (daemon !== undefined && (await running(daemon)) && performance.now() < deadline) await sleep(10)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** False too for a process that ended and nobody has asked after yet. */
async function running(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null) // gone: that is the answer
  return stat !== null && !/\) [ZX] /.test(stat)
}
