import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startHeadless } from '../headless/start.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

const passphrase = 'wandering otter paints nine'
const otherPassphrase = 'brisk lantern under gravel'
const thirdPassphrase = 'umbrella quartz from tuesday'

const setUp = (cli: TestCli) =>
  cli.run(['people', 'setup', '--name', 'Ada'], { answers: [passphrase, passphrase] })

/** A file as `NOVACRON_PASSPHRASE_FILE` names it, with this mode. */
function passphraseFile(cli: TestCli, mode: number, text = `${passphrase}\n`): string {
  const path = join(cli.folder, 'passphrase')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

test('a folder that nobody set up asks nobody', async () => {
  using cli = new TestCli()
  const listed = await cli.run(['host', 'list', '--offline', '--json'])
  expect(listed).toMatchObject({ code: exitCode.ok, err: '' })
})

test('sets up once, asks on a terminal, and refuses without one', async () => {
  using cli = new TestCli()
  const done = await setUp(cli)
  expect(done).toMatchObject({
    code: exitCode.ok,
    out: expect.stringMatching(/^Set up\.\nRecovery key: \S+\n$/),
  })
  expect((await setUp(cli)).code).toBe(exitCode.refused)
  const blind = await cli.run(['host', 'list', '--offline'])
  expect(blind).toMatchObject({ code: exitCode.rights, out: '' })
  expect(blind.err).toContain('NOVACRON_PASSPHRASE_FILE')
  const seen = await cli.run(['host', 'list', '--offline'], { answers: ['ada', 'wrong', 'ada', passphrase] })
  expect(seen.code).toBe(exitCode.ok)
  expect(seen.err).not.toContain(passphrase)
  const wrong = await cli.run(['host', 'list', '--offline'], {
    answers: ['ada', 'a', 'ada', 'b', 'ada', 'c'],
  })
  expect(wrong).toMatchObject({ code: exitCode.authentication, out: '' })
})

test('a passphrase file signs a script in, if nobody else can read it', async () => {
  using cli = new TestCli()
  await setUp(cli)
  const list = (file: string, person = 'Ada') =>
    cli.run(['session', 'list', '--json'], {
      env: { NOVACRON_PERSON: person, NOVACRON_PASSPHRASE_FILE: file },
    })
  const listed = await list(passphraseFile(cli, 0o600))
  expect(listed.code).toBe(exitCode.ok)
  expect(JSON.parse(listed.out)).toMatchObject({
    schema: 'novacron.sessions/1',
    sessions: [{ person: 'Ada', shell: 'cli', own: true, connected: true }],
  })
  for (const mode of [0o640, 0o604, 0o660]) {
    const refused = await list(passphraseFile(cli, mode))
    expect(refused).toMatchObject({ code: exitCode.authentication, out: '' })
    expect(refused.err).toContain('can be read by others')
  }
  expect((await list(passphraseFile(cli, 0o600, 'one\ntwo\n'))).code).toBe(exitCode.authentication)
  expect((await list(join(cli.folder, 'nowhere'))).code).toBe(exitCode.authentication)
  expect((await list(passphraseFile(cli, 0o600), 'nobody')).code).toBe(exitCode.authentication)
  expect((await list(passphraseFile(cli, 0o600), '')).code).toBe(exitCode.usage)
})

test('speaks to a running core as the person who signs in on that connection, and no other', async () => {
  using cli = new TestCli()
  await setUp(cli)
  const env = { NOVACRON_PERSON: 'Ada', NOVACRON_PASSPHRASE_FILE: passphraseFile(cli, 0o600) }
  const server = await startHeadless({ folder: cli.folder, port: 0, root: cli.folder })
  try {
    expect((await cli.run(['host', 'list', '--offline'])).code).toBe(exitCode.rights)
    const added = await cli.run(['people', 'add', 'Bob'], {
      env,
      answers: [otherPassphrase, otherPassphrase],
    })
    expect(added.code).toBe(exitCode.ok)
    // Whoever was given a passphrase chooses an own one first.
    const first = await cli.run(['session', 'list'], {
      answers: ['Bob', otherPassphrase, otherPassphrase, thirdPassphrase, thirdPassphrase],
    })
    expect(first.code).toBe(exitCode.ok)
    expect(first.out).toContain('Bob (this command)')
    expect(first.out).not.toContain('Ada')
    const people = await cli.run(['people', 'list', '--json'], { env })
    expect(JSON.parse(people.out)).toMatchObject({
      people: [
        { name: 'Ada', owner: true },
        { name: 'Bob', owner: false, mustChangePassphrase: false },
      ],
    })
    expect((await cli.run(['people', 'disable', 'bob'], { env })).code).toBe(exitCode.ok)
    const out = await cli.run(['session', 'list'], {
      answers: ['Bob', thirdPassphrase, 'Bob', thirdPassphrase],
    })
    expect(out.code).not.toBe(exitCode.ok)
    expect((await cli.run(['session', 'end', '00000000'], { env })).code).toBe(exitCode.notFound)
  } finally {
    await server.close()
  }
})

test('one person without a vault is never asked', async () => {
  using cli = new TestCli()
  expect((await cli.run(['people', 'setup', '--just-me', 'none'])).out).toBe('Set up.\n')
  expect((await cli.run(['session', 'list'])).out).toContain('(this command)')
})

test('one person with a passphrase needs no name', async () => {
  using cli = new TestCli()
  await cli.run(['people', 'setup', '--just-me', 'passphrase'], { answers: [passphrase, passphrase] })
  expect((await cli.run(['session', 'list'], { answers: [passphrase] })).code).toBe(exitCode.ok)
  const env = { NOVACRON_PASSPHRASE_FILE: passphraseFile(cli, 0o600) }
  expect((await cli.run(['session', 'list'], { env })).code).toBe(exitCode.ok)
})
