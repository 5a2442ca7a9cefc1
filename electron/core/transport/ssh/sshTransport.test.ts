import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saying } from '../../../../shared/route.ts'
import { startRelay } from '../../testing/relay.ts'
import { type Sshd, sshdMissing, startSshd } from '../../testing/sshd.ts'
import {
  type EchoSocket,
  echo,
  never,
  open,
  problemOf,
  sshTarget,
  startEcho,
  until,
} from '../../testing/transport.ts'

const missing = await sshdMissing()

describe.skipIf(missing !== null)('one SSH connection for everything', () => {
  let sshd: Sshd
  let door: EchoSocket
  beforeAll(async () => {
    sshd = await startSshd()
    door = await startEcho(join(sshd.folder, 'libvirt-sock'))
  })
  afterAll(async () => {
    await door?.stop()
    await sshd?.stop()
  })

  test('many channels and commands at once, one accepted authentication', async () => {
    const before = sshd.acceptedCount()
    const stages: string[] = []
    const transport = await open(sshTarget(sshd, { sockets: [door.path] }), { stages })
    const streams = await Promise.all(Array.from({ length: 20 }, () => transport.openLibvirt(never())))
    const echoes = await Promise.all(streams.map((stream, at) => echo(stream, `stream ${at}`)))
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, at) => transport.exec(`echo ${at}; sleep 0.02`, { signal: never() })),
    )
    expect(echoes).toEqual(streams.map((_, at) => `stream ${at}`))
    expect(results.map(result => result.stdout)).toEqual(results.map((_, at) => `${at}\n`))
    expect(door.sockets.size).toBe(20)
    await transport.close()
    await until(() => door.sockets.size === 0)
    expect(await transport.closed).toBeNull()
    await expect.poll(() => sshd.acceptedCount() - before).toBe(1)
    expect(stages.filter(stage => !stage.startsWith('channel') && !stage.startsWith('socket'))).toEqual([
      'resolve',
      'resolve: 127.0.0.1',
      'tcp',
      `tcp: 127.0.0.1:${sshd.port}`,
      'sshVersion',
      expect.stringContaining('sshVersion: SSH-2.0-OpenSSH'),
      'hostKey',
      expect.stringContaining('hostKey: ssh-ed25519 SHA256:'),
      'authentication',
      `authentication: ${sshd.user}, publickey: ${sshd.identity.path}`,
    ])
  })

  test('the facts say what was decided and hold no secret', async () => {
    const transport = await open(sshTarget(sshd, { sockets: ['/nowhere/sock', door.path] }))
    await transport.openLibvirt(never())
    expect(transport.facts).toMatchObject({
      kind: 'ssh',
      jumps: [],
      authenticatedBy: `publickey: ${sshd.identity.path}`,
      hostKey: { endpoint: `127.0.0.1:${sshd.port}`, algorithm: 'ssh-ed25519' },
      libvirtBy: { method: 'direct', path: door.path },
    })
    const labels = Object.fromEntries(transport.facts.decisions.map(one => [one.label, one]))
    expect(labels.port).toEqual({ label: 'port', value: String(sshd.port), source: saying('asGiven') })
    expect(labels.user).toEqual({ label: 'user', value: sshd.user, source: saying('localUser') })
    await transport.close()
  })

  test('a command gives output, error output and exit code; input is passed on', async () => {
    const transport = await open(sshTarget(sshd))
    const run = (command: string, more = {}) => transport.exec(command, { signal: never(), ...more })
    expect(await run('cat; echo oops >&2; exit 7', { stdin: 'häh' })).toEqual({
      stdout: 'häh',
      stderr: 'oops\n',
      code: 7,
      truncated: false,
    })
    expect(await run('true')).toEqual({ stdout: '', stderr: '', code: 0, truncated: false })
    expect(await run('kill -9 $$')).toMatchObject({ code: null })
    const big = await run('head -c 300000 /dev/zero', { maxBytes: 1000 })
    expect([big.stdout.length, big.truncated, big.code]).toEqual([1000, true, 0])
    const large = 'x'.repeat(3_000_000)
    expect((await run('wc -c', { stdin: large })).stdout.trim()).toBe('3000000')
    await transport.close()
  })

  test('a command that hangs ends at its deadline or on abort, over there too', async () => {
    const transport = await open(sshTarget(sshd))
    // A length that nobody else on this machine sleeps.
    const pause = `sleep 0.0871${process.pid}`
    const loop = `while ${pause}; do echo x; done`
    const late = await problemOf(transport.exec(loop, { signal: never(), timeoutMs: 150 }))
    expect(late.code).toBe('task.timeout')
    const abort = new AbortController()
    const aborted = problemOf(transport.exec(loop, { signal: abort.signal }))
    setTimeout(() => abort.abort(), 100)
    expect((await aborted).code).toBe('cancelled')
    // What still writes over there ends with its channel (as root, sshd passes no signals on).
    const gone = async () => {
      const { stdout } = await transport.exec(`pgrep -f "[s]${pause.slice(1)}; do" || true`, {
        signal: never(),
      })
      return stdout === ''
    }
    while (!(await gone())) await new Promise(resolve => setTimeout(resolve, 20))
    // The slots were given back: more commands than slots still run.
    const all = await Promise.all(
      Array.from({ length: 12 }, () => transport.exec('true', { signal: never() })),
    )
    expect(all.every(result => result.code === 0)).toBe(true)
    await transport.close()
  })

  test('a reader that pauses holds the sender back, and nothing is lost', async () => {
    const transport = await open(sshTarget(sshd, { sockets: [door.path] }))
    const stream = await transport.openLibvirt(never())
    const block = Buffer.alloc(64 << 10, 7)
    const total = 24 << 20
    let sent = 0
    stream.pause()
    const write = async () => {
      while (sent < total) {
        sent += block.length
        if (!stream.write(block)) await once(stream, 'drain')
      }
    }
    const writing = write()
    await new Promise(resolve => setTimeout(resolve, 400))
    // Two windows of 2 MiB, the echo's and the kernel's buffers: far from everything.
    expect(sent).toBeLessThan(16 << 20)
    let received = 0
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    stream.resume()
    await writing
    await until(() => received === total)
    await transport.close()
  })

  test('destroying a stream closes its channel at once and no other', async () => {
    const transport = await open(sshTarget(sshd, { sockets: [door.path] }))
    const [one, two] = [await transport.openLibvirt(never()), await transport.openLibvirt(never())]
    await until(() => door.sockets.size === 2)
    const closed = once(one, 'close')
    one.destroy()
    await closed
    await until(() => door.sockets.size === 1)
    expect(await echo(two, 'still here')).toBe('still here')
    await transport.close()
  })

  test('libvirt closing its socket ends the stream in order', async () => {
    const transport = await open(sshTarget(sshd, { sockets: [door.path] }))
    const stream = await transport.openLibvirt(never())
    await echo(stream, 'a')
    stream.resume()
    const ended = once(stream, 'end')
    const closed = once(stream, 'close')
    for (const socket of door.sockets) socket.end()
    await ended
    await closed
    await transport.close()
  })

  test('sshd killed: the reason is told and every stream, command and channel fails with it', async () => {
    const transport = await open(sshTarget(sshd, { sockets: [door.path] }))
    const stream = await transport.openLibvirt(never())
    const failed = once(stream, 'error')
    const begun = join(sshd.folder, 'begun')
    const command = problemOf(transport.exec(`touch ${begun}; sleep 60`, { signal: never() }))
    await until(() => existsSync(begun))
    await sshd.killSessions()
    expect(await transport.closed).toMatchObject({ code: 'transport.closed' })
    expect((await failed)[0]).toMatchObject({ code: 'transport.closed' })
    expect((await command).code).toBe('transport.closed')
    expect((await problemOf(transport.openLibvirt(never()))).code).toBe('transport.closed')
    expect((await problemOf(transport.exec('true', { signal: never() }))).code).toBe('transport.closed')
    await transport.close()
  })

  test('a black hole is noticed by keepalives', async () => {
    const relay = await startRelay({ port: sshd.port })
    try {
      const transport = await open(
        sshTarget(sshd, {
          port: relay.port,
          sockets: [door.path],
          knownHostsFiles: [],
          verifyHostKeys: false,
          // Short, but longer than a busy machine keeps sshd waiting.
          deadlines: { keepaliveIntervalMs: 400, keepaliveCount: 3 },
        }),
      )
      const stream = await transport.openLibvirt(never())
      const failed = once(stream, 'error')
      // While all is well they are answered: more of them than may stay unanswered.
      await new Promise(resolve => setTimeout(resolve, 1_700))
      expect(await echo(stream, 'alive')).toBe('alive')
      relay.blackhole()
      const reason = await transport.closed
      expect(reason).toMatchObject({ code: 'transport.closed' })
      expect(reason?.message).toContain('3 keepalives')
      await failed
      await transport.close()
    } finally {
      await relay.stop()
    }
  })

  test('closing does not wait for a peer that went silent', async () => {
    const relay = await startRelay({ port: sshd.port })
    try {
      const transport = await open(sshTarget(sshd, { port: relay.port, verifyHostKeys: false }))
      relay.blackhole()
      await transport.close()
      await transport.close()
      expect(await transport.closed).toBeNull()
    } finally {
      await relay.stop()
    }
  })

  test('a corrupted byte ends the connection with an error and nothing else', async () => {
    const relay = await startRelay({ port: sshd.port })
    try {
      const transport = await open(
        sshTarget(sshd, { port: relay.port, verifyHostKeys: false, sockets: [door.path] }),
      )
      const stream = await transport.openLibvirt(never())
      const failed = once(stream, 'error')
      await echo(stream, 'ok')
      relay.corruptNext('down')
      stream.write('x'.repeat(1000))
      expect(await transport.closed).toMatchObject({ code: 'transport.closed' })
      await failed
    } finally {
      await relay.stop()
    }
  })
})
