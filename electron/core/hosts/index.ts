export { type BackoffRule, backoffMs, defaultBackoff } from './backoff.ts'
export { type DiagnoseInput, type DiagnosisSecrets, diagnose } from './diagnosis.ts'
export { type FailureKind, failureKind } from './failure.ts'
export { oldestLibvirt, versionText } from './hypervisor.ts'
export type { AttachedPart, LiveHost } from './live.ts'
export {
  defaultOptions,
  type EffectiveOptions,
  type OptionSource,
  type ResolvedOptions,
  resolveOptions,
  sourceWords,
} from './options.ts'
export type { NamedCredentials } from './namedCredentials.ts'
export type { ReadOnlyReason, ReadOnlyRule } from './ways.ts'
export type { HostDraft, HostPatch, SitePatch } from './records.ts'
export { type HostEvent, HostRegistry, type RegistryParts } from './registry.ts'
export type { DraftPreview } from './plan.ts'
export { HostSession } from './session.ts'
export type { SshDefaults } from './target.ts'
