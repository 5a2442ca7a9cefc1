import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { framed } from './message.ts'
import type { SyslogTarget } from './target.ts'

/** How long a connection, or the network's taking of what was written, may last. */
const WAIT_MS = 10_000

/** An open way to a receiver. */
export interface SyslogSender {
  /** Resolves when the network has taken all of them; rejects when the way is broken: it is closed then. */
  send(messages: readonly string[]): Promise<void>
  /** False once the other side has gone, or the way was closed. */
  readonly isOpen: boolean
  /** Safe to call again. */
  close(): void
}

/** Opens a way to the receiver; rejects with what failed, or with the signal's reason. */
export async function openSender(target: SyslogTarget, signal: AbortSignal): Promise<SyslogSender> {
  return target.transport === 'udp' ? openUdp(target, signal) : openTls(target, signal)
}

async function openUdp({ host, port }: SyslogTarget, signal: AbortSignal): Promise<SyslogSender> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4')
  let open = true
  const close = () => {
    if (!open) return
    open = false
    socket.close()
  }
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      signal.throwIfAborted()
      socket.connect(port, host, resolve)
    })
  } catch (error) {
    close()
    throw error
  }
  socket.removeAllListeners('error')
  // A receiver that is not there answers so, sometimes: the way counts as broken then.
  socket.on('error', close)
  socket.unref()
  return {
    get isOpen() {
      return open
    },
    async send(messages) {
      for (const message of messages)
        await new Promise<void>((resolve, reject) => {
          if (!open) reject(new Error('The receiver refused what was sent.'))
          else socket.send(Buffer.from(message), error => (error ? reject(error) : resolve()))
        })
    },
    close,
  }
}

async function openTls(target: SyslogTarget, signal: AbortSignal): Promise<SyslogSender> {
  const ca = target.ca === null ? undefined : await readFile(target.ca)
  signal.throwIfAborted()
  const name = target.serverName ?? (isIP(target.host) ? null : target.host)
  const socket: TLSSocket = connect({
    host: target.host,
    port: target.port,
    minVersion: 'TLSv1.2',
    ...(name === null ? {} : { servername: name }),
    ...(ca ? { ca } : {}),
  })
  let failure: Error | null = null
  // Kept for as long as the socket lives: an error without a listener would end the process.
  socket.on('error', error => {
    failure = error
  })
  const gone = (fallback: string) => failure ?? new Error(fallback)
  const bounded = (work: (done: () => void, failed: (error: unknown) => void) => void, words: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => end(() => reject(new Error(words))), WAIT_MS)
      const onClose = () => end(() => reject(gone('The receiver closed the connection.')))
      const onAbort = () => end(() => reject(signal.reason))
      const end = (settle: () => void) => {
        clearTimeout(timer)
        socket.off('close', onClose)
        signal.removeEventListener('abort', onAbort)
        settle()
      }
      socket.once('close', onClose)
      signal.addEventListener('abort', onAbort, { once: true })
      work(
        () => end(resolve),
        error => end(() => reject(failure ?? error)),
      )
    })
  try {
    await bounded(done => socket.once('secureConnect', done), 'The receiver did not answer in time.')
  } catch (error) {
    socket.destroy()
    throw error
  }
  // Receivers say nothing; reading is how their going is noticed.
  socket.resume()
  socket.unref()
  return {
    get isOpen() {
      return !socket.destroyed && socket.writable && !socket.readableEnded
    },
    async send(messages) {
      const frames = Buffer.concat(messages.map(framed))
      try {
        await bounded(
          (done, failed) => socket.write(frames, error => (error ? failed(error) : done())),
          'The receiver did not take what was sent in time.',
        )
      } catch (error) {
        socket.destroy()
        throw error
      }
    },
    close: () => socket.destroy(),
  }
}
