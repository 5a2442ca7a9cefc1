import { Secret, TOTP } from 'otpauth'
import encodeQR from 'qr'

const PERIOD_S = 30
/** Steps of the clock that a code may be off, before and after. */
const SKEW_STEPS = 1

/** What an authenticator is set up with; the only time that the seed leaves the core. */
export interface FreshSeed {
  uri: string
  secret: string
  qr: boolean[][]
}

/** The seed as an authenticator reads it, with its QR code as modules. */
export function seedToShow(seed: Uint8Array, name: string): FreshSeed {
  const totp = totpOf(seed, name)
  const uri = totp.toString()
  return { uri, secret: totp.secret.base32, qr: encodeQR(uri, 'raw', { ecc: 'medium' }) }
}

/** The step of time (30 s since 1970) that the code of six digits belongs to, within the skew; null for none. */
export function stepOf(seed: Uint8Array, code: string, nowMs: number): number | null {
  const delta = totpOf(seed, '').validate({ token: code, timestamp: nowMs, window: SKEW_STEPS })
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_S) + delta
}

function totpOf(seed: Uint8Array, label: string): TOTP {
  // A copy: what the library keeps of it lives as long as the object.
  const { buffer } = Uint8Array.from(seed)
  return new TOTP({ issuer: 'NovaCron', label, period: PERIOD_S, digits: 6, secret: new Secret({ buffer }) })
}
