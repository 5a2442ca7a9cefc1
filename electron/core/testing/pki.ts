import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** An authority with a server certificate for `localhost` and a client certificate, in libvirt's flat layout. */
export async function makePki(path: string): Promise<void> {
  await mkdir(path)
  const ssl = (...args: string[]) => run('openssl', args, { cwd: path })
  await ssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'cakey.pem',
    '-out',
    'cacert.pem',
    '-subj',
    '/CN=Test CA',
    '-days',
    '2',
  )
  for (const [name, subject] of [
    ['server', '/CN=localhost'],
    ['client', '/CN=me'],
  ] as const) {
    await ssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}key.pem`,
      '-out',
      `${name}.csr`,
      '-subj',
      subject,
    )
    await writeFile(
      join(path, 'ext'),
      name === 'server' ? 'subjectAltName=DNS:localhost\n' : 'extendedKeyUsage=clientAuth\n',
    )
    await ssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'cacert.pem',
      '-CAkey',
      'cakey.pem',
      '-CAcreateserial',
      '-out',
      `${name}cert.pem`,
      '-days',
      '2',
      '-extfile',
      'ext',
    )
  }
}
