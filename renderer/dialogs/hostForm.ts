import type { z } from 'zod'
import type { HostDraft } from '../../shared/contract/index.ts'
import type { SiteId } from '../../shared/ids.ts'
import {
  type DiagnosisStep,
  type HostOptions,
  HostQuestion,
  type HostRecord,
} from '../../shared/models/host.ts'

/** How hosts are reached, as typed. */
export interface OptionForm {
  transport: 'builtin' | 'openssh'
  /** One path a line. */
  identityFiles: string
  useAgent: boolean
  /** `user@host:port`, separated by commas, first hop first. */
  jump: string
  readOnly: boolean
  /** Seconds between samples; empty follows the site. */
  tickSeconds: string
}

/** What the host form holds, as typed. */
export interface HostForm extends OptionForm {
  uri: string
  name: string
  siteId: SiteId | null
}

export const emptyForm: HostForm = {
  uri: '',
  name: '',
  siteId: null,
  transport: 'builtin',
  identityFiles: '',
  useAgent: true,
  jump: '',
  readOnly: false,
  tickSeconds: '',
}

/** The form of a stored host. */
export function formOf({ uri, name, siteId, options }: HostRecord): HostForm {
  return {
    uri,
    name,
    siteId,
    ...optionForm(options),
  }
}

/** The form of stored options. */
export function optionForm(options: z.infer<typeof HostOptions>): OptionForm {
  return {
    transport: options.transport ?? 'builtin',
    identityFiles: options.identityFiles?.join('\n') ?? '',
    useAgent: options.useAgent ?? true,
    jump: options.jump?.join(', ') ?? '',
    readOnly: options.readOnly ?? false,
    tickSeconds: options.tickMs === undefined ? '' : String(options.tickMs / 1000),
  }
}

const listOf = (text: string, separator: RegExp) =>
  text
    .split(separator)
    .map(part => part.trim())
    .filter(Boolean)

/** Options that differ from what a host inherits; options the form does not show are kept. */
export function optionsOf(
  form: OptionForm,
  kept: z.infer<typeof HostOptions> = {},
): z.infer<typeof HostOptions> {
  const {
    transport: _t,
    identityFiles: _i,
    useAgent: _a,
    jump: _j,
    readOnly: _r,
    tickMs: _m,
    ...others
  } = kept
  const identityFiles = listOf(form.identityFiles, /\n/)
  const jump = listOf(form.jump, /,/)
  const tickMs = Number.parseFloat(form.tickSeconds) * 1000
  return {
    ...others,
    ...(form.transport === 'openssh' ? { transport: 'openssh' as const } : {}),
    ...(identityFiles.length > 0 ? { identityFiles } : {}),
    ...(form.useAgent ? {} : { useAgent: false }),
    ...(jump.length > 0 ? { jump } : {}),
    ...(form.readOnly ? { readOnly: true } : {}),
    ...(Number.isFinite(tickMs) ? { tickMs: Math.min(600_000, Math.max(500, Math.round(tickMs))) } : {}),
  }
}

/** The host to add or test. */
export function draftOf(
  form: HostForm,
  acceptNewKeys: readonly string[],
  kept?: z.infer<typeof HostOptions>,
): z.infer<typeof HostDraft> {
  const name = form.name.trim()
  return {
    uri: form.uri.trim(),
    ...(name ? { name } : {}),
    siteId: form.siteId,
    options: optionsOf(form, kept),
    ...(acceptNewKeys.length > 0 ? { acceptNewKeys: [...acceptNewKeys] } : {}),
  }
}

/** The question that a diagnosis met and stopped at, where its failed stage carries one. */
export function questionIn(steps: readonly DiagnosisStep[]): HostQuestion | null {
  const failed = steps.find(step => step.result === 'failed')
  const asked = HostQuestion.safeParse(failed?.problem?.data?.question)
  if (asked.success) return asked.data
  // A core that names only the fingerprint still lets the person compare and accept it.
  const sha256 = /SHA256:[\w+/=]+/.exec(`${failed?.detail ?? ''} ${failed?.problem?.message ?? ''}`)?.[0]
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
