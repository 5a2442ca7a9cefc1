import type { Core } from '../core.ts'
import { accessHandlers } from './access.ts'
import { accountHandlers } from './accounts.ts'
import { appHandlers } from './app.ts'
import { auditHandlers } from './audit.ts'
import { backupHandlers } from './backup.ts'
import { serving } from './base.ts'
import { changesHandlers } from './changes.ts'
import { configHandlers } from './config.ts'
import { credentialHandlers } from './credentials.ts'
import { fleetHandlers } from './fleet.ts'
import { hostHandlers, siteHandlers } from './hosts.ts'
import { machineHandlers } from './machines.ts'
import { metricsHandlers } from './metrics.ts'
import { policyHandlers } from './policies.ts'
import { eventHandlers, resourceHandlers } from './resources.ts'
import { searchHandlers } from './search.ts'
import { sessionHandlers } from './session.ts'
import { settingsHandlers } from './settings.ts'
import { networkHandlers, storageHandlers } from './storage.ts'
import { taskHandlers } from './tasks.ts'
import { topologyHandlers } from './topology.ts'

/** The whole contract over one core; every shell carries exactly this. */
export const createRouter = (core: Core) =>
  serving(core).router({
    app: appHandlers(core),
    sites: siteHandlers(core),
    hosts: hostHandlers(core),
    machines: machineHandlers(core),
    tasks: taskHandlers,
    metrics: metricsHandlers,
    resources: resourceHandlers(core),
    events: eventHandlers,
    fleet: fleetHandlers(core),
    search: searchHandlers,
    changes: changesHandlers(core),
    settings: settingsHandlers(core),
    storage: storageHandlers,
    networks: networkHandlers,
    topology: topologyHandlers,
    session: sessionHandlers(core),
    people: { ...accountHandlers(core), ...accessHandlers(core) },
    credentials: credentialHandlers(core),
    audit: auditHandlers(core),
    policies: policyHandlers(core),
    config: configHandlers(core),
    backup: backupHandlers(core),
  })

export type ApiRouter = ReturnType<typeof createRouter>
