import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saying } from '../../../../shared/route.ts'
import { makeKey, type Sshd, sshdMissing, startSshd } from '../../testing/sshd.ts'
import { open, pinOf, problemOf, ScriptedQuestions, sshTarget, until } from '../../testing/transport.ts'

const missing = await sshdMissing()

describe.skipIf(missing !== null)('host keys against a real sshd', () => {
  let sshd: Sshd
  let endpoint = ''
  let ed25519 = ''
  let ecdsa = ''
  let other = ''
  beforeAll(async () => {
    sshd = await startSshd({ hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] })
    endpoint = `127.0.0.1:${sshd.port}`
    ed25519 = sshd.hostKeys[0]?.publicLine ?? ''
    ecdsa = sshd.hostKeys[1]?.publicLine ?? ''
    other = (await makeKey(join(sshd.folder, 'other'))).publicLine
  })
  afterAll(() => sshd?.stop())

  const knownAs = async (name: string, ...lines: string[]) => {
    const file = join(sshd.folder, name)
    await writeFile(file, lines.map(line => `${line}\n`).join(''))
    return [file]
  }
  /** Attempts to log in that sshd has seen. */
  const logins = () =>
    (sshd.log().match(/(Accepted|Failed|Postponed) \S+ for|userauth-request/g) ?? []).length

  test('a new key is a question; trust goes on, refusal sends nothing', async () => {
    const before = logins()
    const no = new ScriptedQuestions()
    const refused = await problemOf(open(sshTarget(sshd, { knownHostsFiles: [] }), { ask: no }))
    expect(refused.code).toBe('hostKey.refused')
    expect(no.hostKeys).toMatchObject([
      { endpoint, jump: false, algorithm: 'ssh-ed25519', publicKey: ed25519.split(' ')[1] },
    ])
    expect(no.hostKeys[0]?.randomart?.split('\n')).toHaveLength(11)
    expect(no.verdicts).toEqual(['new'])
    expect(logins()).toBe(before)
    const yes = new ScriptedQuestions().onHostKey(() => 'trust')
    const transport = await open(sshTarget(sshd, { knownHostsFiles: [] }), { ask: yes })
    await transport.close()
    expect(yes.hostKeys).toHaveLength(1)
  })

  test('a changed key is refused unasked, with old and new, and no login is tried', async () => {
    const before = logins()
    const ask = new ScriptedQuestions().onHostKey(() => 'trust')
    const files = await knownAs('changed', `[127.0.0.1]:${sshd.port} ${other}`)
    const problem = await problemOf(open(sshTarget(sshd, { knownHostsFiles: files }), { ask }))
    expect(problem.code).toBe('hostKey.changed')
    expect(problem.data).toMatchObject({
      stage: 'hostKey',
      endpoint,
      presented: { algorithm: 'ssh-ed25519', sha256: expect.stringMatching(/^SHA256:/) },
      known: [{ sha256: expect.stringMatching(/^SHA256:/), source: `${files[0]}:1` }],
    })
    expect(problem.message).toContain(JSON.parse(JSON.stringify(problem.data)).presented.sha256)
    expect(ask.hostKeys).toEqual([])
    expect(logins()).toBe(before)
  })

  test('only a re-pin gets past a changed key; the pin then silences the old line', async () => {
    const files = await knownAs('repin', `[127.0.0.1]:${sshd.port} ${other}`)
    const pinned = sshTarget(sshd, { knownHostsFiles: files, pinnedKeys: [pinOf(endpoint, ed25519)] })
    await (await open(pinned)).close()
    const wrongPin = sshTarget(sshd, { pinnedKeys: [pinOf(endpoint, other)] })
    expect((await problemOf(open(wrongPin))).code).toBe('hostKey.changed')
  })

  test('a known ecdsa key is asked for, though the server would rather show ed25519', async () => {
    const files = await knownAs('ecdsa', `[127.0.0.1]:${sshd.port} ${ecdsa}`)
    const transport = await open(sshTarget(sshd, { knownHostsFiles: files }))
    expect(transport.facts.hostKey?.algorithm).toBe('ecdsa-sha2-nistp256')
    await transport.close()
    const rsa = sshd.hostKeys[2]?.publicLine ?? ''
    const byRsa = await open(
      sshTarget(sshd, { knownHostsFiles: await knownAs('rsa', `[127.0.0.1]:${sshd.port} ${rsa}`) }),
    )
    expect(byRsa.facts.hostKey?.algorithm).toBe('ssh-rsa')
    await byRsa.close()
  })

  test('a revoked key is refused, a pin notwithstanding', async () => {
    const files = await knownAs('revoked', `@revoked * ${ed25519}`)
    const target = sshTarget(sshd, { knownHostsFiles: files, pinnedKeys: [pinOf(endpoint, ed25519)] })
    expect((await problemOf(open(target))).code).toBe('hostKey.revoked')
  })

  test('ssh config that wants strictness refuses a new key unasked; accept-new is told to who answers', async () => {
    const config = join(sshd.folder, 'strict')
    await writeFile(config, 'StrictHostKeyChecking yes\n')
    const ask = new ScriptedQuestions().onHostKey(() => 'trust')
    const target = sshTarget(sshd, { knownHostsFiles: [], sshConfigPath: config })
    expect((await problemOf(open(target, { ask }))).code).toBe('hostKey.new')
    expect(ask.hostKeys).toEqual([])
    await writeFile(config, 'StrictHostKeyChecking accept-new\n')
    const policies: string[] = []
    const transport = await open(target, {
      ask: {
        hostKey: async (_presented, known) => {
          policies.push(known.policy)
          return 'trust'
        },
        secret: async () => null,
      },
    })
    await transport.close()
    expect(policies).toEqual(['acceptNew'])
  })

  test('HostKeyAlias is the name that is looked up and asked about', async () => {
    const config = join(sshd.folder, 'alias')
    await writeFile(config, `Host box\n HostName 127.0.0.1\n HostKeyAlias the-box\n`)
    const target = sshTarget(sshd, { alias: 'box', sshConfigPath: config })
    const known = await open({ ...target, knownHostsFiles: await knownAs('aliased', `the-box ${ed25519}`) })
    expect(known.facts.hostKey?.endpoint).toBe(`the-box:${sshd.port}`)
    await known.close()
    const ask = new ScriptedQuestions()
    await problemOf(open({ ...target, knownHostsFiles: [] }, { ask }))
    expect(ask.hostKeys[0]?.endpoint).toBe(`the-box:${sshd.port}`)
  })

  test('an answer that comes after the server hung up still counts, on a new connection, unasked', async () => {
    const before = sshd.acceptedCount()
    const ask = new ScriptedQuestions().onHostKey(async (): Promise<'trust'> => {
      // As sshd does when its LoginGraceTime is over.
      await sshd.killSessions()
      while ((await sshd.sessionPids()).length > 0) await new Promise(resolve => setTimeout(resolve, 20))
      await new Promise(resolve => setTimeout(resolve, 50))
      return 'trust'
    })
    const transport = await open(sshTarget(sshd, { knownHostsFiles: [] }), { ask })
    await transport.close()
    expect(ask.hostKeys).toHaveLength(1)
    await expect.poll(() => sshd.acceptedCount() - before).toBe(1)
  })

  test('a question that is cancelled ends the attempt', async () => {
    const abort = new AbortController()
    const ask = new ScriptedQuestions().onHostKey(() => new Promise(() => {}))
    const opening = problemOf(open(sshTarget(sshd, { knownHostsFiles: [] }), { ask, signal: abort.signal }))
    await until(() => ask.hostKeys.length === 1)
    abort.abort()
    expect((await opening).code).toBe('cancelled')
  })

  test('no_verify is told loudly', async () => {
    const transport = await open(sshTarget(sshd, { knownHostsFiles: [], verifyHostKeys: false }))
    expect(transport.facts.decisions.map(one => one.value)).toContainEqual(saying('uncheckedHost'))
    await transport.close()
  })
})
