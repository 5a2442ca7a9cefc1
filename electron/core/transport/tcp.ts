import type { Duplex } from 'node:stream'
import { saying } from '../../../shared/route.ts'
import { dial, resolveName } from './dial.ts'
import { FactsBook } from './facts.ts'
import { StreamTransport } from './streamTransport.ts'
import type { OpenOptions } from './openOptions.ts'
import { defaultDeadlines, type TcpTarget } from './types.ts'

/** libvirt's unencrypted TCP transport; nothing but libvirt goes over it. */
export class TcpTransport extends StreamTransport {
  readonly #target: TcpTarget

  constructor(target: TcpTarget, options: OpenOptions) {
    super(new FactsBook('tcp'), options)
    this.#target = target
    this.facts.decide('encryption', saying('openToAll'), 'qemu+tcp')
  }

  protected async connect(signal: AbortSignal): Promise<Duplex> {
    const { host, port } = this.#target
    const deadlines = { ...defaultDeadlines, ...this.#target.deadlines }
    this.options.onStage('resolve')
    const addresses = await resolveName(host, deadlines.resolveMs, signal)
    this.options.onStage('resolve', addresses.join(', '))
    this.options.onStage('tcp')
    const socket = await dial(addresses, port, deadlines.tcpMs, signal)
    this.options.onStage('tcp', `${socket.remoteAddress}:${port}`)
    this.facts.decide('address', `${socket.remoteAddress}:${port}`)
    this.facts.libvirtBy = { method: 'tcp', path: `${host}:${port}` }
    return socket
  }
}
