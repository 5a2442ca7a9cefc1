import type { z } from 'zod'
import type { HostDraft } from '../../shared/contract/index.ts'
import { hostUri } from '../../shared/hostUri.ts'
import type { SiteId } from '../../shared/ids.ts'
import {
  type DiagnosisStep,
  type HostOptions,
  HostQuestion,
  type HostRecord,
} from '../../shared/models/host.ts'
import { routeInEnglish } from '../../shared/route.ts'

type Choice = '' | 'yes' | 'no'

/** How hosts are reached, as typed; what is empty is inherited. */
export interface OptionForm {
  transport: '' | 'builtin' | 'openssh'
  /** One path a line; `none` for none. */
  identityFiles: string
  useAgent: Choice
  compression: Choice
  /** `user@host:port`, separated by commas, first hop first; `none` for none. */
  jump: string
  readOnly: Choice
  /** Name of a credential. */
  credential: string
  /** Seconds between samples while on screen, and otherwise. */
  tickSeconds: string
  backgroundSeconds: string
  keepaliveSeconds: string
  keepaliveCount: string
  /** Seconds that each step of connecting may take. */
  timeoutSeconds: string
}

/** What the host form holds, as typed. */
export interface HostForm extends OptionForm {
  /** A URI, or an address that one is made of. */
  uri: string
  name: string
  siteId: SiteId | null
}

export const emptyOptions: OptionForm = {
  transport: '',
  identityFiles: '',
  useAgent: '',
  compression: '',
  jump: '',
  readOnly: '',
  credential: '',
  tickSeconds: '',
  backgroundSeconds: '',
  keepaliveSeconds: '',
  keepaliveCount: '',
  timeoutSeconds: '',
}

export const emptyForm: HostForm = { uri: '', name: '', siteId: null, ...emptyOptions }

/** Numbers of the form: the option each becomes, what it is multiplied by, and its bounds as typed. */
export const numberOptions = {
  tickSeconds: { option: 'tickMs', factor: 1_000, min: 0.5, max: 600 },
  backgroundSeconds: { option: 'backgroundTickMs', factor: 1_000, min: 0.5, max: 600 },
  keepaliveSeconds: { option: 'keepaliveSeconds', factor: 1, min: 1, max: 600 },
  keepaliveCount: { option: 'keepaliveCount', factor: 1, min: 1, max: 20 },
  timeoutSeconds: { option: 'connectTimeoutMs', factor: 1_000, min: 0.5, max: 300 },
} as const
/** A number that the form asks for. */
export type NumberOption = keyof typeof numberOptions
const numberNames = Object.keys(numberOptions) as NumberOption[]

/** The form of a stored host. */
export function formOf({ uri, name, siteId, options }: HostRecord): HostForm {
  return { uri, name, siteId, ...optionForm(options) }
}

const choiceOf = (value: boolean | undefined): Choice => (value === undefined ? '' : value ? 'yes' : 'no')

const listText = (list: readonly string[] | undefined, by: string): string =>
  list === undefined ? '' : list.length === 0 ? 'none' : list.join(by)

/** The form of stored options. */
export function optionForm(options: z.infer<typeof HostOptions>): OptionForm {
  const numbers = Object.fromEntries(
    numberNames.map(name => {
      const { option, factor } = numberOptions[name]
      const value = options[option]
      return [name, value === undefined ? '' : String(value / factor)]
    }),
  ) as Record<NumberOption, string>
  return {
    ...numbers,
    transport: options.transport ?? '',
    identityFiles: listText(options.identityFiles, '\n'),
    useAgent: choiceOf(options.useAgent),
    compression: choiceOf(options.compression),
    jump: listText(options.jump, ', '),
    readOnly: choiceOf(options.readOnly),
    credential: options.credential ?? '',
  }
}

function listOf(text: string, separator: RegExp): string[] | undefined {
  const parts = text
    .split(separator)
    .map(part => part.trim())
    .filter(Boolean)
  if (parts.length === 0) return undefined
  return parts.length === 1 && parts[0]?.toLowerCase() === 'none' ? [] : parts
}

/** A number as typed; null where it is none or out of its bounds. */
export function numberOf(name: NumberOption, text: string): number | null {
  const { min, max } = numberOptions[name]
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) || value < min || value > max ? null : value
}

/** Numbers that are typed and can't be used. */
export const badNumbers = (form: OptionForm): NumberOption[] =>
  numberNames.filter(name => form[name].trim() !== '' && numberOf(name, form[name]) === null)

/** The options that the form sets; what is empty is left to be inherited. */
export function optionsOf(form: OptionForm): z.infer<typeof HostOptions> {
  const identityFiles = listOf(form.identityFiles, /\n/)
  const jump = listOf(form.jump, /,/)
  const numbers = numberNames.flatMap(name => {
    const { option, factor } = numberOptions[name]
    const value = numberOf(name, form[name])
    return value === null ? [] : [[option, Math.round(value * factor)] as const]
  })
  return {
    ...(form.transport === '' ? {} : { transport: form.transport }),
    ...(identityFiles === undefined ? {} : { identityFiles }),
    ...(form.useAgent === '' ? {} : { useAgent: form.useAgent === 'yes' }),
    ...(form.compression === '' ? {} : { compression: form.compression === 'yes' }),
    ...(jump === undefined ? {} : { jump }),
    ...(form.readOnly === '' ? {} : { readOnly: form.readOnly === 'yes' }),
    ...(form.credential === '' ? {} : { credential: form.credential }),
    ...Object.fromEntries(numbers),
  }
}

/** The host to add or test. */
export function draftOf(form: HostForm, acceptNewKeys: readonly string[]): z.infer<typeof HostDraft> {
  const name = form.name.trim()
  return {
    uri: hostUri(form.uri),
    ...(name ? { name } : {}),
    siteId: form.siteId,
    options: optionsOf(form),
    ...(acceptNewKeys.length > 0 ? { acceptNewKeys: [...acceptNewKeys] } : {}),
  }
}

/** What saving changes of the host that the form was opened with: the rest stays as others may have it by now. */
export function patchOf(was: HostRecord, form: HostForm, acceptNewKeys: readonly string[]) {
  const draft = draftOf(form, acceptNewKeys)
  const before = draftOf(formOf(was), [])
  const isSame = (part: 'name' | 'siteId' | 'uri' | 'options') =>
    JSON.stringify(draft[part]) === JSON.stringify(before[part])
  return {
    ...(draft.name === undefined || isSame('name') ? {} : { name: draft.name }),
    ...(isSame('siteId') ? {} : { siteId: draft.siteId }),
    ...(isSame('uri') ? {} : { uri: draft.uri }),
    ...(isSame('options') ? {} : { options: draft.options, was: was.options }),
    ...(draft.acceptNewKeys === undefined ? {} : { acceptNewKeys: draft.acceptNewKeys }),
  }
}

/** The question that a diagnosis met and stopped at, where its failed stage carries one. */
export function questionIn(steps: readonly DiagnosisStep[]): HostQuestion | null {
  const failed = steps.find(step => step.result === 'failed')
  const asked = HostQuestion.safeParse(failed?.problem?.data?.question)
  if (asked.success) return asked.data
  // A core that names only the fingerprint still lets the person compare and accept it.
  const sha256 = /SHA256:[\w+/=]+/.exec(
    `${routeInEnglish(failed?.detail ?? '')} ${failed?.problem?.message ?? ''}`,
  )?.[0]
  if (failed?.stage !== 'hostKey' || failed.problem?.code !== 'hostKey.new' || !sha256) return null
  return { kind: 'newHostKey', endpoint: '', presented: { algorithm: '', sha256, randomart: null } }
}

/** Whether a diagnosis stopped for want of a secret. */
export function secretWanted(steps: readonly DiagnosisStep[]): 'password' | 'passphrase' | null {
  const failed = steps.find(step => step.result === 'failed')
  const question = questionIn(steps)
  if (question?.kind === 'secret') return question.request === 'passphrase' ? 'passphrase' : 'password'
  if (failed?.problem?.code === 'key.passphrase') return 'passphrase'
  return failed?.stage === 'authentication' ? 'password' : null
}
