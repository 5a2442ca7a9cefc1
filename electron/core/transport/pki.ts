import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { errorCode } from './dial.ts'

/** PEM text of libvirt's client side of TLS, and where each was found. */
export interface Pki {
  ca: { pem: string; path: string } | null
  client: {
    certificate: string
    key: string
    path: string
    credential?: string
    passphrase?: string | undefined
  } | null
}

/** Folders as libvirt's client knows them; tests put others in their place. */
export interface PkiPlaces {
  home: string
  system: string
}

const places: PkiPlaces = { home: join(homedir(), '.pki', 'libvirt'), system: '/etc/pki' }

/**
 * libvirt's client certificates: all from `pkiPath` when given, else the user's own, else the
 * system's; certificate and key always from the same place. What is absent is null; what can't be
 * read is `tls.failed`.
 */
export async function loadPki(pkiPath: string | undefined, where: PkiPlaces = places): Promise<Pki> {
  const candidates = pkiPath === undefined ? [flat(where.home), systemPlaces(where.system)] : [flat(pkiPath)]
  let ca: Pki['ca'] = null
  let client: Pki['client'] = null
  for (const place of candidates) {
    if (ca === null) {
      const pem = await readPem(place.ca)
      if (pem !== null) ca = { pem, path: place.ca }
    }
    if (client === null) {
      const certificate = await readPem(place.certificate)
      const key = await readPem(place.key)
      if (certificate !== null && key !== null) client = { certificate, key, path: place.certificate }
    }
  }
  return { ca, client }
}

function flat(folder: string) {
  return {
    ca: join(folder, 'cacert.pem'),
    certificate: join(folder, 'clientcert.pem'),
    key: join(folder, 'clientkey.pem'),
  }
}

function systemPlaces(folder: string) {
  return {
    ca: join(folder, 'CA', 'cacert.pem'),
    certificate: join(folder, 'libvirt', 'clientcert.pem'),
    key: join(folder, 'libvirt', 'private', 'clientkey.pem'),
  }
}

async function readPem(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return null
    throw new AppError('tls.failed', `${path} could not be read (${errorCode(cause)}).`, {
      next: 'Make the file readable for you, or name another folder with pkipath in the URI.',
      data: { stage: 'authentication', path },
      cause,
    })
  }
}
