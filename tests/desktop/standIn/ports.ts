import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** `MessagePortMain` over a port of Node's. */
export class MainPort extends EventEmitter {
  readonly #port: MessagePort
  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
    port.on('close', () => this.emit('close'))
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message)
  }
  start(): void {
    this.#port.start()
  }
  close(): void {
    this.#port.close()
  }
}

/** `MessageChannelMain`: one end stays, the other goes to a page. */
export class MessageChannelMain {
  readonly port1: MainPort
  readonly port2: MainPort
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MainPort(port1)
    this.port2 = new MainPort(port2)
  }
}

/** How a message crosses to Chromium and back: text, or bytes as numbers. */
export type Packed = { text: string } | { bytes: number[] }

export function pack(data: unknown): Packed {
  if (typeof data === 'string') return { text: data }
  if (data instanceof Uint8Array) return { bytes: [...data] }
  throw new Error('only text and bytes are said over a port')
}

export const unpack = (data: Packed): string | Uint8Array =>
  'text' in data ? data.text : new Uint8Array(data.bytes)
