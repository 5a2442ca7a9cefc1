import { chmod, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EchoSocket, echo, never, open, problemOf, startEcho, until } from '../testing/transport.ts'

let folder = ''
let door: EchoSocket
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-local-'))
  door = await startEcho(join(folder, 'libvirt-sock'))
})
afterEach(async () => {
  await door.stop()
  await rm(folder, { recursive: true, force: true })
})

test('opens the first socket that answers; close ends every stream', async () => {
  const stages: string[] = []
  const transport = await open({ kind: 'local', sockets: ['/no/where', door.path] }, { stages })
  const stream = await transport.openLibvirt(never())
  expect(await echo(stream, 'hello')).toBe('hello')
  expect(stages).toEqual(['socket', `socket: ${door.path}`])
  expect(transport.facts).toMatchObject({ kind: 'local', libvirtBy: { method: 'socket', path: door.path } })
  expect((await transport.exec('echo here', { signal: never() })).stdout).toBe('here\n')
  const closed = once(stream, 'close')
  await transport.close()
  await closed
  await until(() => door.sockets.size === 0)
  expect(await transport.closed).toBeNull()
  expect((await problemOf(transport.openLibvirt(never()))).code).toBe('transport.closed')
})

test('a session’s socket in the runtime folder', async () => {
  const before = process.env.XDG_RUNTIME_DIR
  process.env.XDG_RUNTIME_DIR = folder
  try {
    for (const path of ['$XDG_RUNTIME_DIR/libvirt-sock', '%t/libvirt-sock']) {
      const transport = await open({ kind: 'local', sockets: [path] })
      expect(await echo(await transport.openLibvirt(never()), 'x')).toBe('x')
      await transport.close()
    }
  } finally {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR
    else process.env.XDG_RUNTIME_DIR = before
  }
})

test('missing, deaf and forbidden are three different things', async () => {
  const openAt = async (path: string) => (await open({ kind: 'local', sockets: [path] })).openLibvirt(never())
  const missing = await problemOf(openAt('/no/where'))
  expect([missing.code, missing.message.includes('/no/where')]).toEqual(['socket.missing', true])
  const kept = join(folder, 'kept')
  await rename(door.path, kept)
  await door.stop()
  const deaf = await problemOf(openAt(kept))
  expect([deaf.code, deaf.message]).toEqual(['socket.missing', `Nothing answers at ${kept}.`])
  door = await startEcho(join(folder, 'libvirt-sock'))
})

test.skipIf(process.getuid?.() !== 0)('a socket this user may not open', async () => {
  await chmod(folder, 0o755)
  await chmod(door.path, 0o600)
  process.seteuid?.(65_534)
  try {
    const transport = await open({ kind: 'local', sockets: [door.path] })
    const problem = await problemOf(transport.openLibvirt(never()))
    expect(problem.code).toBe('socket.permission')
    expect(problem.next).toContain('usermod')
  } finally {
    process.seteuid?.(0)
  }
})

test('an abort while opening', async () => {
  const abort = new AbortController()
  abort.abort()
  const transport = await open({ kind: 'local', sockets: [door.path] })
  expect((await problemOf(transport.openLibvirt(abort.signal))).code).toBe('cancelled')
})
