import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Sshd, sshdMissing, startSshd } from '../testing/sshd.ts'
import { open, problemOf, sshTarget } from '../testing/transport.ts'
import { failureKind } from '../hosts/failure.ts'

const missing = await sshdMissing()
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

describe.skipIf(missing !== null).each(['ssh', 'openssh'] as const)(
  'an sshd that takes nobody, by %s',
  by => {
    const target = (sshd: Sshd, port = sshd.port) => sshTarget(sshd, { kind: by, port })

    test('for too many sign in at once', async () => {
      const sshd = await startSshd({ config: ['PerSourceMaxStartups 1'] })
      ends.push(() => sshd.stop())
      const first = connect(sshd.port, '127.0.0.1')
      ends.push(() => first.destroy())
      await once(first, 'data')
      const problem = await problemOf(open(target(sshd)))
      // OpenSSH 10 gives the same words for both reasons.
      const said = expect.stringMatching(/^(Exceeded MaxStartups|Not allowed at this time)$/)
      expect(problem).toMatchObject({ code: 'ssh.turnedAway', data: { said } })
      // It passes by itself: nobody has to be asked.
      expect(failureKind(problem.code)).toBe('host')
    })

    test('for failed sign-ins from here, as OpenSSH 9.8 says it', async () => {
      const sshd = await startSshd()
      ends.push(() => sshd.stop())
      const server = createServer(socket => socket.end('Not allowed at this time\r\n')).listen(0, '127.0.0.1')
      ends.push(() => server.close())
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const problem = await problemOf(open(target(sshd, port)))
      expect(problem).toMatchObject({ code: 'ssh.turnedAway', data: { said: 'Not allowed at this time' } })
    })
  },
)
