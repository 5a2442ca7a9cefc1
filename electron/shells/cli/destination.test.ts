import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { passphrase, testFolder } from '../../core/people/testing/folder.ts'
import { tamper } from '../../core/register/testing/forger.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

const secret = 'zq-secret-of-alpha'

test('a credential is sent to where its host was changed to only once that was looked at and accepted', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  await client.credentials.add({
    name: 'roman',
    siteId: null,
    userName: 'root',
    secret: { kind: 'password', password: secret },
  })
  await client.hosts.add({
    name: 'alpha',
    uri: 'qemu+ssh://root@127.0.0.1:2/system',
    options: { credential: 'roman' },
    acceptNewKeys: [],
  })
  await folder.core.close()
  const rewrite = (port: number) =>
    tamper(folder.path, database =>
      database.run('UPDATE hosts SET uri = ?', `qemu+ssh://root@127.0.0.1:${port}/system`),
    )
  rewrite(1)
  using cli = new TestCli()
  const file = join(cli.folder, 'passphrase')
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 })
  const env = { NOVACRON_HOME: folder.path, NOVACRON_PERSON: 'Ada', NOVACRON_PASSPHRASE_FILE: file }
  const connect = (options: string[] = [], answers?: string[]) =>
    cli.run(['host', 'connect', 'alpha', ...options], { env, ...(answers ? { answers } : {}) })

  const blind = await connect()
  expect(blind).toMatchObject({ code: exitCode.refused, out: '' })
  expect(blind.err).toMatch(/Address +qemu\+ssh:\S+127\.0\.0\.1:2\S* +qemu\+ssh:\S+127\.0\.0\.1:1/)
  const [, digest = ''] = /host connect alpha --accept-destination (\S+)\n/.exec(blind.err) ?? []
  expect(digest).not.toBe('')
  expect((await connect(['--accept-destination', 'x'.repeat(64)], ['yes'])).code).toBe(exitCode.refused)
  const declined = await connect([], ['no'])
  expect(declined).toMatchObject({ code: exitCode.refused, err: expect.stringContaining('(yes/no)') })

  // Nobody listens there: that it is tried is what shows that it was accepted.
  const accepted = await connect(['--accept-destination', digest])
  expect(accepted.code).toBe(exitCode.connection)
  expect((await connect()).code).toBe(exitCode.connection)

  rewrite(3)
  // What was accepted was that address and no later one.
  expect((await connect(['--accept-destination', digest])).code).toBe(exitCode.refused)
  expect((await connect([], ['yes'])).code).toBe(exitCode.connection)
  for (const { out, err } of [blind, declined, accepted]) expect(out + err).not.toContain(secret)
})
