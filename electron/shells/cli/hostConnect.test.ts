import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ownHome, sshUri } from '../../core/hosts/testing/sshHost.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../../core/testing/libvirtd.ts'
import { makeKey, sshdMissing, startSshd } from '../../core/testing/sshd.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

const missing = libvirtdMissing() ?? (await sshdMissing())
const asked = (option: string) => new RegExp(`novacron host connect alpha ${option} (SHA256:\\S+)\\n`)

describe.skipIf(missing !== null)('a host whose key is not known', () => {
  let daemon: TestLibvirtd
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())

  test('is stored, and reached once its key was accepted by its fingerprint; so is one with another key', async () => {
    using cli = new TestCli()
    const identity = join(cli.folder, 'id')
    const authorized = { ...ownHome, authorizedKeys: [(await makeKey(identity)).publicLine] }
    await using first = await startSshd(authorized)
    const added = await cli.run(['host', 'add', sshUri(first, daemon, { identity }), '--name', 'alpha'])
    expect(added.code).toBe(exitCode.authentication)
    const [, fingerprint = ''] = asked('--accept-new-key').exec(added.err) ?? []
    expect(fingerprint).toMatch(/^SHA256:/)

    const accept = (option: string, key: string) => cli.run(['host', 'connect', 'alpha', option, key])
    const wrong = await accept('--accept-new-key', `SHA256:${'A'.repeat(43)}`)
    expect(wrong).toMatchObject({ code: exitCode.authentication, out: '' })
    expect(wrong.err).toContain(`alpha showed no key SHA256:${'A'.repeat(43)}: nothing was accepted by it.`)
    expect((await accept('--accept-new-key', 'SHA256:short')).code).toBe(exitCode.usage)
    expect(await accept('--accept-new-key', fingerprint)).toMatchObject({
      code: exitCode.ok,
      out: expect.stringMatching(/^Connected alpha: live, \d+ machines?/),
    })
    const unneeded = await accept('--accept-new-key', `SHA256:${'A'.repeat(43)}`)
    expect(unneeded.err).toContain('nothing was accepted by it')
    expect((await accept('--accept-new-key', fingerprint)).err).toBe('')
    await first.stop()

    await using second = await startSshd({ ...authorized, port: first.port })
    // What was accepted as new is nothing that a known key may be replaced by.
    const changed = await cli.run(['host', 'connect', 'alpha'])
    const [, other = ''] = asked('--accept-changed-key').exec(changed.err) ?? []
    expect(other).toMatch(/^SHA256:/)
    expect(other).not.toBe(fingerprint)
    expect((await accept('--accept-new-key', other)).code).toBe(exitCode.authentication)
    expect(second.acceptedCount()).toBe(0)
    expect(await accept('--accept-changed-key', other)).toMatchObject({ code: exitCode.ok })
    await expect.poll(() => second.acceptedCount()).toBe(1)
  })

  test('that asks for a secret where nobody can be asked names the ways out', async () => {
    using cli = new TestCli()
    const identity = join(cli.folder, 'id')
    const { publicLine } = await makeKey(identity, 'ed25519', 'a passphrase')
    await using sshd = await startSshd({ ...ownHome, authorizedKeys: [publicLine] })
    const added = await cli.run(['host', 'add', sshUri(sshd, daemon, { identity }), '--name', 'alpha'])
    const [, fingerprint = ''] = asked('--accept-new-key').exec(added.err) ?? []
    const refused = await cli.run(['host', 'connect', 'alpha', '--accept-new-key', fingerprint])
    expect(refused.code).toBe(exitCode.authentication)
    expect(refused.err).toContain('config set connections.credential NAME --host alpha')
    expect((await cli.run(['host', 'list'])).code).toBe(exitCode.partial)
    expect((await cli.run(['vm', 'list'])).err).toContain('let an agent hold the key (SSH_AUTH_SOCK)')
  })
})
