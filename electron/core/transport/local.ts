import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { userInfo } from 'node:os'
import { AppError } from '../../../shared/errors.ts'
import { withDeadline } from './deadline.ts'
import { errorCode, seconds } from './dial.ts'
import { execLocal } from './execLocal.ts'
import { FactsBook } from './facts.ts'
import { StreamTransport } from './streamTransport.ts'
import type { OpenOptions } from './openOptions.ts'
import { defaultDeadlines, type ExecOptions, type ExecResult, type LocalTarget } from './types.ts'

/** Transport to the libvirt daemon of this computer over its UNIX socket. */
export class LocalTransport extends StreamTransport {
  readonly #target: LocalTarget

  constructor(target: LocalTarget, options: OpenOptions) {
    super(new FactsBook('local'), options)
    this.#target = target
  }

  protected async connect(signal: AbortSignal): Promise<Duplex> {
    const ms = { ...defaultDeadlines, ...this.#target.deadlines }.channelMs
    this.options.onStage('socket')
    const paths = this.#target.sockets.map(expandRuntimeFolder)
    const failures: { path: string; code: string }[] = []
    for (const path of paths) {
      try {
        const socket = await withDeadline(
          ms,
          signal,
          inner => connectPath(path, inner),
          () => hungSocket(path, ms),
        )
        this.facts.libvirtBy = { method: 'socket', path }
        this.options.onStage('socket', path)
        return socket
      } catch (error) {
        if (error instanceof AppError) throw error
        failures.push({ path, code: errorCode(error) })
      }
    }
    throw localProblem(failures)
  }

  override exec(command: string, options: ExecOptions): Promise<ExecResult> {
    return execLocal('/bin/sh', ['-c', command], options)
  }
}

/** `$XDG_RUNTIME_DIR` and `%t` replaced by this user's runtime folder. */
function expandRuntimeFolder(path: string): string {
  const folder = process.env.XDG_RUNTIME_DIR ?? `/run/user/${userInfo().uid}`
  return path.replace(/^(\$XDG_RUNTIME_DIR|%t)(?=\/)/, () => folder)
}

function connectPath(path: string, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect(path)
  const onAbort = () => socket.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  socket.once('error', error => {
    signal.removeEventListener('abort', onAbort)
    reject(error)
  })
  socket.once('connect', () => {
    signal.removeEventListener('abort', onAbort)
    socket.removeAllListeners('error')
    resolve(socket)
  })
  return promise
}

function hungSocket(path: string, ms: number): AppError {
  return new AppError('libvirt.unresponsive', `${path} did not accept a connection within ${seconds(ms)}.`, {
    next: 'The libvirt daemon hangs or its backlog is full; restart it.',
    data: { stage: 'socket', path },
  })
}

function localProblem(failures: { path: string; code: string }[]): AppError {
  const data = { stage: 'socket', tried: failures }
  const denied = failures.find(one => one.code === 'EACCES' || one.code === 'EPERM')
  if (denied) {
    return new AppError('socket.permission', `You may not open ${denied.path}.`, {
      next: `Add yourself to the group of that socket (usually "libvirt") and log in again: usermod -aG libvirt ${userInfo().username}`,
      data,
    })
  }
  const deaf = failures.find(one => one.code === 'ECONNREFUSED')
  return new AppError(
    'socket.missing',
    deaf
      ? `Nothing answers at ${deaf.path}.`
      : `No libvirt socket was found on this computer (tried ${failures.map(one => one.path).join(', ')}).`,
    { next: 'Install libvirt and start its daemon: systemctl start libvirtd (or virtqemud.socket).', data },
  )
}
