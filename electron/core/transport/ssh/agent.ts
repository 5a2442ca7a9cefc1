import { connect, type Socket } from 'node:net'
import type { BaseAgent, KnownPublicKeys, SigningRequestOptions } from 'ssh2'
import { AppError } from '../../../../shared/errors.ts'
import { withDeadline } from '../deadline.ts'
import { createAgent, OpenSSHAgent } from './ssh2.ts'

const LIST_MS = 5_000
/** An agent may ask its person to confirm or touch, so a signature gets longer. */
const SIGN_MS = 60_000
const windowsPipe = '\\\\.\\pipe\\openssh-ssh-agent'

/** Agents to try when none was named: the environment's, else on Windows OpenSSH's, then Pageant. */
export function defaultAgents(env: Readonly<Record<string, string | undefined>>, platform: string): string[] {
  const socket = env.SSH_AUTH_SOCK
  if (socket !== undefined && socket !== '') return [socket]
  return platform === 'win32' ? [windowsPipe, 'pageant'] : []
}

/** A key that an agent holds; keys of types that ssh2 can't use are not listed. */
export interface AgentKey {
  blob: Buffer
  comment: string
  sign(data: Buffer, hash: string | undefined, signal: AbortSignal): Promise<Buffer>
}

/** Lists an agent's keys. Rejects `agent.unreachable` with the agent's name. */
export async function listAgentKeys(path: string, signal: AbortSignal): Promise<AgentKey[]> {
  const keys = await withAgent(path, LIST_MS, signal, agent => {
    const { promise, resolve, reject } = Promise.withResolvers<KnownPublicKeys>()
    agent.getIdentities((error, found) => (error ? reject(error) : resolve(found ?? [])))
    return promise
  })
  return keys
    .filter(key => typeof key === 'object' && 'getPublicSSH' in key)
    .map(key => ({
      blob: key.getPublicSSH(),
      comment: String(key.comment ?? '').slice(0, 200),
      sign: (data, hash, inner) =>
        withAgent(path, SIGN_MS, inner, agent => {
          const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
          const options: SigningRequestOptions = hash === 'sha256' || hash === 'sha512' ? { hash } : {}
          agent.sign(key, data, options, (error, signature) => {
            if (error || signature === undefined) reject(error ?? new Error('the agent gave no signature'))
            else resolve(signature)
          })
          return promise
        }),
    }))
}

async function withAgent<T>(
  path: string,
  ms: number,
  signal: AbortSignal,
  work: (agent: BaseAgent) => Promise<T>,
): Promise<T> {
  const agent = openAgent(path)
  try {
    return await withDeadline(
      ms,
      signal,
      () => work(agent),
      () => new Error('no answer in time'),
    )
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('agent.unreachable', `The SSH agent at ${path} could not be used.`, {
      next: 'Start the agent and load the key (ssh-add), or name a key file.',
      data: { stage: 'authentication', agent: path },
      cause,
    })
  } finally {
    if (agent instanceof ClosableAgent) agent.close()
  }
}

function openAgent(path: string): BaseAgent {
  const special = path === 'pageant' || (process.platform === 'win32' && !path.startsWith('\\\\.\\pipe\\'))
  return special ? createAgent(path) : new ClosableAgent(path)
}

/** ssh2's agent client, with sockets that end when we stop waiting. */
class ClosableAgent extends OpenSSHAgent {
  readonly #path: string
  readonly #sockets = new Set<Socket>()

  constructor(path: string) {
    super(path)
    this.#path = path
  }

  override getStream(callback: (error?: Error, stream?: Socket) => void): void {
    const socket = connect(this.#path)
    this.#sockets.add(socket)
    let told = false
    const tell = (error?: Error) => {
      if (told) return
      told = true
      if (error === undefined) callback(undefined, socket)
      else callback(error)
    }
    socket.once('connect', () => tell())
    socket.on('error', tell)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      tell(new Error('the agent closed the connection'))
    })
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
