import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import type { HostTransport } from '../../transport/index.ts'

/** Length, program, version, procedure, type, serial and status of a message (virnetprotocol.x). */
const HEADER = 28
const REPLY = 1

/** A transport to a daemon's socket that alters the replies of one procedure on their way. */
export function patchedTransport(
  socket: string,
  procedure: number,
  patch: (frame: Buffer) => void,
): HostTransport {
  const closed = Promise.withResolvers<null>()
  const streams = new Set<Duplex>()
  return {
    kind: 'local',
    facts: {
      kind: 'local',
      decisions: [],
      serverVersion: null,
      hostKey: null,
      authenticatedBy: null,
      jumps: [],
      libvirtBy: null,
    },
    async openLibvirt() {
      const inner = connect(socket)
      let held = Buffer.alloc(0)
      const outer = new Duplex({
        read: () => undefined,
        write: (chunk, _, done) => inner.write(chunk, () => done()),
        destroy: (error, done) => {
          inner.destroy()
          done(error)
        },
      })
      inner.on('data', chunk => {
        held = Buffer.concat([held, chunk])
        while (held.length >= HEADER && held.length >= held.readUInt32BE(0)) {
          const frame = Buffer.from(held.subarray(0, held.readUInt32BE(0)))
          held = held.subarray(frame.length)
          if (frame.readUInt32BE(12) === procedure && frame.readUInt32BE(16) === REPLY) patch(frame)
          outer.push(frame)
        }
      })
      inner.on('close', () => outer.destroy())
      inner.on('error', error => outer.destroy(error))
      streams.add(outer)
      return outer
    },
    exec: () => Promise.reject(new Error('no shell in this test')),
    closed: closed.promise,
    async close() {
      for (const stream of streams) stream.destroy()
      closed.resolve(null)
    },
  }
}
