import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/store.ts'
import { NoBusError, SessionBus } from './bus.ts'
import { MalformedError } from './codec.ts'

/** Something that listens where a D-Bus session should. */
async function listening(answer: (socket: Socket, text: string) => void) {
  const folder = temporaryFolder()
  const path = join(folder.path, 'bus')
  const sockets = new Set<Socket>()
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', data => answer(socket, data.toString('latin1')))
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=/nonexistent;unix:path=${path}` },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
      folder[Symbol.dispose]()
    },
  }
}

test('one that accepts and says nothing is left when the caller gives up', async () => {
  const late = new AbortController()
  await using server = await listening(() => late.abort(new Error('too late')))
  await expect(SessionBus.open(server.env, late.signal)).rejects.toThrow('too late')
})

test('one that refuses this user, or ends, is no session', async () => {
  await using refusing = await listening(socket => socket.write('REJECTED EXTERNAL\r\n'))
  await using ending = await listening(socket => socket.end())
  const { signal } = new AbortController()
  await expect(SessionBus.open(refusing.env, signal)).rejects.toThrow(NoBusError)
  await expect(SessionBus.open(ending.env, signal)).rejects.toThrow(NoBusError)
  await expect(SessionBus.open({}, signal)).rejects.toThrow(NoBusError)
})

test('one that sends what is no message is left', async () => {
  await using server = await listening((socket, text) =>
    socket.write(text.includes('AUTH') ? 'OK 00\r\n' : 'SSH-2.0-OpenSSH_9.2\r\n'),
  )
  const { signal } = new AbortController()
  await expect(SessionBus.open(server.env, signal)).rejects.toThrow(MalformedError)
})
