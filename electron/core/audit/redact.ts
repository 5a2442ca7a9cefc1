/** What stands in the place of a secret. */
export const REDACTED = '•••'

/** Longest text, longest list, deepest nesting and largest whole of recorded parameters. */
const TEXT_MAX = 200
const ITEMS_MAX = 20
const FIELDS_MAX = 40
const DEPTH_MAX = 4
const WHOLE_MAX = 4_000

/** Fields whose value is a secret whatever it looks like. `code` as a whole word: `errorCode` is none. */
const secretName =
  /pass|secret|token|ticket|recovery|private|credentialvalue|client_?key|^pin$|seed|totp|otp|^codes?$|^old$|^new$|^answers?$|pem|certificate|^material$/i

/** Fields that hold whole documents: files to import, definitions; their length tells enough. */
const documentName = /^(text|xml|document|content|file|data)$/i

const secretTexts: readonly [RegExp, string][] = [
  [/-----BEGIN [^-]*-----[\s\S]*/g, REDACTED],
  [/otpauth:\S*/g, REDACTED],
  // A password in an address, and in its query.
  [/(\/\/[^/@\s:]*):[^/@\s]*@/g, `$1:${REDACTED}@`],
  [/([?&;](?:[a-z_-]*(?:pass|secret|token|key)[a-z_-]*)=)[^&;\s]*/gi, `$1${REDACTED}`],
]

function text(value: string): string {
  let safe = value.slice(0, TEXT_MAX * 4)
  for (const [pattern, instead] of secretTexts) safe = safe.replace(pattern, instead)
  return safe.length > TEXT_MAX ? `${safe.slice(0, TEXT_MAX - 1).toWellFormed()}…` : safe.toWellFormed()
}

/** `hidden`: inside a field of a secret's name; its shape may be told, its texts not. */
function clean(name: string, value: unknown, depth: number, hidden: boolean): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null
  const isSecret = secretName.test(name)
  if (typeof value === 'number') return isSecret ? REDACTED : Number.isFinite(value) ? value : null
  if (typeof value === 'string') {
    if (hidden || isSecret) return REDACTED
    return documentName.test(name) ? `${value.length} characters` : text(value)
  }
  if (typeof value !== 'object') return null
  if (depth >= DEPTH_MAX) return '…'
  if (!Array.isArray(value)) return fields(value, depth + 1, hidden || isSecret)
  const kept = value.slice(0, ITEMS_MAX).map(item => clean(name, item, depth + 1, hidden))
  return value.length > ITEMS_MAX ? [...kept, `… ${value.length - ITEMS_MAX} more`] : kept
}

function fields(value: object, depth: number, hidden: boolean): Record<string, unknown> {
  const entries = Object.entries(value).slice(0, FIELDS_MAX)
  return Object.fromEntries(
    entries.flatMap(([name, item]) =>
      item === undefined ? [] : [[text(name).slice(0, 64), clean(name, item, depth, hidden)]],
    ),
  )
}

/** A call's input as it may be kept: secrets replaced, documents named by their length, all of it bounded. */
export function recordable(input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return {}
  const safe = fields(input, 0, false)
  if (JSON.stringify(safe).length <= WHOLE_MAX) return safe
  const short: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(safe)) {
    const next = { ...short, [name]: value }
    short[name] = JSON.stringify(next).length <= WHOLE_MAX - 200 ? value : '…'
    if (JSON.stringify(short).length > WHOLE_MAX) {
      delete short[name]
      break
    }
  }
  return short
}

/** An error's words as they may be kept. */
export const recordableWords = (words: string): string => text(words)
