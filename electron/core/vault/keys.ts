import { hkdfSync, randomBytes } from 'node:crypto'

declare const keyKind: unique symbol
type Key<Kind extends string> = Buffer & { readonly [keyKind]: Kind }

/** What a door is wrapped with: from a passphrase, the keychain's key or the printed one. 32 bytes. */
export type DoorKey = Key<'DoorKey'>
/** A person's X25519 private key, 32 bytes. */
export type PrivateKey = Key<'PrivateKey'>
/** A person's X25519 public key, 32 bytes; no secret. */
export type PublicKey = Key<'PublicKey'>
/** Seals a person's own records. 32 bytes. */
export type OwnKey = Key<'OwnKey'>
/** Seals a site's records. 32 bytes. */
export type SiteKey = Key<'SiteKey'>
/** One message's key, from an exchange. 32 bytes. */
export type ExchangedKey = Key<'ExchangedKey'>
/** What AES-256 takes. */
export type SymmetricKey = DoorKey | OwnKey | SiteKey | ExchangedKey

export const KEY_BYTES = 32

/** Zeroes buffers that held secrets. */
export function wipe(...buffers: Uint8Array[]): void {
  for (const buffer of buffers) buffer.fill(0)
}

export const newSiteKey = (): SiteKey => randomBytes(KEY_BYTES) as SiteKey
export const newOwnKey = (): OwnKey => randomBytes(KEY_BYTES) as OwnKey

/** HKDF-SHA256 (RFC 5869) to one AES key. */
export function expand(material: Uint8Array, salt: Uint8Array, info: string): Buffer {
  const bytes = Buffer.from(hkdfSync('sha256', material, salt, info, KEY_BYTES))
  return bytes
}

/** A door's key from 256 random bits (the keychain's or the printed key); those need no slow derivation. */
export const doorKeyOf = (random: Uint8Array, salt: Uint8Array): DoorKey =>
  expand(random, salt, 'novacron door') as DoorKey
