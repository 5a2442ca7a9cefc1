import { EventEmitter, once } from 'node:events'
import { WebSocket } from 'ws'

/** What a command of the DevTools protocol answers. */
export type Answer = Readonly<Record<string, unknown>>

/** A connection to Chromium's DevTools; events are emitted as `event` with the session, method and parameters. */
export class Cdp extends EventEmitter {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>()
  #last = 0

  private constructor(socket: WebSocket) {
    super()
    this.#socket = socket
    socket.on('message', data => this.#hear(JSON.parse(String(data))))
    socket.on('close', () => this.emit('close'))
  }

  static async connect(endpoint: string): Promise<Cdp> {
    const socket = new WebSocket(endpoint, { maxPayload: 256 << 20 })
    await once(socket, 'open')
    return new Cdp(socket)
  }

  /** Sends a command; rejects with what Chromium says against it. */
  send(method: string, params: object = {}, sessionId?: string): Promise<Answer> {
    const id = ++this.#last
    const answer = Promise.withResolvers<Answer>()
    this.#waiting.set(id, answer)
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    return answer.promise
  }

  close(): void {
    this.#socket.close()
  }

  #hear(message: {
    id?: number
    error?: { message: string }
    result?: Answer
    method?: string
    params?: Answer
    sessionId?: string
  }): void {
    if (message.id === undefined) {
      this.emit('event', message.sessionId, message.method, message.params)
      return
    }
    const answer = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) answer?.reject(new Error(message.error.message))
    else answer?.resolve(message.result ?? {})
  }
}
