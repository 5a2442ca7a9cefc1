import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Connection } from 'ssh2'
import { Server } from '../../../electron/core/transport/ssh/ssh2.ts'

/** What stands behind a made-up host's SSH. */
export interface Behind {
  /** Address of loopback that is this host's own. */
  address: string
  /** 0: any that is free. */
  port: number
  hostKey: string
  /** What the server calls itself after `SSH-2.0-`. */
  ident: string
  /** False: no key is good enough. */
  letsIn: boolean
  /** A new connection to libvirt's socket. */
  connect(): Duplex
  /** What a command prints. */
  run(command: string): string
}

/** A served made-up host. */
export interface SshHost {
  readonly port: number
  /** Hangs up and answers no more. */
  close(): Promise<void>
}

const sockets = /^\/(?:var\/)?run\/libvirt\/libvirt-sock(-ro)?$/

/** Serves a made-up host over real SSH: commands answered from a script, channels to libvirt's socket. */
export async function startSshHost(behind: Behind): Promise<SshHost> {
  const clients = new Set<Connection>()
  const server = new Server({ hostKeys: [behind.hostKey], ident: behind.ident }, client => {
    clients.add(client)
    // Small messages go back and forth: each would wait for the other's acknowledgement.
    if ('setNoDelay' in client && typeof client.setNoDelay === 'function') client.setNoDelay(true)
    client.on('close', () => clients.delete(client))
    // Whoever hangs up in the middle is gone, and nobody here needs to know more.
    client.on('error', () => client.end())
    client.on('authentication', context => {
      if (behind.letsIn && context.method === 'publickey') context.accept()
      else context.reject(['publickey'])
    })
    client.on('session', accept => {
      accept().on('exec', (take, _refuse, { command }) => {
        const channel = take()
        channel.end(behind.run(command))
        channel.exit(0)
        channel.close()
      })
    })
    client.on('openssh.streamlocal', (accept, reject, { socketPath }) => {
      if (!sockets.test(socketPath)) return reject()
      const channel = accept()
      const libvirt = behind.connect()
      channel.pipe(libvirt).pipe(channel)
      channel.on('close', () => libvirt.destroy())
      libvirt.on('close', () => channel.close())
      libvirt.on('error', () => channel.close())
    })
  })
  server.listen(behind.port, behind.address)
  await once(server, 'listening')
  const at = server.address()
  return {
    port: at !== null && typeof at === 'object' ? at.port : behind.port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const client of clients) client.end()
      await closed
    },
  }
}
