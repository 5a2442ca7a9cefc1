import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret as it might lie about: plain, in another alphabet, in another encoding. */
export function forms(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  const texts = [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    // Base64 of something longer holds the inner of it at one of three places.
    ...[0, 1, 2].map(shift =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    ),
    ...[0, 1, 2].map(shift =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64url')
        .slice(4, -4),
    ),
    [...secret].reverse().join(''),
  ]
  return [
    ...new Set(texts.filter(text => text.length >= 8)).values().map(text => Buffer.from(text)),
    Buffer.from(secret, 'utf16le'),
  ]
}

/** Names of the secrets that are found in a text or file, in any of their forms. */
export function found(secrets: Readonly<Record<string, string>>, where: Buffer): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => forms(secret).some(form => where.includes(form)))
    .map(([name]) => name)
}

/** Every regular file below a folder. */
export function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => lstatSync(path).isFile())
}

/** Which secrets lie in which file of a folder. */
export const foundInFiles = (secrets: Readonly<Record<string, string>>, folder: string): string[] =>
  files(folder).flatMap(path => found(secrets, readFileSync(path)).map(name => `${name} in ${path}`))
