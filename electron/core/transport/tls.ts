import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { type RouteText, saying } from '../../../shared/route.ts'
import { AppError } from '../../../shared/errors.ts'
import { withDeadline } from './deadline.ts'
import { dial, errorCode, resolveName, seconds } from './dial.ts'
import { FactsBook, printable } from './facts.ts'
import { loadPki, type Pki } from './pki.ts'
import { StreamTransport } from './streamTransport.ts'
import type { OpenOptions } from './openOptions.ts'
import {
  type Deadlines,
  defaultDeadlines,
  type MemoryCertificate,
  type Questions,
  type TlsTarget,
} from './types.ts'

/** What libvirtd sends, inside TLS, once it has accepted the client's certificate and address. */
const ACCEPTED = 1

/** libvirt's TLS transport with client certificates. */
export class TlsTransport extends StreamTransport {
  readonly #target: TlsTarget
  readonly #deadlines: Deadlines
  readonly #ask: Pick<Questions, 'clientCertificate'>

  constructor(target: TlsTarget, options: OpenOptions, ask: Pick<Questions, 'clientCertificate'> = {}) {
    super(new FactsBook('tls'), options)
    this.#target = target
    this.#ask = ask
    this.#deadlines = { ...defaultDeadlines, ...target.deadlines }
  }

  protected async connect(signal: AbortSignal): Promise<Duplex> {
    const { host, port, noVerify = false } = this.#target
    const pki = await this.#certificates()
    this.options.onStage('resolve')
    const addresses = await resolveName(host, this.#deadlines.resolveMs, signal)
    this.options.onStage('resolve', addresses.join(', '))
    this.options.onStage('tcp')
    const socket = await dial(addresses, port, this.#deadlines.tcpMs, signal)
    this.options.onStage('tcp', `${socket.remoteAddress}:${port}`)
    this.facts.decide('address', `${socket.remoteAddress}:${port}`)
    this.options.onStage('authentication')
    const ms = this.#deadlines.authenticationMs
    const secured = await withDeadline(
      ms,
      signal,
      inner => handshake(socket, host, pki, noVerify, inner),
      () =>
        new AppError('tls.failed', `${host} did not finish the TLS handshake within ${seconds(ms)}.`, {
          next: 'Check that the port is the TLS port of libvirt (16514 unless changed).',
          data: { stage: 'authentication', host },
        }),
    )
    const peer = printable(String(secured.getPeerCertificate().subject?.CN ?? 'no name'), 200)
    this.options.onStage(
      'authentication',
      saying('certificateOf', { protocol: String(secured.getProtocol()), peer }),
    )
    this.facts.decide('tls', `${secured.getProtocol()} ${secured.getCipher().name}`)
    const from = shown(pki)
    this.facts.authenticatedBy = typeof from === 'string' ? saying('certificateFile', { path: from }) : from
    this.facts.libvirtBy = { method: 'tls', path: `${host}:${port}` }
    return secured
  }

  async #certificates(): Promise<Pki> {
    const found = await loadPki(this.#target.pkiPath)
    const given = this.#ask.clientCertificate?.() ?? null
    const pki: Pki = given === null ? found : { ...found, client: clientOf(given) }
    const { noVerify = false } = this.#target
    if (pki.ca === null && !noVerify) {
      throw new AppError(
        'tls.failed',
        "No certificate of libvirt's authority was found to check the server with.",
        {
          next: 'Put it at /etc/pki/CA/cacert.pem or ~/.pki/libvirt/cacert.pem, or name its folder with pkipath in the URI.',
          data: { stage: 'authentication' },
        },
      )
    }
    this.facts.decide(
      'serverCertificate',
      noVerify ? saying('unchecked') : saying('checkedWith', { path: pki.ca?.path ?? '' }),
      noVerify ? 'no_verify' : null,
    )
    this.facts.decide('clientCertificate', shown(pki) ?? saying('none'))
    return pki
  }
}

/** Where the certificate that is shown comes from; null where none is. */
function shown({ client }: Pki): RouteText | null {
  if (client?.credential === undefined) return client?.path ?? null
  return saying('fromCredential', { name: client.credential })
}

function clientOf({ label, credential, certificate, key, passphrase }: MemoryCertificate): Pki['client'] {
  return { certificate, key, path: label, credential, ...(passphrase === null ? {} : { passphrase }) }
}

/** TLS over the socket, then libvirtd's word that the client is welcome; the socket is destroyed on failure. */
async function handshake(
  socket: Socket,
  host: string,
  pki: Pki,
  noVerify: boolean,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  let secured: TLSSocket
  try {
    secured = connect({
      socket,
      host,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: !noVerify,
      ...(pki.ca === null ? {} : { ca: pki.ca.pem }),
      ...(pki.client === null
        ? {}
        : {
            cert: pki.client.certificate,
            key: pki.client.key,
            ...(pki.client.passphrase === undefined ? {} : { passphrase: pki.client.passphrase }),
          }),
      ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
    })
  } catch (cause) {
    socket.destroy()
    throw tlsProblem(host, pki, false, cause)
  }
  let shaken = false
  const onAbort = () => secured.destroy()
  const fail = (cause?: unknown) => {
    secured.destroy()
    reject(tlsProblem(host, pki, shaken, cause))
  }
  const onClose = () => fail()
  const onReadable = () => {
    const word: Buffer | null = secured.read(1)
    if (word === null) return
    if (word[0] !== ACCEPTED) return fail()
    secured.removeListener('readable', onReadable)
    secured.removeListener('error', fail)
    secured.removeListener('close', onClose)
    resolve(secured)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  secured.once('secureConnect', () => {
    shaken = true
    secured.on('readable', onReadable)
  })
  secured.on('error', fail)
  secured.on('close', onClose)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function tlsProblem(host: string, pki: Pki, shaken: boolean, cause: unknown): AppError {
  const code = errorCode(cause)
  const detail = cause instanceof Error ? printable(cause.message) : 'the server closed the connection'
  const ours = shaken || code.startsWith('ERR_SSL_TLSV1') || code === 'ECONNRESET' || cause === undefined
  return new AppError(
    'tls.failed',
    ours
      ? `${host} did not accept this client's certificate: ${detail}.`
      : `The TLS connection to ${host} failed: ${detail}.`,
    {
      next: ours
        ? pki.client === null
          ? 'Put a client certificate and key at ~/.pki/libvirt (clientcert.pem, clientkey.pem).'
          : `Check that ${pki.client.path} is signed by the server's authority and listed in tls_allowed_dn_list there.`
        : 'Check that the server certificate names this host and is signed by the authority in cacert.pem.',
      data: { stage: 'authentication', host, cause: code, clientRefused: ours },
      cause,
    },
  )
}
