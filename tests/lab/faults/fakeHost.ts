import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { FakeDaemon } from '../../../electron/core/inventory/testing/fakeDaemon.ts'

/** A scripted hypervisor behind a real UNIX socket: what no real libvirtd would say, over the real way in. */
export class FakeHost implements AsyncDisposable {
  readonly daemon = new FakeDaemon()
  readonly uri: string
  /** Byte sequences that are replaced, by ones of the same length, in everything it sends: for text that is no UTF-8. */
  readonly forged: [from: Buffer, to: Buffer][] = []
  /** Connections taken since it began. */
  accepted = 0
  readonly #folder: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(folder: string) {
    this.#folder = folder
    this.uri = `qemu+unix:///system?socket=${join(folder, 'libvirt-sock')}`
    this.#server = createServer(socket => this.#take(socket))
  }

  static async start(): Promise<FakeHost> {
    const host = new FakeHost(mkdtempSync(join(tmpdir(), 'novacron-fake-')))
    await once(host.#server.listen(join(host.#folder, 'libvirt-sock')), 'listening')
    return host
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sockets.size
  }

  /** Cuts every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.cut()
    await closed
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #take(socket: Socket): void {
    this.accepted += 1
    this.#sockets.add(socket)
    const peer = this.daemon.connect()
    const forge = new Transform({
      transform: (chunk: Buffer, _encoding, done) => done(null, this.#forge(chunk)),
    })
    // Either side's end is the other's; an error only says how it ended.
    const end = () => {
      socket.destroy()
      peer.destroy()
      this.#sockets.delete(socket)
    }
    for (const stream of [socket, peer, forge]) stream.on('error', end).on('close', end)
    socket.pipe(peer).pipe(forge).pipe(socket)
  }

  #forge(chunk: Buffer): Buffer {
    for (const [from, to] of this.forged)
      for (let at = chunk.indexOf(from); at >= 0; at = chunk.indexOf(from, at + to.length)) to.copy(chunk, at)
    return chunk
  }
}
