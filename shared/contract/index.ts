import { app } from './app.ts'
import { audit } from './audit.ts'
import { backup } from './backup.ts'
import { changes } from './changes.ts'
import { config } from './config.ts'
import { credentials } from './credentials.ts'
import { hosts, sites } from './hosts.ts'
import { machines, tasks } from './machines.ts'
import { metrics } from './metrics.ts'
import { fleet } from './overview.ts'
import { people } from './people.ts'
import { policies } from './policies.ts'
import { events, resources } from './resources.ts'
import { networks, storage } from './relations.ts'
import { search } from './search.ts'
import { session } from './session.ts'
import { settings } from './settings.ts'
import { topology } from './topology.ts'

/** Everything that a shell may ask of the core. */
export const contract = {
  app,
  sites,
  hosts,
  machines,
  tasks,
  metrics,
  resources,
  events,
  settings,
  storage,
  networks,
  topology,
  fleet,
  search,
  changes,
  session,
  people,
  credentials,
  audit,
  policies,
  config,
  backup,
}
export type Contract = typeof contract

export { ChangesEvent } from './changes.ts'
export { FleetOverview } from './overview.ts'
export { SearchGroup, SearchHit } from './search.ts'
export { AppInfo, BrowserSession } from './app.ts'
export {
  ConnectionEvent,
  DiagnosisSecrets,
  FleetEvent,
  HostCandidates,
  HostDevices,
  HostDraft,
} from './hosts.ts'
export { Completion, MachinesEvent, MatchEvent, TasksEvent } from './machines.ts'
export {
  Compared,
  DefinitionChoice,
  DefinitionSource,
  Hardware,
  MachineDetailEvent,
  PendingChanges,
} from './machineDetails.ts'
export { MetricsEvent } from './metrics.ts'
export { ConnectionLayer, ConnectionSettings, hostListFormats, StoredData } from './settings.ts'
export { type FleetScope, NetworksEvent, StorageEvent } from './relations.ts'
export { Graph, GraphPart } from './topology.ts'
export { FleetLogEvent, ResourcesEvent, type WatchedKind, watchedKinds } from './resources.ts'
export { AuditEntry, AuditFilter, AuditVerdict } from './audit.ts'
export { BackupContents, BackupFile, BackupState } from './backup.ts'
export { ConfigEntry, ConfigImport, ConfigPlace } from './config.ts'
export { Credential, CredentialSecret } from './credentials.ts'
export { EffectiveRight, Holder, HostEnforcement, PeopleEvent } from './people.ts'
export { PolicyEffect, WindowRules } from './policies.ts'
