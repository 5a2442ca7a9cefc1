import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addThrowawayUser, type ThrowawayUser } from '../../testing/scriptedSsh.ts'
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
const root = process.getuid?.() === 0

/** The error a stream ends with. */
async function failure(stream: Duplex): Promise<Error> {
  stream.resume()
  if (!stream.closed) await new Promise(resolve => stream.once('close', resolve))
  if (stream.errored === null) throw new Error('the stream ended without an error')
  return stream.errored
}

describe.skipIf(missing !== null)('the way to libvirt’s socket', () => {
  let free: Sshd
  let strict: Sshd
  let door: EchoSocket
  let tools = ''
  beforeAll(async () => {
    free = await startSshd()
    tools = join(free.folder, 'bin')
    await mkdir(tools)
    // The strict server's users find only these programs, so that each helper can be there or not.
    for (const name of ['sh', 'id', 'ls', 'grep', 'cat', 'nc', 'true'])
      await symlink(`/bin/${name}`, join(tools, name))
    strict = await startSshd({
      authorizedKeys: [free.identity.publicLine],
      config: ['AllowStreamLocalForwarding no'],
      env: { PATH: tools },
    })
    door = await startEcho(join(free.folder, "so ck'et"))
  })
  afterAll(async () => {
    await door?.stop()
    await strict?.stop()
    await free?.stop()
  })

  const helper = async (script: string | null) => {
    const path = join(tools, 'virt-ssh-helper')
    const { rm } = await import('node:fs/promises')
    await rm(path, { force: true })
    if (script === null) return
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
  }

  test('candidates are tried in order, and what worked is taken first again', async () => {
    const transport = await open(
      sshTarget(free, { sockets: ['/no/where', `${free.folder}/none`, door.path] }),
    )
    await echo(await transport.openLibvirt(never()), 'one')
    expect(transport.facts.libvirtBy).toEqual({ method: 'direct', path: door.path })
    await echo(await transport.openLibvirt(never()), 'two')
    await transport.close()
    expect((free.log().match(/no\/where/g) ?? []).length).toBeLessThanOrEqual(1)
  })

  test('other rights take another door over the same login, and back again', async () => {
    const readOnly = await startEcho(join(free.folder, 'sock-ro'))
    try {
      const before = free.acceptedCount()
      const transport = await open(sshTarget(free, { sockets: [door.path] }))
      const path = async (as?: { sockets: string[]; readOnly: boolean }) => {
        await echo(await transport.openLibvirt(never(), as), 'x')
        return transport.facts.libvirtBy?.path
      }
      const less = { sockets: [readOnly.path, door.path], readOnly: true }
      expect(await path()).toBe(door.path)
      expect(await path(less)).toBe(readOnly.path)
      expect(await path(less)).toBe(readOnly.path)
      expect(await path({ sockets: [door.path], readOnly: false })).toBe(door.path)
      await expect.poll(() => free.acceptedCount() - before).toBe(1)
      await transport.close()
    } finally {
      await readOnly.stop()
    }
  })

  test('forwarding refused: libvirt’s helper, given the URI and -r as they are', async () => {
    const seen = join(free.folder, 'args')
    await helper(`printf '%s|' "$@" > ${seen}; exec nc -U "${door.path}"`)
    const uri = "qemu:///system?it's=$HOME&x=`id`"
    for (const readOnly of [false, true]) {
      const transport = await open(
        sshTarget(strict, {
          identityFiles: [free.identity.path],
          sockets: [door.path],
          helperUri: uri,
          readOnly,
        }),
      )
      const stream = await transport.openLibvirt(never())
      expect(await echo(stream, 'by helper')).toBe('by helper')
      expect(await readFile(seen, 'utf8')).toBe(`${readOnly ? '-r|' : ''}${uri}|`)
      expect(transport.facts.libvirtBy?.method).toBe('helper')
      expect(await echo(await transport.openLibvirt(never()), 'again')).toBe('again')
      await transport.close()
      await until(() => door.sockets.size === 0)
    }
  })

  test('no helper: netcat, with any path', async () => {
    await helper(null)
    const transport = await open(
      sshTarget(strict, { identityFiles: [free.identity.path], sockets: ['/no/where', door.path] }),
    )
    const stream = await transport.openLibvirt(never())
    expect(await echo(stream, 'by nc')).toBe('by nc')
    expect(transport.facts.libvirtBy).toEqual({ method: 'netcat', path: door.path })
    expect(await echo(await transport.openLibvirt(never()), 'again')).toBe('again')
    await transport.close()
    await until(() => door.sockets.size === 0)
    await expect.poll(() => strict.acceptedCount()).toBeGreaterThan(0)
  })

  test('neither: the refusal is named, with what to set or install', async () => {
    await helper(null)
    const target = sshTarget(strict, { identityFiles: [free.identity.path], sockets: [door.path] })
    for (const more of [{ netcat: 'no-such-nc' }, { mode: 'direct' as const }]) {
      const transport = await open({ ...target, ...more })
      const problem = await problemOf(transport.openLibvirt(never()))
      expect(problem.code).toBe('channel.refused')
      expect(problem.next).toContain('AllowStreamLocalForwarding')
      await transport.close()
    }
    const forced = await open({ ...target, mode: 'helper' })
    const absent = await problemOf(forced.openLibvirt(never()))
    expect([absent.code, absent.message.includes('virt-ssh-helper')]).toEqual(['helper.missing', true])
    await forced.close()
    const netcat = await open({ ...target, mode: 'netcat', netcat: 'no-such-nc' })
    expect((await problemOf(netcat.openLibvirt(never()))).code).toBe('helper.missing')
    await netcat.close()
  })

  test('a helper that once failed is not taken again unseen', async () => {
    await helper('echo "cannot connect: No such file" >&2; exit 1')
    const transport = await open(
      sshTarget(strict, { identityFiles: [free.identity.path], sockets: [door.path] }),
    )
    const stream = await transport.openLibvirt(never())
    await new Promise(resolve => stream.once('close', resolve))
    expect(transport.facts.libvirtBy).toBeNull()
    await helper(null)
    expect(await echo(await transport.openLibvirt(never()), 'by nc now')).toBe('by nc now')
    await transport.close()
  })

  test('a helper that fails before libvirt has spoken says why, on the stream', async () => {
    await helper('echo "cannot connect: Connection refused" >&2; exit 1')
    const transport = await open(
      sshTarget(strict, { identityFiles: [free.identity.path], sockets: [door.path], mode: 'helper' }),
    )
    const error = await failure(await transport.openLibvirt(never()))
    expect(error).toMatchObject({ code: 'socket.missing' })
    expect(error.message).toContain('cannot connect: Connection refused')
    await transport.close()
  })

  test('no socket at all, a file in its place, one where nobody listens', async () => {
    const transport = await open(sshTarget(free, { sockets: ['/no/where', `${free.folder}/none`] }))
    const problem = await problemOf(transport.openLibvirt(never()))
    expect(problem.code).toBe('socket.missing')
    expect(problem.message).toContain('/no/where')
    expect(problem.data).toMatchObject({ stage: 'socket', user: free.user })
    await transport.close()
    const deaf = await startEcho(join(free.folder, 'deaf'))
    const { rename } = await import('node:fs/promises')
    await rename(deaf.path, `${deaf.path}-kept`)
    await deaf.stop()
    await helper(null)
    const onDeaf = await open(
      sshTarget(strict, { identityFiles: [free.identity.path], sockets: [`${deaf.path}-kept`] }),
    )
    // The socket is there and may be opened, yet nobody listens; sshd doesn't say so, netcat does.
    const error = await problemOf(
      onDeaf.openLibvirt(never()).then(failure).then(Promise.reject.bind(Promise)),
    )
    expect(error.code).toBe('socket.missing')
    await onDeaf.close()
  })

  test('a user who may run nothing: all that is known is said', async () => {
    await using caged = await startSshd({
      authorizedKeys: [free.identity.publicLine],
      config: ['ForceCommand /bin/false'],
    })
    const target = sshTarget(caged, { identityFiles: [free.identity.path] })
    const works = await open({ ...target, sockets: [door.path] })
    expect(await echo(await works.openLibvirt(never()), 'direct needs no shell')).toBe(
      'direct needs no shell',
    )
    await works.close()
    const shut = await open({ ...target, sockets: ['/no/where'] })
    const problem = await problemOf(shut.openLibvirt(never()))
    expect(problem.code).toBe('channel.refused')
    expect(problem.message).toContain('/no/where')
    await shut.close()
  })

  test('a user who may run the helper only: whatever is asked for, it is taken', async () => {
    await using caged = await startSshd({
      authorizedKeys: [free.identity.publicLine],
      // So ends the helper too, once its input does.
      config: [
        'ForceCommand cat; echo "virt-ssh-helper: could not proxy traffic: EOF" >&2; exit 1',
        'DisableForwarding yes',
      ],
    })
    const transport = await open(sshTarget(caged, { identityFiles: [free.identity.path] }))
    expect(await echo(await transport.openLibvirt(never()), 'forced')).toBe('forced')
    expect(transport.facts.libvirtBy?.method).toBe('helper')
    await transport.close()
    const direct = await open(
      sshTarget(caged, { identityFiles: [free.identity.path], sockets: [door.path], mode: 'direct' }),
    )
    expect((await problemOf(direct.openLibvirt(never()))).code).toBe('channel.refused')
    await direct.close()
  })

  test('a login shell that talks does not confuse the look at the sockets', async () => {
    await using chatty = await startSshd({
      authorizedKeys: [free.identity.publicLine],
      config: [`ForceCommand echo welcome; echo "socket usable /fake"; eval "$SSH_ORIGINAL_COMMAND"`],
    })
    const transport = await open(
      sshTarget(chatty, { identityFiles: [free.identity.path], sockets: ['/no/where'] }),
    )
    const problem = await problemOf(transport.openLibvirt(never()))
    expect(problem.code).toBe('socket.missing')
    await transport.close()
  })

  test('a session’s socket is found in the runtime folder over there', async () => {
    const runtime = join(free.folder, 'runtime')
    await mkdir(join(runtime, 'libvirt'), { recursive: true })
    const session = await startEcho(join(runtime, 'libvirt', 'libvirt-sock'))
    await using there = await startSshd({
      authorizedKeys: [free.identity.publicLine],
      env: { XDG_RUNTIME_DIR: runtime },
    })
    for (const prefix of ['$XDG_RUNTIME_DIR', '%t']) {
      const transport = await open(
        sshTarget(there, {
          identityFiles: [free.identity.path],
          sockets: [`${prefix}/libvirt/none`, `${prefix}/libvirt/libvirt-sock`],
        }),
      )
      expect(await echo(await transport.openLibvirt(never()), 'session')).toBe('session')
      expect(transport.facts.libvirtBy).toEqual({ method: 'direct', path: session.path })
      await transport.close()
    }
    await session.stop()
  })

  describe.skipIf(!root)('a user without rights', () => {
    let user: ThrowawayUser
    beforeAll(async () => {
      user = await addThrowawayUser()
    })
    afterAll(() => user?.[Symbol.asyncDispose]())

    test('the socket’s group is named, and how to join it', async () => {
      await chmod(door.path, 0o770)
      const transport = await open(sshTarget(free, { user: user.name, sockets: [door.path] }))
      const problem = await problemOf(transport.openLibvirt(never()))
      expect(problem.code).toBe('socket.permission')
      expect(problem.message).toContain(`${user.name} may not open ${door.path}`)
      expect(problem.next).toContain(`usermod -aG libvirt ${user.name}`)
      expect(problem.data).toMatchObject({ groups: [user.name], sockets: [{ state: 'denied' }] })
      await transport.close()
    })

    test('a folder that hides the socket is a question of rights too', async () => {
      const hidden = join(free.folder, 'hidden')
      await mkdir(hidden, { mode: 0o700 })
      const transport = await open(sshTarget(free, { user: user.name, sockets: [join(hidden, 'sock')] }))
      expect((await problemOf(transport.openLibvirt(never()))).code).toBe('socket.permission')
      await transport.close()
    })
  })
})
