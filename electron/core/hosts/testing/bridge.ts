import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A daemon's UNIX socket served on a TCP port of loopback, whose connections can be frozen and cut. */
export interface Bridge extends AsyncDisposable {
  readonly port: number
  readonly open: number
  /** Nothing passes any more, on old and new connections. */
  freeze(): void
  /** Ends every connection. */
  cut(): void
}

export async function startBridge(path: string): Promise<Bridge> {
  const pairs = new Set<[Socket, Socket]>()
  let frozen = false
  const server = createServer(client => {
    const pair: [Socket, Socket] = [client, connect(path)]
    pairs.add(pair)
    for (const [one, other] of [pair, [...pair].reverse() as typeof pair]) {
      one.on('data', chunk => {
        if (!frozen) other.write(chunk)
      })
      one.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
      // A broken side is closed like an ended one; the test looks at the other end.
      one.on('error', () => one.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = () => {
    for (const [one] of pairs) one.destroy()
  }
  return {
    port: address.port,
    get open() {
      return pairs.size
    },
    freeze: () => {
      frozen = true
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
