import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import { makePki } from '../testing/pki.ts'
import { echo, never, open, problemOf, ScriptedQuestions } from '../testing/transport.ts'
import { loadPki } from './pki.ts'
import type { TlsTarget } from './types.ts'

const run = promisify(execFile)
let folder = ''
const paths = { good: '', stranger: '', bare: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-tls-'))
  for (const name of ['good', 'stranger'] as const) {
    paths[name] = join(folder, name)
    await makePki(paths[name])
  }
  paths.bare = join(folder, 'bare')
  await mkdir(paths.bare)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A server that greets as libvirtd does (or not) and then echoes. */
async function withServer<T>(
  greet: (socket: TLSSocket) => void,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const read = (name: string) => readFile(join(paths.good, name))
  const server = createServer(
    {
      cert: await read('servercert.pem'),
      key: await read('serverkey.pem'),
      ca: await read('cacert.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    greet,
  )
  server.on('tlsClientError', () => {})
  return using(server, use)
}

async function using<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    return await use(address !== null && typeof address === 'object' ? address.port : 0)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const accept = (socket: TLSSocket) => {
  socket.on('error', () => socket.destroy())
  // The word and the first answer in one piece must not be mixed up.
  socket.write(Buffer.from([1]))
  socket.pipe(socket)
}
const target = (port: number, more: Partial<TlsTarget> = {}): TlsTarget => ({
  kind: 'tls',
  host: 'localhost',
  port,
  pkiPath: paths.good,
  deadlines: { authenticationMs: 2_000 },
  ...more,
})
const failing = async (what: TlsTarget) => problemOf((await open(what)).openLibvirt(never()))

describe('libvirt over TLS', () => {
  test('certificates on both sides, libvirtd’s word of welcome, then the stream', async () => {
    await withServer(accept, async port => {
      const stages: string[] = []
      const transport = await open(target(port), { stages })
      const stream = await transport.openLibvirt(never())
      expect(await echo(stream, 'secure')).toBe('secure')
      expect(stages.at(-1)).toMatch(/^authentication: TLSv1\.\d, certificate of localhost$/)
      expect(transport.facts.libvirtBy?.method).toBe('tls')
      expect((await problemOf(transport.exec('true', { signal: never() }))).code).toBe('transport.noExec')
      await transport.close()
    })
  })

  test('a server signed by somebody else, or named otherwise, is refused; no_verify takes it and says so', async () => {
    await withServer(accept, async port => {
      const stranger = await failing(target(port, { pkiPath: paths.stranger }))
      expect([stranger.code, stranger.next?.includes('cacert.pem')]).toEqual(['tls.failed', true])
      const named = await failing(target(port, { host: '127.0.0.1' }))
      expect(named.code).toBe('tls.failed')
      const transport = await open(target(port, { host: '127.0.0.1', noVerify: true }))
      expect(await echo(await transport.openLibvirt(never()), 'x')).toBe('x')
      expect(transport.facts.decisions.map(one => one.value)).toContainEqual(saying('unchecked'))
      await transport.close()
    })
  })

  test('a client certificate from memory, also with an encrypted key, instead of the files', async () => {
    const read = (folder: string, name: string) => readFile(join(folder, name), 'utf8')
    const caOnly = join(folder, 'caOnly')
    await mkdir(caOnly)
    await writeFile(join(caOnly, 'cacert.pem'), await read(paths.good, 'cacert.pem'))
    const { stdout: encrypted } = await run('openssl', [
      ...['pkcs8', '-topk8', '-in', join(paths.good, 'clientkey.pem'), '-passout', 'pass:open'],
    ])
    const withClient = async (port: number, certificate: string, key: string, passphrase: string | null) => {
      const ask = Object.assign(new ScriptedQuestions(), {
        clientCertificate: () => ({
          label: 'credential “edge”',
          credential: 'edge',
          certificate,
          key,
          passphrase,
        }),
      })
      const transport = await open(target(port, { pkiPath: caOnly }), { ask })
      const stream = await transport.openLibvirt(never())
      const said = await echo(stream, 'mine')
      const { authenticatedBy } = transport.facts
      await transport.close()
      return [said, authenticatedBy]
    }
    await withServer(accept, async port => {
      const certificate = await read(paths.good, 'clientcert.pem')
      const key = await read(paths.good, 'clientkey.pem')
      const expected = ['mine', saying('fromCredential', { name: 'edge' })]
      expect(await withClient(port, certificate, key, null)).toEqual(expected)
      expect(await withClient(port, certificate, encrypted, 'open')).toEqual(expected)
      const strange = withClient(
        port,
        await read(paths.stranger, 'clientcert.pem'),
        await read(paths.stranger, 'clientkey.pem'),
        null,
      )
      const problem = await problemOf(strange)
      expect(problem).toMatchObject({ code: 'tls.failed', data: { clientRefused: true } })
      expect(JSON.stringify(problem.toWire())).not.toContain('PRIVATE KEY')
    })
  })

  test('a client that the server won’t have', async () => {
    await withServer(accept, async port => {
      const problem = await failing(target(port, { pkiPath: paths.bare, noVerify: true }))
      expect([problem.code, problem.next?.includes('clientcert.pem')]).toEqual(['tls.failed', true])
    })
    await withServer(
      socket => socket.end(),
      async port => {
        const problem = await failing(target(port))
        expect(problem.message).toContain('did not accept')
      },
    )
    await withServer(
      socket => socket.write(Buffer.from([0])),
      async port => expect((await failing(target(port))).code).toBe('tls.failed'),
    )
  })

  test('no authority to check with; a server that is silent or no TLS at all', async () => {
    const none = await failing(target(1, { pkiPath: paths.bare }))
    expect(none.message).toContain('authority')
    await withServer(
      () => {},
      async port => {
        const silent = await failing(target(port, { deadlines: { authenticationMs: 200 } }))
        expect(silent.message).toContain('200 ms')
      },
    )
    const plain = createTcpServer(socket => socket.end('HTTP/1.1 400\r\n\r\n'))
    await using(plain, async port => expect((await failing(target(port))).code).toBe('tls.failed'))
  })

  test('certificates are found where libvirt looks: the user’s first, certificate and key from one place', async () => {
    const home = join(folder, 'home')
    const system = join(folder, 'system')
    for (const [path, text] of [
      [join(home, 'clientcert.pem'), 'home cert without its key'],
      [join(system, 'CA', 'cacert.pem'), 'system ca'],
      [join(system, 'libvirt', 'clientcert.pem'), 'system cert'],
      [join(system, 'libvirt', 'private', 'clientkey.pem'), 'system key'],
    ] as const) {
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, text)
    }
    const places = { home, system }
    expect(await loadPki(undefined, places)).toEqual({
      ca: { pem: 'system ca', path: join(system, 'CA', 'cacert.pem') },
      client: {
        certificate: 'system cert',
        key: 'system key',
        path: join(system, 'libvirt', 'clientcert.pem'),
      },
    })
    await writeFile(join(home, 'clientkey.pem'), 'home key')
    await writeFile(join(home, 'cacert.pem'), 'home ca')
    expect(await loadPki(undefined, places)).toMatchObject({
      ca: { pem: 'home ca' },
      client: { key: 'home key' },
    })
    expect(await loadPki(join(folder, 'nowhere'), places)).toEqual({ ca: null, client: null })
    await mkdir(join(folder, 'odd', 'cacert.pem'), { recursive: true })
    await expect(loadPki(join(folder, 'odd'))).rejects.toMatchObject({ code: 'tls.failed' })
  })
})

test('plain TCP carries libvirt and says that nothing protects it', async () => {
  const server = createTcpServer(socket => socket.pipe(socket))
  await using(server, async port => {
    const transport = await open({ kind: 'tcp', host: '127.0.0.1', port })
    expect(await echo(await transport.openLibvirt(never()), 'clear')).toBe('clear')
    expect(transport.facts.decisions[0]?.value).toEqual(saying('openToAll'))
    expect((await problemOf(transport.exec('true', { signal: never() }))).code).toBe('transport.noExec')
    await transport.close()
  })
  expect(
    (await problemOf((await open({ kind: 'tcp', host: '127.0.0.1', port: 1 })).openLibvirt(never()))).code,
  ).toBe('tcp.refused')
})
