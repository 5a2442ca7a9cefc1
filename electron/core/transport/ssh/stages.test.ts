import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../../../shared/errors.ts'
import { startRelay } from '../../testing/relay.ts'
import { freePort, type Sshd, sshdMissing, startSshd } from '../../testing/sshd.ts'
import { never, open, problemOf, sshTarget } from '../../testing/transport.ts'
import { JumpPool, openTransport, type SshTarget } from '../index.ts'

const missing = await sshdMissing()
const python = spawnSync('/usr/bin/python3', ['--version']).status === 0
if (!python && process.env.CI === 'true') throw new Error('python3 is missing')

const bare = (more: Partial<SshTarget>): SshTarget => ({
  kind: 'ssh',
  alias: '127.0.0.1',
  useAgent: false,
  sshConfigPath: null,
  knownHostsFiles: [],
  verifyHostKeys: false,
  pinnedKeys: [],
  sockets: [],
  helperUri: 'qemu:///system',
  mode: 'auto',
  ...more,
})

/** A server that does with each connection what it is told; resolves with what `use` gives. */
async function withServer<T>(
  onSocket: (socket: Socket) => void,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    return await use(address.port)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

describe('each stage fails as itself, within its deadline, with a next step', () => {
  test('a name nobody knows', async () => {
    const problem = await problemOf(open(bare({ alias: 'no-such-host.invalid' })))
    expect(problem.code).toBe('resolve.failed')
    expect(problem.message).toContain('no-such-host.invalid')
    expect(problem.next).toBeTruthy()
    expect(problem.data).toMatchObject({ stage: 'resolve' })
  })

  test('a port where nothing listens', async () => {
    const port = await freePort()
    const problem = await problemOf(open(bare({ port })))
    expect(problem.code).toBe('tcp.refused')
    expect(problem.message).toContain(`127.0.0.1:${port}`)
    expect(problem.data).toMatchObject({ stage: 'tcp' })
  })

  test.skipIf(!python)('a port that drops packets', async () => {
    // A listener that never accepts and whose queue is full: the kernel drops what comes.
    const script =
      'import socket,sys\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen(0)\n' +
      'c=[socket.socket() for _ in range(4)]\n' +
      'for x in c: x.setblocking(False); x.connect_ex(s.getsockname())\n' +
      'print(s.getsockname()[1],flush=True);sys.stdin.read()'
    const child = spawn('/usr/bin/python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const problem = await problemOf(open(bare({ port: Number(line), deadlines: { tcpMs: 300 } })))
      expect(problem.code).toBe('tcp.timeout')
      expect(problem.message).toContain('300 ms')
    } finally {
      child.kill('SIGKILL')
    }
  })

  for (const [name, greeting, looksLike] of [
    ['a web server', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', 'a web server'],
    ['a VNC server', 'RFB 003.008\n', 'a VNC server'],
    ['a mail server', '220 mail.example ESMTP\r\n', 'a mail or FTP server'],
    ['a TLS server', Buffer.from([0x15, 3, 3, 0, 2, 2, 70]), 'a TLS server'],
    ['a talker without end', 'blah\n'.repeat(5_000), undefined],
    ['terminal escapes', '\u001b]0;owned\u0007\u001b[31mhello\r\n'.repeat(400), undefined],
  ] as const) {
    test(`no SSH server: ${name}`, async () => {
      const problem = await withServer(
        socket => socket.write(greeting),
        port => problemOf(open(bare({ port }))),
      )
      expect(problem.code).toBe('ssh.notSsh')
      expect(problem.data).toMatchObject({ stage: 'sshVersion' })
      if (looksLike !== undefined) expect(problem.message).toContain(looksLike)
      expect(problem.message).not.toMatch(/\p{Cc}/u)
      expect(problem.message.length).toBeLessThan(400)
    })
  }

  test('a server that hangs up at once, and one that says nothing', async () => {
    const gone = await withServer(
      socket => socket.end(),
      port => problemOf(open(bare({ port }))),
    )
    expect(gone.code).toBe('ssh.notSsh')
    expect(gone.message).toContain('without a word')
    const silent = await withServer(
      () => {},
      port => problemOf(open(bare({ port, deadlines: { sshVersionMs: 150 } }))),
    )
    expect(silent.code).toBe('ssh.notSsh')
    expect(silent.message).toContain('150 ms')
  })

  test('protocol 1 only', async () => {
    const problem = await withServer(
      socket => socket.write('SSH-1.5-OpenSSH_1.2.3\r\n'),
      port => problemOf(open(bare({ port }))),
    )
    expect(problem.code).toBe('ssh.version')
    expect(problem.message).toContain('SSH-1.5-OpenSSH_1.2.3')
  })

  test('a server that stalls in the key exchange, and one that talks garbage there', async () => {
    const stalled = await withServer(
      socket => socket.write('SSH-2.0-OpenSSH_9.9\r\n'),
      port => problemOf(open(bare({ port, deadlines: { hostKeyMs: 150 } }))),
    )
    expect(stalled.code).toBe('ssh.failed')
    expect(stalled.data).toMatchObject({ stage: 'hostKey' })
    const garbage = await withServer(
      socket => socket.write(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(4096, 0xee)])),
      port => problemOf(open(bare({ port }))),
    )
    expect(garbage.code).toBe('ssh.failed')
  })

  test('cancelling ends it at every stage, and at once', async () => {
    await withServer(
      () => {},
      async port => {
        const abort = new AbortController()
        const opening = problemOf(open(bare({ port }), { signal: abort.signal }))
        setTimeout(() => abort.abort(), 50)
        expect((await opening).code).toBe('cancelled')
        expect((await problemOf(open(bare({ port }), { signal: abort.signal }))).code).toBe('cancelled')
      },
    )
  })
})

describe.skipIf(missing !== null)('on a bad line to a real sshd', () => {
  let sshd: Sshd
  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(() => sshd?.stop())

  test('cut at every point of the handshake: always an AppError, never a hang', async () => {
    const relay = await startRelay({ port: sshd.port })
    try {
      const codes = new Set<string>()
      let opened = false
      for (let bytes = 1; !opened; bytes = Math.ceil(bytes * 1.7)) {
        relay.truncateAfter(bytes, 'down')
        try {
          const transport = await open(sshTarget(sshd, { port: relay.port, verifyHostKeys: false }))
          opened = true
          await transport.close()
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          expect(error.next, error.message).toBeTruthy()
          codes.add(error.code)
        }
      }
      expect([...codes].sort()).toEqual(['auth.failed', 'ssh.failed', 'ssh.notSsh'])
    } finally {
      await relay.stop()
    }
  })

  test('corrupted in the key exchange', async () => {
    const relay = await startRelay({ port: sshd.port })
    try {
      // The first chunk down is the version line; the one after it is the key exchange.
      relay.delay(30, 'up')
      const opening = problemOf(open(sshTarget(sshd, { port: relay.port, verifyHostKeys: false })))
      while (relay.counts.down === 0) await new Promise(resolve => setTimeout(resolve, 2))
      relay.corruptNext('up')
      expect((await opening).code).toBe('ssh.failed')
    } finally {
      await relay.stop()
    }
  })

  test('the stages are told in order up to the one that failed', async () => {
    const stages: string[] = []
    const target = sshTarget(sshd, { identityFiles: [] })
    await problemOf(
      openTransport(
        target,
        { hostKey: async () => 'refuse', secret: async () => null },
        {
          pool: new JumpPool(),
          signal: never(),
          onStage: (stage, detail) => stages.push(detail ? `${stage}+` : stage),
        },
      ),
    )
    expect(stages).toEqual([
      'resolve',
      'resolve+',
      'tcp',
      'tcp+',
      'sshVersion',
      'sshVersion+',
      'hostKey',
      'hostKey+',
      'authentication',
    ])
  })

  test('algorithms that have nothing in common are named', async () => {
    await using old = await startSshd({ config: ['HostKeyAlgorithms ssh-rsa'], hostKeyTypes: ['rsa'] })
    const problem = await problemOf(open(sshTarget(old)))
    expect(problem.code).toBe('ssh.failed')
    expect(problem.next).toContain('HostKeyAlgorithms')
  })
})

describe.skipIf(process.platform === 'win32')('through a proxy command of ssh config', () => {
  test.skipIf(missing !== null)('its tokens are filled in, and it ends with the connection', async () => {
    await using sshd = await startSshd()
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
    const folder = await mkdtemp('/tmp/novacron-proxy-')
    try {
      const script = `${folder}/proxy.mjs`
      await writeFile(
        script,
        'import { connect } from "node:net"; const s = connect(Number(process.argv[3]), process.argv[2]); process.stdin.pipe(s); s.pipe(process.stdout)',
      )
      const config = `${folder}/config`
      await writeFile(
        config,
        `Host there\n HostName 127.0.0.1\n ProxyCommand "${process.execPath}" ${script} %h %p ${folder}\n`,
      )
      const known = `${folder}/known`
      await writeFile(known, `[127.0.0.1]:${sshd.port} ${sshd.hostKeys[0]?.publicLine}\n`)
      const target = sshTarget(sshd, { alias: 'there', sshConfigPath: config, knownHostsFiles: [known] })
      const transport = await open(target)
      expect((await transport.exec('echo hi', { signal: never() })).stdout).toBe('hi\n')
      expect(transport.facts.decisions.find(one => one.label === 'proxyCommand')?.source).toBe(`${config}:3`)
      await transport.close()
      const running = async () =>
        new Promise<boolean>(resolve =>
          execFile('pgrep', ['-f', `${script} 127.0.0.1`], (_error, stdout) => resolve(stdout !== '')),
        )
      while (await running()) await new Promise(resolve => setTimeout(resolve, 20))
      await writeFile(config, 'Host there\n ProxyCommand echo no way >&2; exit 3\n')
      const problem = await problemOf(open(target))
      expect(problem.message).toContain('no way')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
