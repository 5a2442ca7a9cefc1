import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeKey, type Sshd, sshdMissing, startSshd } from '../testing/sshd.ts'
import {
  type EchoSocket,
  echo,
  never,
  open,
  pinOf,
  problemOf,
  ScriptedQuestions,
  sshTarget,
  startEcho,
  until,
} from '../testing/transport.ts'
import { JumpPool, type SshTarget } from './index.ts'

const missing = await sshdMissing()

describe.skipIf(missing !== null)('jump hosts, all real', () => {
  let gate: Sshd
  let inner: Sshd
  let far: Sshd
  let door: EchoSocket
  /** One key opens all three; one file knows all three. */
  let identity = ''
  let known = ''
  beforeAll(async () => {
    gate = await startSshd()
    const authorizedKeys = [gate.identity.publicLine]
    inner = await startSshd({ authorizedKeys })
    far = await startSshd({ authorizedKeys })
    door = await startEcho(join(far.folder, 'sock'))
    identity = gate.identity.path
    known = join(gate.folder, 'all')
    await writeFile(
      known,
      [gate, inner, far].map(one => `[127.0.0.1]:${one.port} ${one.hostKeys[0]?.publicLine}\n`).join(''),
    )
  })
  afterAll(async () => {
    await door?.stop()
    await Promise.all([gate, inner, far].map(one => one?.stop()))
  })

  const at = (sshd: Sshd) => `${sshd.user}@127.0.0.1:${sshd.port}`
  const through = (...jumps: Sshd[]): SshTarget =>
    sshTarget(far, {
      identityFiles: [identity],
      knownHostsFiles: [known],
      sockets: [door.path],
      jump: jumps.map(at),
    })
  const accepted = () => [gate, inner, far].map(one => one.acceptedCount())
  const since = (before: number[]) => accepted().map((count, index) => count - (before[index] ?? 0))

  test('three hops deep, one login on each, the stages named by hop', async () => {
    const before = accepted()
    const stages: string[] = []
    const transport = await open(through(gate, inner), { stages })
    expect(await echo(await transport.openLibvirt(never()), 'deep')).toBe('deep')
    await expect.poll(() => since(before)).toEqual([1, 1, 1])
    expect(transport.facts.jumps).toEqual([`127.0.0.1:${gate.port}`, `127.0.0.1:${inner.port}`])
    const endings = stages.filter(stage => stage.includes('authentication: '))
    expect(endings.map(stage => stage.split(' authentication')[0])).toEqual([
      `127.0.0.1:${gate.port}`,
      `127.0.0.1:${inner.port}`,
      expect.stringMatching(/^authentication: /),
    ])
    expect(stages).toContain(`tcp: port ${far.port} through 127.0.0.1:${inner.port}`)
    await transport.close()
  })

  test('shared by all behind it, closed when the last leaves, made anew after', async () => {
    const pool = new JumpPool()
    const before = accepted()
    const all = await Promise.all(Array.from({ length: 6 }, () => open(through(gate), { pool })))
    await expect.poll(() => since(before)).toEqual([1, 0, 6])
    expect(pool.size).toBe(1)
    for (const transport of all.slice(1)) await transport.close()
    expect(pool.size).toBe(1)
    const [first] = all
    expect(await echo((await first?.openLibvirt(never())) ?? fail(), 'on')).toBe('on')
    await first?.close()
    expect(pool.size).toBe(0)
    while ((await gate.sessionPids()).length > 0) await new Promise(resolve => setTimeout(resolve, 10))
    await (await open(through(gate), { pool })).close()
    await expect.poll(() => since(before)).toEqual([2, 0, 7])
  })

  test('chains share what they have in common', async () => {
    const pool = new JumpPool()
    const before = accepted()
    const [short, long] = await Promise.all([
      open(through(gate), { pool }),
      open(through(gate, inner), { pool }),
    ])
    await expect.poll(() => since(before)).toEqual([1, 1, 2])
    expect(pool.size).toBe(2)
    await short.close()
    expect(pool.size).toBe(2)
    expect(await echo(await long.openLibvirt(never()), 'x')).toBe('x')
    await long.close()
    expect(pool.size).toBe(0)
  })

  test('its key is asked for like any other, once for all behind it, and pinned under its own name', async () => {
    const pool = new JumpPool()
    const endpoint = `127.0.0.1:${gate.port}`
    const ask = new ScriptedQuestions().onHostKey(() => 'trust')
    const target = { ...through(gate), knownHostsFiles: [far.knownHostsFile] }
    const all = await Promise.all([open(target, { pool, ask }), open(target, { pool, ask })])
    expect(ask.hostKeys).toMatchObject([{ endpoint, jump: true }])
    await Promise.all(all.map(transport => transport.close()))
    const pinned = { ...target, pinnedKeys: [pinOf(endpoint, gate.hostKeys[0]?.publicLine ?? '')] }
    await (await open(pinned)).close()
    const wrong = await makeKey(join(gate.folder, `wrong${Date.now()}`))
    const problem = await problemOf(open({ ...target, pinnedKeys: [pinOf(endpoint, wrong.publicLine)] }))
    expect([problem.code, problem.data?.endpoint, problem.data?.jump]).toEqual([
      'hostKey.changed',
      endpoint,
      true,
    ])
  })

  test('when the host that was asked is given up, the next one is asked', async () => {
    const pool = new JumpPool()
    const target = { ...through(gate), knownHostsFiles: [far.knownHostsFile] }
    const abort = new AbortController()
    const absent = new ScriptedQuestions().onHostKey(() => new Promise(() => {}))
    const present = new ScriptedQuestions().onHostKey(() => 'trust')
    const first = problemOf(open(target, { pool, ask: absent, signal: abort.signal }))
    await until(() => absent.hostKeys.length === 1)
    const second = open(target, { pool, ask: present })
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(present.hostKeys).toEqual([])
    abort.abort()
    expect((await first).code).toBe('cancelled')
    const transport = await second
    expect(present.hostKeys).toHaveLength(1)
    await transport.close()
    expect(pool.size).toBe(0)
  })

  test('giving up while it connects closes it, when nobody else waits', async () => {
    const pool = new JumpPool()
    const abort = new AbortController()
    const ask = new ScriptedQuestions().onHostKey(() => new Promise(() => {}))
    const opening = problemOf(
      open({ ...through(gate), knownHostsFiles: [] }, { pool, ask, signal: abort.signal }),
    )
    await until(() => ask.hostKeys.length === 1)
    abort.abort()
    await opening
    expect(pool.size).toBe(0)
    while ((await gate.sessionPids()).length > 0) await new Promise(resolve => setTimeout(resolve, 10))
  })

  test('a jump host that refuses one host’s key is tried with the next one’s', async () => {
    const pool = new JumpPool()
    const stranger = await makeKey(join(gate.folder, `stranger${Date.now()}`))
    const [refused, let_in] = await Promise.allSettled([
      open({ ...through(gate), identityFiles: [stranger.path] }, { pool }),
      open(through(gate), { pool }),
    ])
    expect(refused.status === 'rejected' && refused.reason.code).toBe('auth.failed')
    expect(let_in.status).toBe('fulfilled')
    if (let_in.status === 'fulfilled') await let_in.value.close()
    expect(pool.size).toBe(0)
  })

  test('when it breaks, all behind it end and say so; the next attempt makes it anew', async () => {
    const pool = new JumpPool()
    const all = await Promise.all([open(through(gate), { pool }), open(through(gate, inner), { pool })])
    await gate.killSessions()
    for (const transport of all) {
      const reason = await transport.closed
      expect(reason?.code).toBe('transport.closed')
      expect(reason?.message).toContain(`127.0.0.1:${gate.port}`)
    }
    expect(pool.size).toBe(0)
    await (await open(through(gate), { pool })).close()
    expect(pool.size).toBe(0)
  })

  test('a jump host that forwards nothing, and one that can’t reach the host', async () => {
    await using closed = await startSshd({
      authorizedKeys: [gate.identity.publicLine],
      config: ['AllowTcpForwarding no'],
    })
    const target = { ...through(closed), knownHostsFiles: [known, closed.knownHostsFile] }
    const refused = await problemOf(open(target))
    expect([refused.code, refused.next?.includes('AllowTcpForwarding')]).toEqual(['channel.refused', true])
    const nowhere = await problemOf(open({ ...through(gate), port: 1 }))
    expect(nowhere.code).toBe('tcp.unreachable')
    expect(nowhere.message).toContain(`127.0.0.1:${gate.port} could not reach 127.0.0.1:1`)
  })

  test('ssh config: ProxyJump, jumps of jumps, aliases, and no jump through oneself', async () => {
    const config = join(gate.folder, 'config')
    const block = (name: string, sshd: Sshd, ...lines: string[]) =>
      [`Host ${name}`, 'HostName 127.0.0.1', `Port ${sshd.port}`, `IdentityFile ${identity}`, ...lines].join(
        '\n  ',
      )
    await writeFile(
      config,
      [
        block('far', far),
        block('inner', inner, 'ProxyJump gate'),
        block('gate', gate, 'ProxyJump none'),
        'Host *\n  ProxyJump inner\n',
      ].join('\n'),
    )
    const { port: _port, identityFiles: _files, jump: _jump, ...target } = through()
    const before = accepted()
    const pool = new JumpPool()
    const circle = `${config}-circle`
    await writeFile(circle, 'Host a\n ProxyJump b\nHost b\n ProxyJump a\n')
    const round = await problemOf(open({ ...target, alias: 'a', sshConfigPath: circle }, { pool }))
    expect([round.code, round.message.includes('circle')]).toEqual(['uri.invalid', true])
    const transport = await open({ ...target, alias: 'far', sshConfigPath: config }, { pool })
    expect(transport.facts.decisions.filter(one => one.label === 'jumpHost')).toMatchObject([
      { value: expect.stringContaining(String(gate.port)), source: expect.stringContaining(`${config}:`) },
      { value: expect.stringContaining(String(inner.port)) },
    ])
    await expect.poll(() => since(before)).toEqual([1, 1, 1])
    await transport.close()
    // A list given by the person replaces ssh config's; an empty one means none.
    const direct = await open({ ...target, alias: 'far', sshConfigPath: config, jump: [] }, { pool })
    expect(direct.facts.jumps).toEqual([])
    await direct.close()
    // "Host *" sends the jump host through itself too; as with OpenSSH that is no jump.
    await writeFile(config, [block('far', far), block('gate', gate), 'Host *\n  ProxyJump gate\n'].join('\n'))
    const self = await open({ ...target, alias: 'far', sshConfigPath: config }, { pool })
    expect(self.facts.jumps).toEqual([`127.0.0.1:${gate.port}`])
    await self.close()
  })

  test('closing the pool ends every shared connection', async () => {
    const pool = new JumpPool()
    const transport = await open(through(gate), { pool })
    await pool.close()
    expect(await transport.closed).toMatchObject({ code: 'transport.closed' })
    expect(pool.size).toBe(0)
    await transport.close()
  })
})

function fail(): never {
  throw new Error('nothing there')
}
