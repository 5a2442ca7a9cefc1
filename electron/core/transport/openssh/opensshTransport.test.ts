import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addThrowawayUser } from '../../testing/scriptedSsh.ts'
import { freePort, makeKey, type Sshd, sshdMissing, startSshd } from '../../testing/sshd.ts'
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
} from '../../testing/transport.ts'
import { JumpPool, type SshTarget } from '../index.ts'

const missing =
  (await sshdMissing()) ?? (spawnSync('ssh', ['-V']).status === 0 ? null : 'ssh is not installed')
const root = process.getuid?.() === 0
const run = promisify(execFile)

/** Private folders left in the places they are made in. */
async function leftovers(): Promise<string[]> {
  const names = await Promise.all(
    [process.env.XDG_RUNTIME_DIR, tmpdir()].map(async base => (base === undefined ? [] : readdir(base))),
  )
  return names.flat().filter(name => /^novacron-ssh-/.test(name))
}

describe.skipIf(missing !== null)('the system’s own ssh', () => {
  let sshd: Sshd
  let door: EchoSocket
  let endpoint = ''
  let before: string[] = []
  beforeAll(async () => {
    before = await leftovers()
    sshd = await startSshd()
    endpoint = `127.0.0.1:${sshd.port}`
    door = await startEcho(join(sshd.folder, 'libvirt-sock'))
  })
  afterAll(async () => {
    await door?.stop()
    await sshd?.stop()
    expect((await leftovers()).filter(name => !before.includes(name))).toEqual([])
  })

  const by = (more: Partial<SshTarget> = {}, server = sshd): SshTarget =>
    sshTarget(server, { kind: 'openssh', sockets: [door.path], ...more })

  test('one login for sockets and commands, all over it', async () => {
    const accepted = sshd.acceptedCount()
    const stages: string[] = []
    const transport = await open(by({ sockets: ['/no/where', door.path] }), { stages })
    const streams = await Promise.all([1, 2, 3].map(() => transport.openLibvirt(never())))
    expect(await Promise.all(streams.map((stream, at) => echo(stream, `s${at}`)))).toEqual(['s0', 's1', 's2'])
    expect(await transport.exec('cat; echo oops >&2; exit 7', { signal: never(), stdin: 'in' })).toEqual({
      stdout: 'in',
      stderr: 'oops\n',
      code: 7,
      truncated: false,
    })
    expect(transport.kind).toBe('openssh')
    expect(transport.facts).toMatchObject({
      authenticatedBy: 'publickey',
      hostKey: { algorithm: 'ssh-ed25519', endpoint },
      libvirtBy: { method: 'direct', path: door.path },
    })
    expect(stages.filter(stage => stage.includes(': ')).map(stage => stage.split(':')[0])).toEqual([
      'resolve',
      'tcp',
      'sshVersion',
      'hostKey',
      'authentication',
      ...Array.from({ length: 3 }, () => ['channel', 'socket']).flat(),
    ])
    const closed = Promise.all(streams.map(stream => once(stream, 'close')))
    await transport.close()
    await closed
    expect(await transport.closed).toBeNull()
    await expect.poll(() => sshd.acceptedCount() - accepted).toBe(1)
    expect((await problemOf(transport.exec('true', { signal: never() }))).code).toBe('transport.closed')
  })

  test('host keys: new is asked, refused sends nothing, changed is refused unasked, a pin gets past it', async () => {
    const other = await makeKey(join(sshd.folder, 'other'))
    const file = join(sshd.folder, 'changed')
    await writeFile(file, `[127.0.0.1]:${sshd.port} ${other.publicLine}\n`)
    const no = new ScriptedQuestions()
    const accepted = sshd.acceptedCount()
    const refused = await problemOf(open(by({ knownHostsFiles: [] }), { ask: no }))
    expect([refused.code, no.hostKeys[0]?.endpoint]).toEqual(['hostKey.refused', endpoint])
    const changed = await problemOf(open(by({ knownHostsFiles: [file] }), { ask: no }))
    expect(changed.code).toBe('hostKey.changed')
    expect(changed.data).toMatchObject({ endpoint, known: [{ source: `${file}:1` }] })
    expect(no.hostKeys).toHaveLength(1)
    const pinned = by({
      knownHostsFiles: [file],
      pinnedKeys: [pinOf(endpoint, sshd.hostKeys[0]?.publicLine ?? '')],
    })
    await expect.poll(() => sshd.acceptedCount()).toBe(accepted)
    await (await open(pinned)).close()
    const revoked = join(sshd.folder, 'revoked')
    await writeFile(revoked, `@revoked * ${sshd.hostKeys[0]?.publicLine}\n`)
    expect((await problemOf(open(by({ knownHostsFiles: [revoked] })))).code).toBe('hostKey.revoked')
  })

  test('prompts reach a person and the answers ssh, never more than were given', async () => {
    const locked = await makeKey(join(sshd.folder, 'locked'), 'ed25519', "it's a $secret \\n")
    await writeFile(
      join(sshd.folder, 'authorized_keys'),
      `${sshd.identity.publicLine}\n${locked.publicLine}\n`,
    )
    const ask = new ScriptedQuestions().onSecret([['wrong'], ["it's a $secret \\n"]])
    const transport = await open(by({ identityFiles: [locked.path] }), { ask })
    expect(ask.secrets).toMatchObject([
      { kind: 'passphrase', subject: locked.path },
      { kind: 'passphrase', subject: locked.path },
    ])
    await transport.close()
    const nobody = await problemOf(open(by({ identityFiles: [locked.path] })))
    expect(nobody.code).toBe('auth.cancelled')
    expect(nobody.data?.request).toMatchObject({ kind: 'passphrase' })
  })

  test.skipIf(!root)('passwords', async () => {
    await using user = await addThrowawayUser()
    await using server = await startSshd({ config: ['PasswordAuthentication yes'] })
    const target = by({ user: user.name, identityFiles: ['/dev/null'] }, server)
    const ask = new ScriptedQuestions().onSecret([['wrong'], [user.password]])
    await (await open(target, { ask })).close()
    expect(ask.secrets.map(request => [request.kind, request.again])).toEqual([
      ['password', false],
      ['password', true],
    ])
    await expect.poll(() => [server.acceptedCount(), server.failedCount()]).toEqual([1, 1])
    expect((await problemOf(open(target))).code).toBe('auth.cancelled')
    await expect.poll(() => server.failedCount()).toBe(1)
  })

  test('certificates of users and hosts, which the client inside lacks', async () => {
    const ca = await makeKey(join(sshd.folder, 'ca'))
    const user = await makeKey(join(sshd.folder, 'certified'))
    await run('ssh-keygen', ['-q', '-s', ca.path, '-I', 'me', '-n', sshd.user, `${user.path}.pub`])
    const host = await makeKey(join(sshd.folder, 'host'))
    await run('ssh-keygen', ['-q', '-s', ca.path, '-h', '-I', 'host', '-n', '127.0.0.1', `${host.path}.pub`])
    await using server = await startSshd({
      config: [`TrustedUserCAKeys ${ca.path}.pub`, `HostCertificate ${host.path}-cert.pub`],
      hostKeyFiles: [host.path],
    })
    const known = join(sshd.folder, 'ca-known')
    await writeFile(known, `@cert-authority * ${ca.publicLine}\n`)
    const target = by({ identityFiles: [user.path], knownHostsFiles: [known] }, server)
    const transport = await open(target)
    expect(transport.facts.hostKey).toBeNull()
    await transport.close()
    const inside = await problemOf(open({ ...target, kind: 'ssh', verifyHostKeys: false }))
    expect(inside.code).toBe('auth.failed')
  })

  test('jump hosts: one login on each, shared, closed with the last', async () => {
    await using gate = await startSshd({ authorizedKeys: [sshd.identity.publicLine] })
    const known = join(sshd.folder, 'both')
    await writeFile(
      known,
      [gate, sshd].map(one => `[127.0.0.1]:${one.port} ${one.hostKeys[0]?.publicLine}\n`).join(''),
    )
    const pool = new JumpPool()
    const accepted = sshd.acceptedCount()
    const target = by({ knownHostsFiles: [known], jump: [`${gate.user}@127.0.0.1:${gate.port}`] })
    const all = await Promise.all([open(target, { pool }), open(target, { pool })])
    expect(await echo((await all[0]?.openLibvirt(never())) ?? fail(), 'x')).toBe('x')
    await expect
      .poll(() => [gate.acceptedCount(), sshd.acceptedCount() - accepted, pool.size])
      .toEqual([1, 2, 1])
    for (const transport of all) await transport.close()
    expect(pool.size).toBe(0)
  })

  test('forwarding refused: the helper', async () => {
    const tools = join(sshd.folder, 'bin')
    await mkdir(tools)
    for (const name of ['sh', 'id', 'ls', 'grep', 'nc']) await symlink(`/bin/${name}`, join(tools, name))
    await using strict = await startSshd({
      authorizedKeys: [sshd.identity.publicLine],
      config: ['AllowStreamLocalForwarding no'],
      env: { PATH: tools },
    })
    const target = by({ identityFiles: [sshd.identity.path] }, strict)
    const netcat = await open(target)
    expect(await echo(await netcat.openLibvirt(never()), 'nc')).toBe('nc')
    expect(netcat.facts.libvirtBy?.method).toBe('netcat')
    await netcat.close()
    await writeFile(join(tools, 'virt-ssh-helper'), `#!/bin/sh\nexec nc -U ${door.path}\n`)
    await chmod(join(tools, 'virt-ssh-helper'), 0o755)
    const helper = await open(target)
    expect(await echo(await helper.openLibvirt(never()), 'helper')).toBe('helper')
    expect(helper.facts.libvirtBy?.method).toBe('helper')
    await helper.close()
    await expect.poll(() => strict.acceptedCount()).toBe(2)
    const none = await open(by({ sockets: ['/no/where'] }))
    expect((await problemOf(none.openLibvirt(never()))).code).toBe('socket.missing')
    await none.close()
  })

  test('sshd killed: everything on it fails with the reason', async () => {
    const transport = await open(by())
    const stream = await transport.openLibvirt(never())
    const failed = once(stream, 'error')
    const begun = join(sshd.folder, 'begun')
    const command = problemOf(transport.exec(`touch ${begun}; sleep 60`, { signal: never() }))
    await until(() => door.sockets.size > 0 && existsSync(begun))
    await sshd.killSessions()
    expect((await transport.closed)?.code).toBe('transport.closed')
    expect((await failed)[0]).toMatchObject({ code: 'transport.closed' })
    expect((await command).code).toBe('transport.closed')
  })

  test('each stage fails as itself', async () => {
    const refused = await problemOf(open(by({ port: await freePort() })))
    expect(refused.code).toBe('tcp.refused')
    const unknown = await problemOf(open(by({ alias: 'no-such-host.invalid' })))
    expect(unknown.code).toBe('resolve.failed')
    const noKey = await problemOf(open(by({ identityFiles: ['/dev/null'] })))
    expect(noKey.code).toBe('auth.failed')
    const mute = createServer(() => {}).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const address = mute.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const silent = await problemOf(open(by({ port, deadlines: { sshVersionMs: 300 } })))
    expect(silent.code).toBe('ssh.notSsh')
    mute.close()
    const program = await problemOf(open(by({ command: '/no/such/ssh' })))
    expect(program.code).toBe('transport.unsupported')
    const old = join(sshd.folder, 'old-ssh')
    await writeFile(old, '#!/bin/sh\necho OpenSSH_7.4p1 >&2\n', { mode: 0o755 })
    expect((await problemOf(open(by({ command: old })))).message).toContain('OpenSSH_7.4p1')
  })

  test('the user’s own configuration still counts, and cancelling ends it', async () => {
    const config = join(sshd.folder, 'config')
    await writeFile(
      config,
      `Host box\n HostName 127.0.0.1\n Port ${sshd.port}\n IdentityFile ${sshd.identity.path}\n LocalForward 1 localhost:1\n`,
    )
    const { port: _port, identityFiles: _files, ...target } = by()
    const transport = await open({ ...target, alias: 'box', sshConfigPath: config })
    expect(await readFile(config, 'utf8')).toContain('LocalForward')
    await transport.close()
    const abort = new AbortController()
    const ask = new ScriptedQuestions().onHostKey(() => new Promise(() => {}))
    const opening = problemOf(open(by({ knownHostsFiles: [] }), { ask, signal: abort.signal }))
    await until(() => ask.hostKeys.length === 1)
    abort.abort()
    expect((await opening).code).toBe('cancelled')
  })
})

function fail(): never {
  throw new Error('nothing there')
}
