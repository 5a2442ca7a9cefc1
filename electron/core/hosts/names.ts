import { AppError } from '../../../shared/errors.ts'

/** Longest name of a host or site. */
const NAME_MAX = 200

/** What two names must not share: case, surrounding space and Unicode form don't make a difference. */
export function nameKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

/** The name as it is stored; refuses an empty one and control characters with `input.invalid`. */
export function cleanName(name: string): string {
  const clean = name.trim().normalize('NFC')
  if (clean === '' || clean.length > NAME_MAX || /\p{Cc}/u.test(clean)) {
    throw new AppError('input.invalid', 'A name has 1 to 200 characters and no control characters.', {
      next: 'Choose another name.',
      data: { field: 'name' },
    })
  }
  return clean
}

/** `wanted`, or `wanted-2`, `wanted-3`, … where it is taken. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const keys = new Set([...taken].map(nameKey))
  if (!keys.has(nameKey(wanted))) return wanted
  for (let number = 2; ; number += 1) {
    const candidate = `${wanted.slice(0, NAME_MAX - 8)}-${number}`
    if (!keys.has(nameKey(candidate))) return candidate
  }
}

/** The clean name; throws `name.taken` with a free one to use instead. */
export function uniqueName(name: string, taken: Iterable<string>): string {
  const clean = cleanName(name)
  const all = [...taken]
  const holder = all.find(other => nameKey(other) === nameKey(clean))
  if (holder === undefined) return clean
  const suggestion = freeName(clean, all)
  // As it was typed: how somebody else wrote a name may be hidden from whoever asks.
  throw new AppError('name.taken', `The name “${clean}” is taken.`, {
    next: `Use another one, for example “${suggestion}”.`,
    data: { name: clean, suggestion },
  })
}

/** A short name for a host by its address: the first label of a DNS name, an IP address whole. */
export function nameFromAddress(address: string): string {
  if (/^[\d.]+$/.test(address) || address.includes(':')) return address
  return address.split('.')[0] || address
}
