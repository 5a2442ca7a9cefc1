import { authCalls } from './authCalls.ts'
import { checkpointCalls } from './checkpointCalls.ts'
import { connectCalls } from './connectCalls.ts'
import { domainBlockCalls } from './domainBlockCalls.ts'
import { domainCalls } from './domainCalls.ts'
import { domainTuningCalls } from './domainTuningCalls.ts'
import { eventCalls } from './eventCalls.ts'
import { interfaceCalls } from './interfaceCalls.ts'
import { migrationCalls } from './migrationCalls.ts'
import { networkCalls } from './networkCalls.ts'
import { nodeCalls } from './nodeCalls.ts'
import { nodeDeviceCalls } from './nodeDeviceCalls.ts'
import { nwfilterCalls } from './nwfilterCalls.ts'
import { secretCalls } from './secretCalls.ts'
import { snapshotCalls } from './snapshotCalls.ts'
import { storageCalls } from './storageCalls.ts'
import { program, servedBy } from '../program.ts'

/** The remote program, number 0x20008086: every procedure that needs no passed file descriptor. */
export const remote = program(0x2000_8086, 1, {
  ...connectCalls,
  ...nodeCalls,
  ...domainCalls,
  ...domainTuningCalls,
  ...servedBy('network', networkCalls),
  ...migrationCalls,
  ...domainBlockCalls,
  ...authCalls,
  ...servedBy('storage', storageCalls),
  ...eventCalls,
  ...servedBy('nodeDevice', nodeDeviceCalls),
  ...servedBy('interface', interfaceCalls),
  ...servedBy('secret', secretCalls),
  ...servedBy('nwfilter', nwfilterCalls),
  ...snapshotCalls,
  ...checkpointCalls,
})
