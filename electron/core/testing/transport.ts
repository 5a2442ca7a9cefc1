import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { routeInEnglish } from '../../../shared/route.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  type HostTransport,
  JumpPool,
  openTransport,
  type PinnedKey,
  type PresentedHostKey,
  type Questions,
  type SecretRequest,
  type SshTarget,
  type TransportTarget,
} from '../transport/index.ts'
import type { Sshd } from './sshd.ts'

/** A UNIX socket that echoes, standing where libvirt's would. */
export interface EchoSocket {
  readonly path: string
  readonly sockets: Set<Socket>
  stop(): Promise<void>
}

/** Listens at `path` and sends everything back. */
export async function startEcho(path: string): Promise<EchoSocket> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  }).listen(path)
  await once(server, 'listening')
  return {
    path,
    sockets,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** What a scripted person was asked, and says. */
export class ScriptedQuestions implements Questions {
  readonly hostKeys: PresentedHostKey[] = []
  readonly verdicts: string[] = []
  readonly secrets: SecretRequest[] = []
  #trust: (presented: PresentedHostKey) => Promise<'trust' | 'refuse'> | 'trust' | 'refuse' = () => 'refuse'
  #answer: (request: SecretRequest) => Promise<string[] | null> | string[] | null = () => null

  /** How a new key is answered. */
  onHostKey(answer: (presented: PresentedHostKey) => Promise<'trust' | 'refuse'> | 'trust' | 'refuse'): this {
    this.#trust = answer
    return this
  }

  /** How secrets are answered; the list is used up in order, then nobody knows any more. */
  onSecret(
    answer: ((request: SecretRequest) => Promise<string[] | null> | string[] | null) | (string[] | null)[],
  ): this {
    const list = Array.isArray(answer) ? [...answer] : null
    this.#answer = Array.isArray(answer) ? () => list?.shift() ?? null : answer
    return this
  }

  async hostKey(...[presented, known]: Parameters<Questions['hostKey']>): Promise<'trust' | 'refuse'> {
    this.hostKeys.push(presented)
    this.verdicts.push(known.verdict)
    return this.#trust(presented)
  }

  async secret(request: SecretRequest): Promise<string[] | null> {
    this.secrets.push(request)
    return this.#answer(request)
  }
}

/** A target for a private sshd, by its own key, with nothing of the user's configuration. */
export function sshTarget(sshd: Sshd, more: Partial<SshTarget> = {}): SshTarget {
  return {
    kind: 'ssh',
    alias: '127.0.0.1',
    port: sshd.port,
    identityFiles: [sshd.identity.path],
    useAgent: false,
    sshConfigPath: null,
    knownHostsFiles: [sshd.knownHostsFile],
    pinnedKeys: [],
    sockets: [],
    helperUri: 'qemu:///system',
    mode: 'auto',
    ...more,
  }
}

/** Opens a transport and records its stages as `stage` and `stage: detail`, jump hosts' with their name before. */
export async function open(
  target: TransportTarget,
  options: { ask?: Questions; pool?: JumpPool; signal?: AbortSignal; stages?: string[] } = {},
): Promise<HostTransport> {
  const { ask = new ScriptedQuestions(), pool = new JumpPool(), stages = [] } = options
  return openTransport(target, ask, {
    pool,
    signal: options.signal ?? new AbortController().signal,
    onStage: (stage, detail, hop) => {
      const where = hop === null || hop === undefined ? '' : `${hop} `
      stages.push(detail === undefined ? `${where}${stage}` : `${where}${stage}: ${routeInEnglish(detail)}`)
    },
  })
}

/** The `AppError` that a promise rejects with; fails where it resolves or rejects with anything else. */
export async function problemOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('expected an AppError, but it succeeded')
}

/** Writes and waits for as many bytes to come back. */
export async function echo(stream: Duplex, text: string): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.write(text)
  while (bytes < Buffer.byteLength(text)) {
    const next = once(stream, 'data')
    stream.resume()
    const [chunk] = (await next) as [Buffer]
    stream.pause()
    chunks.push(chunk)
    bytes += chunk.length
  }
  return Buffer.concat(chunks).toString()
}

/** Waits until a condition holds; the test's own timeout is the bound. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5))
}

/** A pin for a public key line. */
export function pinOf(endpoint: string, publicLine: string): PinnedKey {
  const [algorithm = '', publicKey = ''] = publicLine.split(' ')
  return { endpoint, algorithm, publicKey }
}

/** A signal that never fires. */
export const never = (): AbortSignal => new AbortController().signal
