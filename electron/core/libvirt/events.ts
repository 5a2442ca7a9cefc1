import { type Codec, i32, i64, list, type StructOf, struct, u32, u64 } from '../xdr/index.ts'
import {
  domainEventId,
  networkEventId,
  nodeDeviceEventId,
  secretEventId,
  storagePoolEventId,
} from './constants/events.ts'
import { limits } from './limits.ts'
import type { Procedure } from './program.ts'
import { qemu } from './qemu.ts'
import { remote } from './remote/index.ts'
import {
  domain,
  network,
  nodeDevice,
  type RemoteDomain,
  type RemoteNetwork,
  type RemoteNodeDevice,
  type RemoteSecret,
  type RemoteStoragePool,
  secret,
  storagePool,
  text,
  textOrNull,
} from './remote/shapes.ts'
import { typedParams } from './typedParam.ts'

/** The call that asks for an event; its result holds the callback id, if the event has one. */
export interface Registration<Args> {
  readonly procedure: Procedure<Args, unknown>
  readonly args: Args
}

/** An event a server can be asked for: how to register, which message carries it, what it holds. */
export interface EventSource<Payload, Filter> {
  readonly program: number
  /** Number of the message that carries it. */
  readonly number: number
  /** What follows the callback id in the message. */
  readonly payload: Codec<Payload>
  /** Narrows to one object; an empty filter asks for all of the host's. */
  register(filter: Filter): Registration<unknown>
  readonly deregister: Procedure<{ callbackID: number }, undefined>
  /** The message carries no callback id: the server knows one listener a connection. */
  readonly unnumbered?: true
}

const REMOTE = 0x2000_8086
const QEMU = 0x2000_8087

type Fields = Record<string, Codec<unknown>>

/** Of one domain, or of every domain of the host. */
export interface DomainFilter {
  dom?: RemoteDomain
}

function ofDomains<const F extends Fields>(
  eventID: number,
  number: number,
  fields: F,
): EventSource<StructOf<F>, DomainFilter> {
  const procedure = remote.connectDomainEventCallbackRegisterAny
  return {
    program: REMOTE,
    number,
    payload: struct(fields),
    register: ({ dom = null as RemoteDomain | null }) => ({ procedure, args: { eventID, dom } }),
    deregister: remote.connectDomainEventCallbackDeregisterAny,
  }
}

function ofNetworks<const F extends Fields>(
  eventID: number,
  number: number,
  fields: F,
): EventSource<StructOf<F>, { net?: RemoteNetwork }> {
  const procedure = remote.connectNetworkEventRegisterAny
  return {
    program: REMOTE,
    number,
    payload: struct(fields),
    register: ({ net = null as RemoteNetwork | null }) => ({ procedure, args: { eventID, net } }),
    deregister: remote.connectNetworkEventDeregisterAny,
  }
}

function ofPools<const F extends Fields>(
  eventID: number,
  number: number,
  fields: F,
): EventSource<StructOf<F>, { pool?: RemoteStoragePool }> {
  const procedure = remote.connectStoragePoolEventRegisterAny
  return {
    program: REMOTE,
    number,
    payload: struct(fields),
    register: ({ pool = null as RemoteStoragePool | null }) => ({ procedure, args: { eventID, pool } }),
    deregister: remote.connectStoragePoolEventDeregisterAny,
  }
}

function ofNodeDevices<const F extends Fields>(
  eventID: number,
  number: number,
  fields: F,
): EventSource<StructOf<F>, { dev?: RemoteNodeDevice }> {
  const procedure = remote.connectNodeDeviceEventRegisterAny
  return {
    program: REMOTE,
    number,
    payload: struct(fields),
    register: ({ dev = null as RemoteNodeDevice | null }) => ({ procedure, args: { eventID, dev } }),
    deregister: remote.connectNodeDeviceEventDeregisterAny,
  }
}

function ofSecrets<const F extends Fields>(
  eventID: number,
  number: number,
  fields: F,
): EventSource<StructOf<F>, { secret?: RemoteSecret }> {
  const procedure = remote.connectSecretEventRegisterAny
  return {
    program: REMOTE,
    number,
    payload: struct(fields),
    register: ({ secret: one = null as RemoteSecret | null }) => ({
      procedure,
      args: { eventID, secret: one },
    }),
    deregister: remote.connectSecretEventDeregisterAny,
  }
}

/** Of one domain or all, of one monitor event name or all; flag 1 makes the name a pattern. */
export interface MonitorFilter extends DomainFilter {
  event?: string
  flags?: number
}

const monitorFields = { dom: domain, event: text, seconds: i64, micros: u32, details: textOrNull }

const monitor: EventSource<StructOf<typeof monitorFields>, MonitorFilter> = {
  program: QEMU,
  number: 6,
  payload: struct(monitorFields),
  register: ({ dom = null as RemoteDomain | null, event = null as string | null, flags = 0 }) => ({
    procedure: qemu.connectDomainMonitorEventRegister,
    args: { dom, event, flags },
  }),
  deregister: qemu.connectDomainMonitorEventDeregister,
}

const noCallbackId: Codec<{ callbackID: number }> = {
  minBytes: 0,
  decode: () => ({ callbackID: 0 }),
  encode: () => undefined,
}

const connectionFields = { reason: i32 }

const connection: EventSource<StructOf<typeof connectionFields>, Record<never, never>> = {
  program: REMOTE,
  number: 362,
  payload: struct(connectionFields),
  register: () => ({ procedure: remote.connectRegisterCloseCallback, args: undefined }),
  deregister: { ...remote.connectUnregisterCloseCallback, args: noCallbackId },
  unnumbered: true,
}

const graphicsAddress = struct({ family: i32, node: text, service: text })
const graphicsIdentity = struct({ type: text, name: text })
const onlyDomain = { dom: domain }
const onDevice = { dom: domain, devAlias: text }
const onReason = { reason: i32, dom: domain }
const lifecycle = { event: i32, detail: i32 }
const ioError = { dom: domain, srcPath: text, devAlias: text, action: i32 }
const id = domainEventId

/** Every event that libvirt's servers send; numbers are looked up in `constants/events.ts`. */
export const events = {
  domainLifecycle: ofDomains(id.lifecycle, 318, { dom: domain, ...lifecycle }),
  domainReboot: ofDomains(id.reboot, 319, onlyDomain),
  domainRtcChange: ofDomains(id.rtcChange, 320, { dom: domain, offset: i64 }),
  domainWatchdog: ofDomains(id.watchdog, 321, { dom: domain, action: i32 }),
  domainIoError: ofDomains(id.ioError, 322, ioError),
  domainGraphics: ofDomains(id.graphics, 323, {
    dom: domain,
    phase: i32,
    local: graphicsAddress,
    remote: graphicsAddress,
    authScheme: text,
    subject: list(graphicsIdentity, limits.domainEventGraphicsIdentity),
  }),
  domainIoErrorReason: ofDomains(id.ioErrorReason, 324, { ...ioError, reason: text }),
  domainControlError: ofDomains(id.controlError, 325, onlyDomain),
  domainBlockJob: ofDomains(id.blockJob, 326, { dom: domain, path: text, type: i32, status: i32 }),
  domainDiskChange: ofDomains(id.diskChange, 327, {
    dom: domain,
    oldSrcPath: textOrNull,
    newSrcPath: textOrNull,
    devAlias: text,
    reason: i32,
  }),
  domainTrayChange: ofDomains(id.trayChange, 328, { ...onDevice, reason: i32 }),
  domainPmwakeup: ofDomains(id.pmwakeup, 329, onReason),
  domainPmsuspend: ofDomains(id.pmsuspend, 330, onReason),
  domainBalloonChange: ofDomains(id.balloonChange, 331, { dom: domain, actual: u64 }),
  domainPmsuspendDisk: ofDomains(id.pmsuspendDisk, 332, onReason),
  domainDeviceRemoved: ofDomains(id.deviceRemoved, 333, onDevice),
  domainBlockJob2: ofDomains(id.blockJob2, 339, { dom: domain, dst: text, type: i32, status: i32 }),
  domainTunable: ofDomains(id.tunable, 346, { dom: domain, params: typedParams(limits.domainEventTunable) }),
  domainAgentLifecycle: ofDomains(id.agentLifecycle, 348, { dom: domain, state: i32, reason: i32 }),
  domainDeviceAdded: ofDomains(id.deviceAdded, 354, onDevice),
  domainMigrationIteration: ofDomains(id.migrationIteration, 359, { dom: domain, iteration: i32 }),
  domainJobCompleted: ofDomains(id.jobCompleted, 363, {
    dom: domain,
    params: typedParams(limits.domainJobStats),
  }),
  domainDeviceRemovalFailed: ofDomains(id.deviceRemovalFailed, 367, onDevice),
  domainMetadataChange: ofDomains(id.metadataChange, 379, { dom: domain, type: i32, nsuri: textOrNull }),
  domainBlockThreshold: ofDomains(id.blockThreshold, 385, {
    dom: domain,
    dev: text,
    path: textOrNull,
    threshold: u64,
    excess: u64,
  }),
  domainMemoryFailure: ofDomains(id.memoryFailure, 423, {
    dom: domain,
    recipient: i32,
    action: i32,
    flags: u32,
  }),
  domainMemoryDeviceSizeChange: ofDomains(id.memoryDeviceSizeChange, 438, {
    dom: domain,
    alias: text,
    size: u64,
  }),
  networkLifecycle: ofNetworks(networkEventId.lifecycle, 315, { net: network, ...lifecycle }),
  storagePoolLifecycle: ofPools(storagePoolEventId.lifecycle, 370, { pool: storagePool, ...lifecycle }),
  storagePoolRefresh: ofPools(storagePoolEventId.refresh, 373, { pool: storagePool }),
  nodeDeviceLifecycle: ofNodeDevices(nodeDeviceEventId.lifecycle, 376, { dev: nodeDevice, ...lifecycle }),
  nodeDeviceUpdate: ofNodeDevices(nodeDeviceEventId.update, 377, { dev: nodeDevice }),
  secretLifecycle: ofSecrets(secretEventId.lifecycle, 382, { secret, ...lifecycle }),
  secretValueChanged: ofSecrets(secretEventId.valueChanged, 383, { secret }),
  connectionClosed: connection,
  qemuMonitor: monitor,
} as const
