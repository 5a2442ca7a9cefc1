import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import { openCredentialFleet } from '../credentials/testing/fleet.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { makePki } from '../testing/pki.ts'

const PASSPHRASE = 'open sesame, certificate'
const backoff = { firstMs: 20, maxMs: 50, jitter: 0 }

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return address !== null && typeof address === 'object' ? address.port : 0
}

describe.skipIf(libvirtdMissing() !== null)('a libvirtd that takes TLS connections', () => {
  let folder: string
  let daemon: TestLibvirtd
  let uri: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'novacron-tls-'))
    const [good, stranger, bare] = ['good', 'stranger', 'bare'].map(name => join(folder, name))
    for (const pki of [good, stranger]) await makePki(pki ?? '')
    // What this computer knows by itself is the authority alone.
    await mkdir(bare ?? '')
    await copyFile(join(good ?? '', 'cacert.pem'), join(bare ?? '', 'cacert.pem'))
    const port = await freePort()
    daemon = await startLibvirtd({ port, pki: good ?? '' })
    uri = `test+tls://localhost:${port}/default?pkipath=${encodeURIComponent(bare ?? '')}`
  })
  afterAll(async () => {
    await daemon?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** A client's certificate with its key, sealed with a passphrase. */
  async function certificateOf(pki: string): Promise<CredentialSecret> {
    const at = (name: string) => join(folder, pki, name)
    const args = ['rsa', '-aes256', '-passout', `pass:${PASSPHRASE}`]
    await promisify(execFile)('openssl', [...args, '-in', at('clientkey.pem'), '-out', at('sealed.pem')])
    return {
      kind: 'tlsClient',
      certificate: await readFile(at('clientcert.pem'), 'utf8'),
      privateKey: await readFile(at('sealed.pem'), 'utf8'),
      passphrase: PASSPHRASE,
    }
  }

  test('lets a named certificate in from memory alone; one of a stranger is refused once, until it is changed', async () => {
    await using fleet = await openCredentialFleet({ backoff })
    const { registry, credentials } = fleet
    const draft = { name: 'lab certificate', siteId: null, userName: null }
    const made = await credentials.add({ ...draft, secret: await certificateOf('stranger') }, 'Ada')
    const { id } = registry.add({ uri, options: { credential: 'lab certificate' } })
    registry.start()
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked.problem?.code).toBe('credential.refused')
    expect(credentials.get(made.id).refusedBy).toMatchObject([{ hostId: id }])
    expect(registry.retryAll()).toBe(0)
    await credentials.update(made.id, { secret: await certificateOf('good') }, 'Ada')
    await fleet.untilPhase(id, 'live')
    expect(credentials.get(made.id).refusedBy).toEqual([])
    for (const seeded of [PASSPHRASE, 'PRIVATE KEY'])
      expect(`${fleet.logged.join()}${JSON.stringify(fleet.states(id))}`).not.toContain(seeded)
  })
})
