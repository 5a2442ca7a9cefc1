import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { AuthContext, Connection, ServerConfig } from 'ssh2'
import { Server, utils } from '../transport/ssh/ssh2.ts'
import type { SshTarget } from '../transport/index.ts'

const run = promisify(execFile)

/** An SSH server (ssh2's) that answers each login attempt as the test says. */
export interface ScriptedSsh {
  readonly port: number
  readonly hostKeyLine: string
  /** Every attempt: the method and, for passwords, what was sent. */
  readonly attempts: string[]
  /** A target for it, whose host key is not checked. */
  target(more?: Partial<SshTarget>): SshTarget
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts it; `onAuth` accepts or rejects, `onClient` may do anything else with a connection. */
export async function startScriptedSsh(
  onAuth: (context: AuthContext) => void,
  onClient: (client: Connection) => void = () => {},
  config: Partial<ServerConfig> = {},
): Promise<ScriptedSsh> {
  const keys = makeHostKey()
  const attempts: string[] = []
  const clients = new Set<Connection>()
  const server = new Server({ hostKeys: [keys.private], ...config }, client => {
    clients.add(client)
    // Clients that hang up in the middle are part of the tests.
    client.on('error', () => client.end())
    client.on('close', () => clients.delete(client))
    client.on('authentication', context => {
      attempts.push(context.method === 'password' ? `password ${context.password}` : context.method)
      onAuth(context)
    })
    onClient(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { port } = address
  const stop = async () => {
    for (const client of clients) client.end()
    server.close()
  }
  return {
    port,
    hostKeyLine: keys.public,
    attempts,
    target: (more = {}) => ({
      kind: 'ssh',
      alias: '127.0.0.1',
      user: 'somebody',
      port,
      identityFiles: [],
      useAgent: false,
      sshConfigPath: null,
      knownHostsFiles: [],
      verifyHostKeys: false,
      pinnedKeys: [],
      sockets: [],
      helperUri: 'qemu:///system',
      mode: 'auto',
      ...more,
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** One in a few hundred of the keys that ssh2 makes can't be read by ssh2 itself; then another is made. */
function makeHostKey(): { private: string; public: string } {
  for (;;) {
    const keys = utils.generateKeyPairSync('ed25519')
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys
  }
}

/** A system user with a password, made for one test; root only. */
export interface ThrowawayUser {
  readonly name: string
  readonly password: string
  [Symbol.asyncDispose](): Promise<void>
}

/** Adds the user; disposing removes it again. */
export async function addThrowawayUser(): Promise<ThrowawayUser> {
  const name = `nc${process.pid % 100_000}${Math.floor(Math.random() * 1_000)}`
  const password = `pw-${Math.random().toString(36).slice(2)}`
  const { stdout } = await run('openssl', ['passwd', '-6', password])
  await run('useradd', [
    '--no-create-home',
    '--home-dir',
    '/',
    '--shell',
    '/bin/sh',
    '-p',
    stdout.trim(),
    name,
  ])
  return {
    name,
    password,
    [Symbol.asyncDispose]: async () => {
      await run('userdel', ['--force', name])
    },
  }
}
