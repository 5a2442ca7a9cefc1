import { createHash } from 'node:crypto'
import { expandTilde, type Place } from './place.ts'

/** What the percent tokens of ssh config stand for. */
export interface TokenValues {
  /** `%h` */ hostName: string
  /** `%n` */ alias: string
  /** `%p` */ port: number
  /** `%r` */ user: string
  /** `%k` */ hostKeyAlias: string
  /** `%j` */ jump: string
}

/** Replaces percent tokens; an unknown one stays as written and is told through `onUnknown`. */
export function expandTokens(
  text: string,
  values: TokenValues,
  place: Place,
  onUnknown: (token: string) => void = () => {},
): string {
  return text.replace(/%(.?)/g, (whole, letter: string) => {
    const value = tokenValue(letter, values, place)
    if (value === undefined) onUnknown(whole)
    return value ?? whole
  })
}

function tokenValue(letter: string, values: TokenValues, place: Place): string | undefined {
  const { hostName, alias, port, user, hostKeyAlias, jump } = values
  switch (letter) {
    case '%':
      return '%'
    case 'h':
      return hostName
    case 'n':
      return alias
    case 'p':
      return String(port)
    case 'r':
      return user
    case 'k':
      return hostKeyAlias
    case 'j':
      return jump
    case 'd':
      return place.home
    case 'u':
      return place.localUser
    case 'i':
      return String(place.uid)
    case 'l':
      return place.hostname
    case 'L':
      return place.hostname.split('.')[0]
    case 'C':
      return createHash('sha1').update(`${place.hostname}${hostName}${port}${user}${jump}`).digest('hex')
    default:
      return undefined
  }
}

/** Replaces `${NAME}` by the environment; an unset name stays as written and is told. */
export function expandEnvironment(
  text: string,
  place: Place,
  onUnknown: (token: string) => void = () => {},
): string {
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const value = place.env[name]
    if (value === undefined) onUnknown(whole)
    return value ?? whole
  })
}

/** A file name as OpenSSH expands it: tilde, then environment, then tokens. */
export function expandPath(
  text: string,
  values: TokenValues,
  place: Place,
  onUnknown: (token: string) => void = () => {},
): string {
  return expandTokens(expandEnvironment(expandTilde(text, place), place, onUnknown), values, place, onUnknown)
}
