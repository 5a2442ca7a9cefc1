import type { DefinitionChange, DefinitionPart, HardwareFact } from '../../shared/models/machineDetails.ts'
import { formatBytes } from '../../shared/units.ts'
import { plainLabel } from '../../shared/xmlLabel.ts'
import { knownWords, language, t } from './index.ts'
import { within } from './within.ts'

/** What two definitions are to each other. */
export type Compared = 'versions' | 'machines' | 'nextBoot'

/** A part of a definition by name: `Disk vda`; one that no catalogue knows has the core's title. */
export function partTitle(part: DefinitionPart, title: string): string {
  const noun = knownWords(`devices.${part.device ? 'device' : 'property'}.${part.kind}`)
  return noun === null ? title : part.which === null ? noun : `${noun} ${part.which}`
}

/** What stands at a path below a part: `driver@cache` → `Cache`. */
export function leafLabel(path: string): string {
  const features = /^feature@(\w+)$/.exec(path)
  if (features?.[1] !== undefined) return t('devices.features', { policy: features[1] })
  return knownWords(`devices.label.${path === '' ? 'itself' : path}`) ?? plainLabel(path)
}

const secretPath = /@(passwd|password|passphrase)$/i

/** A fact's value as the reader writes it: sizes, that something is there at all, that a secret is set. */
export function factValue({ path, value, raw, bytes }: HardwareFact): string {
  if (bytes !== undefined) return formatBytes(bytes)
  if (secretPath.test(path)) return t('devices.secret')
  return raw !== null && /^<[^ ]+\/>$/.test(raw) ? t('devices.yes') : value
}

/** A label inside an English sentence: only a capital that starts a plain word is lowered. German keeps its nouns. */
const inSentence = (label: string): string => (language() === 'en' ? within(label) : label)

/** One difference as a sentence. */
export function changeSentence(change: DefinitionChange, compared: Compared): string {
  const { kind, leaf } = change
  const values = {
    part: partTitle(change.part, change.title),
    label: leaf === null ? '' : inSentence(leafLabel(leaf)),
    before: sideText(leaf, change.before, change.beforeBytes),
    after: sideText(leaf, change.after, change.afterBytes),
  }
  // A part's own text is the part itself: "Memory changed", not "Memory: value changed".
  if (leaf === null || leaf === '') {
    const own = kind === 'added' ? values.after : values.before
    if (kind === 'changed') return t(`devices.${compared}.changed`, values)
    return t(`devices.${compared}.${own === '' ? kind : (`${kind}As` as const)}`, values)
  }
  if (kind === 'changed') return t(`devices.${compared}.changedOf`, values)
  const isThere = (kind === 'added' ? change.after : change.before) === 'yes'
  if (kind === 'added') return t(`devices.${compared}.${isThere ? 'set' : 'setTo'}`, values)
  return t(`devices.${compared}.${isThere ? 'unset' : 'unsetFrom'}`, values)
}

function sideText(leaf: string | null, value: string | null, bytes: number | undefined): string {
  if (value === null) return ''
  if (bytes !== undefined) return formatBytes(bytes)
  return leaf !== null && secretPath.test(leaf) ? t('devices.secret') : value
}
