import { errorDomainName, errorName } from './constants/errors.ts'

/** What the server said went wrong, in its own numbers and words. */
export interface RemoteErrorFields {
  /** libvirt's error number (virErrorNumber). */
  code: number
  /** The part of libvirt it came from (virErrorDomain). */
  domain: number
  /** 1 for a warning, 2 for an error. */
  level: number
  /** The text as libvirt gave it, in the server's language; hostile input like all a peer sends. */
  text: string
  details: { str1: string | null; str2: string | null; str3: string | null; int1: number; int2: number }
}

/** A call or a stream that the server answered with an error; the connection goes on. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError'
  readonly code: number
  readonly domain: number
  readonly level: number
  readonly text: string
  readonly details: RemoteErrorFields['details']
  /** The procedure that failed, or null when the error is a stream's. */
  readonly procedure: string | null

  constructor(fields: RemoteErrorFields, procedure: string | null) {
    super(fields.text)
    this.code = fields.code
    this.domain = fields.domain
    this.level = fields.level
    this.text = fields.text
    this.details = fields.details
    this.procedure = procedure
  }

  /** libvirt's name of the code, such as `noDomain`, or `error42` for one that this table lacks. */
  get codeName(): string {
    return errorName(this.code)
  }

  /** libvirt's name of the domain, such as `qemu`. */
  get domainName(): string {
    return errorDomainName(this.domain)
  }
}

/**
 * Why a call or a connection ended without the server's word:
 * `closed` by the peer or by us, `transport` error beneath, `timeout` of a call (the connection goes on),
 * `aborted` by the caller (the connection goes on), `dead` by keepalive, `protocol` broken by the peer,
 * `unsupported` authentication or server, `encode` a value that does not fit its type (nothing was sent).
 */
export type LinkErrorKind =
  | 'closed'
  | 'transport'
  | 'timeout'
  | 'aborted'
  | 'dead'
  | 'protocol'
  | 'unsupported'
  | 'encode'

/** A failure of the connection, or of one call on it, that is not the server's answer. */
export class LinkError extends Error {
  override readonly name = 'LinkError'
  readonly kind: LinkErrorKind

  constructor(kind: LinkErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
  }
}
