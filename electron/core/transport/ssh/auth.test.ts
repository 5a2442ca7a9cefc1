import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AuthContext, Connection, KeyboardAuthContext } from 'ssh2'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { AppError } from '../../../../shared/errors.ts'
import { addThrowawayUser, startScriptedSsh } from '../../testing/scriptedSsh.ts'
import { makeKey, type Sshd, sshdMissing, startSshd } from '../../testing/sshd.ts'
import { never, open, problemOf, ScriptedQuestions, sshTarget } from '../../testing/transport.ts'
import { JumpPool } from '../index.ts'

const missing = await sshdMissing()
const root = process.getuid?.() === 0
const run = promisify(execFile)

/** Everything an error could show, as text. */
const told = (problem: AppError) =>
  JSON.stringify([problem.message, problem.next, problem.data, String(problem.cause), problem.stack])

describe.skipIf(missing !== null)('keys against a real sshd', () => {
  let sshd: Sshd
  let locked: { path: string; publicLine: string }
  beforeAll(async () => {
    sshd = await startSshd()
    locked = await makeKey(join(sshd.folder, 'locked'), 'ed25519', 'open sesame')
    const types = ['rsa', 'ecdsa'] as const
    const lines = [locked.publicLine]
    for (const type of types) lines.push((await makeKey(join(sshd.folder, type), type)).publicLine)
    await writeFile(join(sshd.folder, 'authorized_keys'), [sshd.identity.publicLine, ...lines, ''].join('\n'))
  })
  afterAll(() => sshd?.stop())

  for (const type of ['rsa', 'ecdsa'] as const) {
    test(`a plain ${type} key`, async () => {
      const path = join(sshd.folder, type)
      const transport = await open(sshTarget(sshd, { identityFiles: [path] }))
      expect(transport.facts.authenticatedBy).toBe(`publickey: ${path}`)
      await transport.close()
    })
  }

  test('the same keys in the other forms: PEM, PKCS#8, encrypted PEM without its public half', async () => {
    for (const [type, format, passphrase] of [
      ['rsa', 'PEM', ''],
      ['rsa', 'PKCS8', ''],
      ['ecdsa', 'PKCS8', 'pass8'],
      ['rsa', 'PEM', 'passpem'],
    ] as const) {
      const path = join(sshd.folder, `${type}-${format}-${passphrase}`)
      await writeFile(path, await readFile(join(sshd.folder, type)), { mode: 0o600 })
      await run('ssh-keygen', ['-q', '-p', '-m', format, '-P', '', '-N', passphrase, '-f', path])
      const ask = new ScriptedQuestions().onSecret(['wrong', passphrase].map(text => [text]))
      const transport = await open(sshTarget(sshd, { identityFiles: [path] }), { ask })
      expect(ask.secrets.map(request => request.again)).toEqual(passphrase === '' ? [] : [false, true])
      await transport.close()
    }
  })

  test('an encrypted key is asked for only once the server wants it, a wrong passphrase asks again', async () => {
    const failures = sshd.failedCount()
    const ask = new ScriptedQuestions().onSecret([['nonsense'], ['open sesame']])
    const transport = await open(sshTarget(sshd, { identityFiles: [locked.path] }), { ask })
    expect(ask.secrets).toMatchObject([
      { kind: 'passphrase', subject: locked.path, again: false, prompts: [{ echo: false }] },
      { kind: 'passphrase', subject: locked.path, again: true },
    ])
    await expect.poll(() => sshd.failedCount()).toBe(failures)
    await transport.close()
    const stranger = await makeKey(join(sshd.folder, 'stranger'), 'ed25519', 'secret')
    const unasked = new ScriptedQuestions()
    const problem = await problemOf(
      open(sshTarget(sshd, { identityFiles: [stranger.path] }), { ask: unasked }),
    )
    expect(problem.code).toBe('auth.failed')
    expect(unasked.secrets).toEqual([])
  })

  test('a passphrase given after the server hung up opens the key on the next connection, asked for once', async () => {
    let hangUp = () => {}
    await using server = await startScriptedSsh(
      context => (context.method === 'publickey' ? context.accept() : context.reject(['publickey'])),
      client => {
        hangUp = () => client.end()
      },
    )
    const ask = new ScriptedQuestions().onSecret(async () => {
      hangUp()
      await new Promise(resolve => setTimeout(resolve, 100))
      return ['open sesame']
    })
    const transport = await open(server.target({ identityFiles: [locked.path] }), { ask })
    expect(transport.facts.authenticatedBy).toBe(`publickey: ${locked.path}`)
    expect(ask.secrets.map(request => request.kind)).toEqual(['passphrase'])
    await transport.close()
  })

  test('an encrypted key without its passphrase waits for a person', async () => {
    const ask = new ScriptedQuestions().onSecret([['bad one'], ['bad two'], null])
    const problem = await problemOf(open(sshTarget(sshd, { identityFiles: [locked.path] }), { ask }))
    expect(problem.code).toBe('key.passphrase')
    expect(problem.data).toMatchObject({ subject: locked.path })
    expect(ask.secrets).toHaveLength(3)
    expect(told(problem)).not.toMatch(/bad one|bad two/)
  })

  test('one encrypted key behind many hosts is asked for once', async () => {
    const pool = new JumpPool()
    const ask = new ScriptedQuestions().onSecret([['open sesame']])
    const target = sshTarget(sshd, { identityFiles: [locked.path] })
    const all = await Promise.all(Array.from({ length: 4 }, () => open(target, { ask, pool })))
    expect(ask.secrets).toHaveLength(1)
    await Promise.all(all.map(transport => transport.close()))
    await pool.close()
  })

  test('a host whose server hangs up while another is asked for its key was not refused', async () => {
    const pool = new JumpPool()
    const takesKeys = (context: AuthContext) =>
      context.method === 'publickey' ? context.accept() : context.reject(['publickey'])
    await using asking = await startScriptedSsh(takesKeys)
    const clients: Connection[] = []
    await using waiting = await startScriptedSsh(takesKeys, client => clients.push(client))
    const typed = Promise.withResolvers<string[]>()
    const asked = Promise.withResolvers<void>()
    const ask = new ScriptedQuestions().onSecret(() => {
      asked.resolve()
      return typed.promise
    })
    const first = open(asking.target({ identityFiles: [locked.path] }), { ask, pool })
    await asked.promise
    const second = problemOf(open(waiting.target({ identityFiles: [locked.path] }), { ask, pool }))
    await vi.waitFor(() => expect(waiting.attempts).toEqual(['none', 'publickey']))
    for (const client of clients) client.end()
    expect(await second).toMatchObject({ code: 'ssh.failed', message: expect.stringContaining('passphrase') })
    typed.resolve(['open sesame'])
    await (await first).close()
    expect(ask.secrets).toHaveLength(1)
    await pool.close()
  })

  test('a key file that cannot be used is told with what to do', async () => {
    const open1 = await makeKey(join(sshd.folder, 'toopen'))
    await chmod(open1.path, 0o644)
    const loose = await problemOf(open(sshTarget(sshd, { identityFiles: [open1.path] })))
    expect([loose.code, loose.message.includes('chmod 600')]).toEqual(['key.unreadable', true])
    const absent = await problemOf(open(sshTarget(sshd, { identityFiles: ['/no/such/key'] })))
    expect(absent.code).toBe('key.unreadable')
    const junk = join(sshd.folder, 'junk')
    await writeFile(junk, 'not a key', { mode: 0o600 })
    expect((await problemOf(open(sshTarget(sshd, { identityFiles: [junk] })))).code).toBe('key.unreadable')
    await writeFile(junk, '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n')
    expect((await problemOf(open(sshTarget(sshd, { identityFiles: [junk] })))).code).toBe('key.unreadable')
  })

  test('nothing to offer at all', async () => {
    const problem = await problemOf(open(sshTarget(sshd, { identityFiles: [] })))
    expect(problem.code).toBe('auth.noMethod')
    expect(problem.message).toContain('publickey')
  })

  test('keys that are refused are named, in the order they were offered', async () => {
    const one = await makeKey(join(sshd.folder, 'one'))
    const two = await makeKey(join(sshd.folder, 'two'), 'rsa')
    const problem = await problemOf(open(sshTarget(sshd, { identityFiles: [one.path, two.path] })))
    expect(problem.code).toBe('auth.failed')
    expect(problem.data?.attempts).toEqual([
      { method: 'publickey', subject: one.path },
      { method: 'publickey', subject: two.path },
    ])
  })

  describe('with an agent', () => {
    let socket = ''
    let stopAgent: () => Promise<void>
    const strangers: string[] = []
    beforeAll(async () => {
      socket = join(sshd.folder, 'agent.sock')
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(agent.stdout, 'data')
      stopAgent = async () => {
        const gone = once(agent, 'exit')
        agent.kill('SIGTERM')
        await gone
      }
      const env = { ...process.env, SSH_AUTH_SOCK: socket }
      for (let at = 0; at < 7; at++) {
        const { path } = await makeKey(join(sshd.folder, `agent-stranger-${at}`))
        strangers.push(path)
        await run('ssh-add', ['-q', path], { env })
      }
      await run('ssh-add', ['-q', join(sshd.folder, 'rsa')], { env })
    })
    afterAll(() => stopAgent?.())

    test('a named key that the agent holds is offered first; the file need not be readable', async () => {
      const publicOnly = join(sshd.folder, 'rsa-public')
      await writeFile(publicOnly, await readFile(join(sshd.folder, 'rsa.pub')))
      const target = sshTarget(sshd, { useAgent: true, agentSocket: socket, identityFiles: [publicOnly] })
      const transport = await open(target)
      expect(transport.facts.authenticatedBy).toMatch(/^publickey: test \(agent, SHA256:/)
      await transport.close()
    })

    test('too many keys: the server hangs up, and the advice is to name one', async () => {
      const target = sshTarget(sshd, { useAgent: true, agentSocket: socket, identityFiles: [] })
      const problem = await problemOf(open(target))
      expect(problem.code).toBe('auth.failed')
      expect(problem.next).toContain('IdentitiesOnly')
    })

    test('IdentitiesOnly keeps the others from being offered', async () => {
      const config = join(sshd.folder, 'only')
      await writeFile(
        config,
        `IdentitiesOnly yes\nIdentityAgent ${socket}\nIdentityFile ${join(sshd.folder, 'rsa')}\n`,
      )
      const { useAgent: _none, identityFiles: _files, ...target } = sshTarget(sshd)
      const transport = await open({ ...target, sshConfigPath: config })
      expect(transport.facts.authenticatedBy).toContain('(agent, SHA256:')
      expect(transport.facts.decisions).toContainEqual({
        label: 'agent',
        value: socket,
        source: `${config}:2`,
      })
      await transport.close()
    })

    test('an agent that is absent or hangs: the key files still count, else it is named', async () => {
      const absent = { useAgent: true, agentSocket: '/no/agent.sock' }
      await (await open(sshTarget(sshd, absent))).close()
      const problem = await problemOf(open(sshTarget(sshd, { ...absent, identityFiles: [] })))
      expect(problem.code).toBe('agent.unreachable')
      expect(problem.data).toMatchObject({ agent: '/no/agent.sock' })
      const hung = join(sshd.folder, 'hung.sock')
      const server = createServer(() => {}).listen(hung)
      await once(server, 'listening')
      const abort = new AbortController()
      const opening = problemOf(
        open(sshTarget(sshd, { useAgent: true, agentSocket: hung, identityFiles: [] }), {
          signal: abort.signal,
        }),
      )
      setTimeout(() => abort.abort(), 300)
      expect((await opening).code).toBe('cancelled')
      server.close()
    })
  })

  test.skipIf(!root)('passwords and PAM prompts of a real user', async () => {
    await using user = await addThrowawayUser()
    for (const [config, kind] of [
      [['PasswordAuthentication yes'], 'password'],
      [['UsePAM yes', 'KbdInteractiveAuthentication yes'], 'keyboardInteractive'],
    ] as const) {
      await using server = await startSshd({ config: [...config] })
      const target = sshTarget(server, { user: user.name, identityFiles: [] })
      const ask = new ScriptedQuestions().onSecret([['wrong'], [user.password]])
      const transport = await open(target, { ask })
      expect((await transport.exec('id -un', { signal: never() })).stdout).toBe(`${user.name}\n`)
      expect(ask.secrets.map(request => [request.kind, request.again])).toEqual([
        [kind, false],
        [kind, true],
      ])
      await expect.poll(() => [server.acceptedCount(), server.failedCount()]).toEqual([1, 1])
      await transport.close()
    }
  })
})

describe('passwords and prompts, counted at the server', () => {
  test('each secret goes out once; three wrong ones end it; none is told', async () => {
    await using server = await startScriptedSsh(context => context.reject(['password']))
    const ask = new ScriptedQuestions().onSecret([
      ['first-secret'],
      ['second-secret'],
      ['third-secret'],
      ['fourth'],
    ])
    const problem = await problemOf(open(server.target(), { ask }))
    expect(problem.code).toBe('auth.failed')
    expect(server.attempts).toEqual([
      'none',
      'password first-secret',
      'password second-secret',
      'password third-secret',
    ])
    expect(told(problem)).not.toMatch(/first-secret|second-secret|third-secret/)
  })

  test('no answer: no attempt, and the question is in the error for the session to show', async () => {
    await using server = await startScriptedSsh(context => context.reject(['password']))
    const problem = await problemOf(open(server.target()))
    expect(problem.code).toBe('auth.cancelled')
    expect(problem.data?.request).toMatchObject({ kind: 'password', subject: 'somebody', again: false })
    expect(server.attempts).toEqual(['none'])
  })

  test('several rounds of prompts, echo and words passed on, bounded', async () => {
    const rounds: string[][] = []
    await using server = await startScriptedSsh(context => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
      askIn(context, [
        [[{ prompt: 'Password: ', echo: false }], 'Login', 'Two steps\u001b[31m'],
        [
          [
            { prompt: 'Token: ', echo: true },
            { prompt: `Colour${'!'.repeat(9_000)}`, echo: false },
          ],
          '',
          '',
        ],
        [[], '', 'nearly there'],
      ]).then(
        answers => {
          rounds.push(...answers)
          context.accept()
        },
        () => context.reject(),
      )
    })
    const ask = new ScriptedQuestions().onSecret([['pw'], ['123456', 'blue']])
    const transport = await open(server.target(), { ask })
    expect(rounds).toEqual([['pw'], ['123456', 'blue'], []])
    expect(ask.secrets[0]).toMatchObject({
      kind: 'keyboardInteractive',
      instruction: 'Login Two steps [31m',
      prompts: [{ text: 'Password:', echo: false }],
    })
    expect(ask.secrets[1]?.prompts.map(prompt => prompt.echo)).toEqual([true, false])
    expect(ask.secrets[1]?.prompts[1]?.text.length).toBeLessThanOrEqual(301)
    await transport.close()
  })

  test('a wrong token asks again from the start; a person who stops sends nothing', async () => {
    await using server = await startScriptedSsh(context => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
      askIn(context, [[[{ prompt: 'Token: ', echo: true }], '', '']]).then(
        () => context.reject(['keyboard-interactive']),
        () => {},
      )
    })
    const ask = new ScriptedQuestions().onSecret([['1'], ['2'], null])
    const problem = await problemOf(open(server.target(), { ask }))
    expect(problem.code).toBe('auth.cancelled')
    expect(ask.secrets.map(request => request.again)).toEqual([false, true, true])
    expect(server.attempts.filter(method => method === 'keyboard-interactive')).toHaveLength(3)
  })

  test('a server that fails without asking is not tried again, one that never stops asking is ended', async () => {
    await using mute = await startScriptedSsh(context => context.reject(['keyboard-interactive']))
    const problem = await problemOf(open(mute.target()))
    expect(problem.code).toBe('auth.failed')
    expect(mute.attempts).toEqual(['none', 'keyboard-interactive'])
    await using endless = await startScriptedSsh(context => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
      const more = () => context.prompt([{ prompt: 'More: ', echo: true }], more)
      more()
    })
    const ask = new ScriptedQuestions().onSecret(() => ['x'])
    expect((await problemOf(open(endless.target(), { ask }))).code).toBe('auth.failed')
    expect(ask.secrets.length).toBeLessThanOrEqual(20)
  })

  test('two factors: a password after a partial success', async () => {
    await using server = await startScriptedSsh(context => {
      if (context.method === 'keyboard-interactive') {
        askIn(context, [[[{ prompt: 'Token: ', echo: true }], '', '']]).then(
          () => context.reject(['password'], true),
          () => {},
        )
      } else if (context.method === 'password') context.accept()
      else context.reject(['keyboard-interactive'])
    })
    const ask = new ScriptedQuestions().onSecret(request => [request.kind === 'password' ? 'pw' : '42'])
    const transport = await open(server.target(), { ask })
    expect(ask.secrets.map(request => request.kind)).toEqual(['keyboardInteractive', 'password'])
    await transport.close()
  })

  test('ssh config chooses and orders the methods', async () => {
    await using server = await startScriptedSsh(context =>
      context.method === 'password' ? context.accept() : context.reject(['keyboard-interactive', 'password']),
    )
    const { mkdtemp, rm } = await import('node:fs/promises')
    const folder = await mkdtemp('/tmp/novacron-order-')
    try {
      await writeFile(join(folder, 'config'), 'PreferredAuthentications password\n')
      const ask = new ScriptedQuestions().onSecret([['pw']])
      await (await open(server.target({ sshConfigPath: join(folder, 'config') }), { ask })).close()
      expect(server.attempts).toEqual(['none', 'password pw'])
      await writeFile(join(folder, 'config'), 'PasswordAuthentication no\nKbdInteractiveAuthentication no\n')
      const problem = await problemOf(open(server.target({ sshConfigPath: join(folder, 'config') })))
      expect(problem.code).toBe('auth.noMethod')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('a secret given after the server hung up is used on the next connection, once', async () => {
    let hangUp = () => {}
    await using server = await startScriptedSsh(
      context => (context.method === 'password' ? context.accept() : context.reject(['password'])),
      client => {
        hangUp = () => client.end()
      },
    )
    const ask = new ScriptedQuestions().onSecret(async () => {
      hangUp()
      await new Promise(resolve => setTimeout(resolve, 100))
      return ['late']
    })
    const transport = await open(server.target(), { ask })
    expect(server.attempts).toEqual(['none', 'none', 'password late'])
    expect(ask.secrets).toHaveLength(1)
    await transport.close()
  })

  test('a server that stops answering fails at the deadline, but never while a person thinks', async () => {
    await using silent = await startScriptedSsh(context => {
      if (context.method !== 'password') context.reject(['password'])
    })
    const slow = new ScriptedQuestions().onSecret(async () => {
      await new Promise(resolve => setTimeout(resolve, 1_500))
      return ['pw']
    })
    const problem = await problemOf(
      open(silent.target({ deadlines: { authenticationMs: 1_000 } }), { ask: slow }),
    )
    expect(problem.code).toBe('auth.failed')
    expect(problem.message).toContain('did not answer the login')
    expect(silent.attempts).toEqual(['none', 'password pw'])
  })

  test('an expired password is named; nothing is sent for it', async () => {
    await using server = await startScriptedSsh(context => {
      if (context.method !== 'password') context.reject(['password'])
      else if (context.method === 'password')
        context.requestChange('Choose a new one', () => context.accept())
    })
    const ask = new ScriptedQuestions().onSecret([['old']])
    const problem = await problemOf(open(server.target(), { ask }))
    expect([problem.code, problem.message.includes('expired')]).toEqual(['auth.failed', true])
    expect(server.attempts).toEqual(['none', 'password old'])
  })

  test('the number of answers must fit the prompts', async () => {
    await using server = await startScriptedSsh(context => context.reject(['password']))
    const ask = new ScriptedQuestions().onSecret([[]])
    expect((await problemOf(open(server.target(), { ask }))).code).toBe('input.invalid')
    expect(server.attempts).toEqual(['none'])
  })
})

type Round = [{ prompt: string; echo: boolean }[], string, string]

/** Asks round after round and collects the answers. */
async function askIn(context: KeyboardAuthContext, rounds: Round[]): Promise<string[][]> {
  const all: string[][] = []
  for (const [prompts, title, instructions] of rounds) {
    all.push(await new Promise(resolve => context.prompt(prompts, title, instructions, resolve)))
  }
  return all
}
