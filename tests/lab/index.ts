export { CommandFailed, type CommandOptions, type CommandResult, run, waitFor } from './command.ts'
export { type DeadStorage, deadStorage } from './deadStorage.ts'
export { domainXml, type LabDisk, type LabDomain, type LabNic, networkXml, poolXml } from './domainXml.ts'
export { SHARED_UUID, UNICODE_NAME, virshBatch } from './fleet.ts'
export { type Daemon, LabHost } from './host.ts'
export { LAB_USERS } from './hostFiles.ts'
export { type HostRelay, Lab, type LabOptions, startLab } from './lab.ts'
export {
  bornWith,
  defineManyShutOff,
  MANY_URI,
  type ManyHostsOptions,
  manyDomainXml,
  startManyHosts,
} from './many.ts'
export { LabUnavailable, labRequirements, missingPackages } from './requirements.ts'
export { plannedState, plannedUuid, type TestDriverPlan, testDriverXml } from './testDriver.ts'
export { type LabStatus, publishedLabs, publishStatus } from './status.ts'
