import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RouteText, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { cancelled, StageClock, throwIfAborted } from '../deadline.ts'
import { seconds } from '../dial.ts'
import { execLocal, killTree } from '../execLocal.ts'
import { printable } from '../facts.ts'
import { Asker } from '../ssh/asker.ts'
import type { Hop } from '../ssh/route.ts'
import type { HopRequest } from '../ssh/sharedHops.ts'
import type { DiagnosisStage, PresentedHostKey, SshTarget } from '../types.ts'
import { answerHostKey, answerSecret } from './answers.ts'
import { writeConfigText } from './configFile.ts'
import { leash } from './leash.ts'
import { OpenSshMaster } from './master.ts'
import { makePrivateFolder } from './privateFolder.ts'
import { type Prompt, PromptFolder } from './promptFolder.ts'
import { Startup } from './startup.ts'

const READY = 'novacron-ready'
/** For a person to touch a security key. */
const TOUCH_MS = 60_000

/** What a master is started with beside its hop. */
export type MasterOptions = Pick<SshTarget, 'command' | 'sshConfigPath' | 'useAgent' | 'agentSocket'>

/** A master that is logged in, and the host key it was shown when we judged it. */
export interface StartedMaster {
  master: OpenSshMaster
  hostKey: PresentedHostKey | null
}

/** Logs in with the system's ssh. Rejects the `AppError` of the stage that failed. */
export async function startMaster(
  request: HopRequest<OpenSshMaster>,
  options: MasterOptions,
): Promise<StartedMaster> {
  const program = options.command ?? 'ssh'
  throwIfAborted(request.signal)
  await requireVersion(program, request.signal)
  const asker = new Asker(request.ask, request.signal)
  for (let attempt = 1; ; attempt++) {
    const folder = await makePrivateFolder()
    const start = new MasterStart(request, options, program, folder.path, asker)
    try {
      const { child, startup } = await start.run()
      const parts = {
        hop: request.hop,
        program,
        child,
        startup,
        folder: folder.path,
        removeFolder: folder.remove,
      }
      return { master: new OpenSshMaster(parts), hostKey: start.hostKey }
    } catch (error) {
      await folder.remove()
      // The server may have hung up while a person compared the key; the answer is kept by the asker.
      const hungUp = error instanceof AppError && error.code === 'ssh.failed' && start.hostKey !== null
      if (!hungUp || attempt > 1) throw error
    }
  }
}

class MasterStart {
  hostKey: PresentedHostKey | null = null
  readonly #request: HopRequest<OpenSshMaster>
  readonly #options: MasterOptions
  readonly #program: string
  readonly #folder: string
  readonly #asker: Asker
  readonly #clock = new StageClock(() => this.#fail(this.#expired()))
  readonly #startup: Startup
  readonly #prompts: PromptFolder
  readonly #askedBefore = new Set<string>()
  readonly #result = Promise.withResolvers<void>()
  #child: ChildProcess | undefined

  constructor(
    request: HopRequest<OpenSshMaster>,
    options: MasterOptions,
    program: string,
    folder: string,
    asker: Asker,
  ) {
    this.#request = request
    this.#options = options
    this.#program = program
    this.#folder = folder
    this.#asker = asker
    this.#prompts = new PromptFolder(
      folder,
      prompt => this.#answer(prompt),
      error => this.#fail(error),
    )
    this.#startup = new Startup((stage, detail) => this.#onStage(stage, detail))
  }

  async run(): Promise<{ child: ChildProcess; startup: Startup }> {
    const { hop, signal } = this.#request
    const onAbort = () => this.#fail(cancelled())
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      const text = await writeConfigText(this.#folder, hop, this.#options.sshConfigPath)
      await writeFile(join(this.#folder, 'config'), text.config, { mode: 0o600 })
      await writeFile(join(this.#folder, 'known_hosts'), text.knownHosts, { mode: 0o600 })
      await this.#prompts.start()
      const child = this.#spawn()
      await this.#result.promise
      const { authenticatedBy } = this.#startup.heard
      this.#request.onStage(
        'authentication',
        saying('loginBy', { user: hop.user, by: authenticatedBy ?? 'ssh' }),
      )
      return { child, startup: this.#startup }
    } catch (error) {
      const pid = this.#child?.pid
      if (pid !== undefined) killTree(pid, true)
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#clock.stop()
      this.#prompts.close()
    }
  }

  #spawn(): ChildProcess {
    const child = spawn(this.#program, masterArguments(this.#request, this.#options, this.#folder), {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A session of its own: no terminal to ask at, and one group to end.
      detached: true,
      env: {
        ...process.env,
        SSH_ASKPASS: this.#prompts.askpass,
        SSH_ASKPASS_REQUIRE: 'force',
        DISPLAY: process.env.DISPLAY ?? ':0',
      },
    })
    this.#child = child
    if (child.pid !== undefined) {
      const held = leash(child.pid, this.#folder)
      child.once('exit', () => held.release())
    }
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('latin1')).slice(-4_096)
      if (output.includes(READY)) this.#result.resolve()
    })
    child.stderr.on('data', (chunk: Buffer) => this.#startup.add(chunk))
    child.once('error', cause => this.#fail(missingProgram(this.#program, cause)))
    child.once('close', () => this.#fail(this.#startup.problem(this.#request.hop.endpoint)))
    return child
  }

  async #answer(prompt: Prompt): Promise<string | null> {
    const { hop } = this.#request
    if (prompt.kind === 'notice') {
      this.#clock.start(TOUCH_MS)
      this.#request.onStage('authentication', printable(prompt.text))
      return null
    }
    this.#clock.pause()
    try {
      if (prompt.kind === 'hostKey') {
        return await answerHostKey(hop, prompt, this.#asker, key => {
          this.hostKey = key
          this.#request.onStage('hostKey', `${key.algorithm} ${key.sha256}`)
        })
      }
      const again = this.#askedBefore.has(prompt.text)
      this.#askedBefore.add(prompt.text)
      return await answerSecret(hop, prompt, this.#asker, again)
    } catch (error) {
      // Ended before ssh can take a missing answer for an empty one.
      this.#fail(error)
      return null
    } finally {
      this.#clock.resume()
    }
  }

  #onStage(stage: DiagnosisStage, detail?: RouteText): void {
    if (stage === 'hostKey' && detail !== undefined && this.hostKey !== null) return
    this.#request.onStage(stage, detail)
    if (detail !== undefined) return
    const { deadlines } = this.#request.hop
    const ms: Partial<Record<DiagnosisStage, number>> = {
      // ssh resolves and connects in one go, and tells only the latter.
      resolve: deadlines.resolveMs + deadlines.tcpMs,
      tcp: deadlines.tcpMs,
      sshVersion: deadlines.sshVersionMs,
      hostKey: deadlines.hostKeyMs,
      authentication: deadlines.authenticationMs,
    }
    this.#clock.start(ms[stage] ?? deadlines.channelMs)
  }

  #fail(error: unknown): void {
    this.#result.reject(error)
    const pid = this.#child?.pid
    if (pid !== undefined) killTree(pid, true)
  }

  #expired(): AppError {
    const { endpoint, deadlines } = this.#request.hop
    const { stage } = this.#startup
    const data = { stage, endpoint }
    if (stage === 'resolve' || stage === 'tcp') {
      return new AppError('tcp.timeout', `${endpoint} did not answer within ${seconds(deadlines.tcpMs)}.`, {
        next: 'The host is off, or a firewall drops packets to this port.',
        data,
      })
    }
    if (stage === 'sshVersion') {
      return new AppError(
        'ssh.notSsh',
        `${endpoint} did not say anything within ${seconds(deadlines.sshVersionMs)}.`,
        {
          next: 'The port is open but no SSH server answers there.',
          data,
        },
      )
    }
    return new AppError(
      stage === 'hostKey' ? 'ssh.failed' : 'auth.failed',
      `${endpoint} stopped answering ssh.`,
      {
        next: 'The host is overloaded; try again, or see its log.',
        data,
      },
    )
  }
}

/** Arguments of the master: the user's configuration decides what nobody gave. */
function masterArguments(
  request: HopRequest<OpenSshMaster>,
  options: MasterOptions,
  folder: string,
): string[] {
  const { hop, through } = request
  const { deadlines, settings } = hop
  const set = (name: string, value: string | number) => ['-o', `${name}=${value}`]
  const given = hop.identityFiles.filter(file => file.source === 'as given')
  return [
    ...['-F', join(folder, 'config'), '-M', '-N', '-T', '-S', join(folder, 'ctl')],
    ...set('ControlPersist', 'no'),
    ...set('PermitLocalCommand', 'yes'),
    ...set('LocalCommand', `echo ${READY}`),
    ...set('LogLevel', 'DEBUG1'),
    ...set('ClearAllForwardings', 'yes'),
    ...set('ForwardAgent', 'no'),
    ...set('ForwardX11', 'no'),
    ...set('StreamLocalBindUnlink', 'yes'),
    ...set('ConnectTimeout', Math.max(1, Math.ceil(deadlines.tcpMs / 1_000))),
    ...set('ServerAliveInterval', Math.ceil(deadlines.keepaliveIntervalMs / 1_000)),
    ...set('ServerAliveCountMax', deadlines.keepaliveCount),
    ...(options.useAgent === false ? set('IdentityAgent', 'none') : []),
    ...set('Compression', hop.compression ? 'yes' : 'no'),
    ...(options.agentSocket === undefined ? [] : set('IdentityAgent', options.agentSocket)),
    ...given.flatMap(file => ['-i', file.path]),
    ...(settings.user.source === 'as given' ? ['-l', hop.user] : []),
    ...(settings.port.source === 'as given' ? ['-p', String(hop.port)] : []),
    ...way(hop, through),
    '--',
    settings.alias,
  ]
}

function way(hop: Hop, through: OpenSshMaster | null): string[] {
  if (through !== null) return ['-o', `ProxyCommand=${through.proxyCommand}`]
  return hop.proxyCommand === null ? ['-o', 'ProxyCommand=none'] : ['-o', 'ProxyJump=none']
}

const versions = new Map<string, Promise<void>>()

/** KnownHostsCommand came with OpenSSH 8.5; control masters are missing on Windows. */
async function requireVersion(program: string, signal: AbortSignal): Promise<void> {
  if (process.platform === 'win32') {
    throw new AppError(
      'transport.unsupported',
      'ssh on Windows cannot share one login, so it is not used there.',
      {
        next: 'Use the built-in client for this host.',
      },
    )
  }
  const known = versions.get(program)
  if (known !== undefined) return known
  const checked = checkVersion(program, signal)
  versions.set(program, checked)
  try {
    await checked
  } catch (error) {
    versions.delete(program)
    throw error
  }
}

async function checkVersion(program: string, signal: AbortSignal): Promise<void> {
  let said: string
  try {
    const { stderr, stdout } = await execLocal(program, ['-V'], { signal, timeoutMs: 5_000, maxBytes: 1_024 })
    said = stderr + stdout
  } catch (cause) {
    throw cause instanceof AppError && cause.code === 'cancelled' ? cause : missingProgram(program, cause)
  }
  const [, major, minor] = /OpenSSH_(?:\w+_)?(\d+)\.(\d+)/.exec(said) ?? []
  if (Number(major) * 100 + Number(minor) >= 805) return
  throw new AppError(
    'transport.unsupported',
    `${program} is ${printable(said, 100)}; OpenSSH 8.5 or later is needed.`,
    {
      next: 'Update OpenSSH on this computer, or use the built-in client for this host.',
    },
  )
}

function missingProgram(program: string, cause: unknown): AppError {
  return new AppError('transport.unsupported', `${program} could not be started on this computer.`, {
    next: 'Install OpenSSH, or use the built-in client for this host.',
    cause,
  })
}
