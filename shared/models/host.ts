import { z } from 'zod'
import { errorCodes } from '../errors.ts'
import { HostId, MachineKey, SiteId } from '../ids.ts'
import { routeLabels, routeSayings } from '../route.ts'
import { namesOf, sayingOf } from './saying.ts'
import { NodeDevice } from './resources.ts'

/** Stages of reaching a host, in order; the diagnosis reports each. */
export const stages = [
  'resolve',
  'tcp',
  'sshVersion',
  'hostKey',
  'authentication',
  'channel',
  'socket',
  'libvirtOpen',
  'version',
  'permission',
] as const
export const Stage = z.enum(stages)
export type Stage = z.infer<typeof Stage>

/** An `AppError` as data. */
export const Problem = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  next: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
})
export type Problem = z.infer<typeof Problem>

/** A host key as shown to a person. */
export const KeyFingerprint = z.object({
  algorithm: z.string(),
  /** `SHA256:…` as OpenSSH prints it. */
  sha256: z.string(),
  /** OpenSSH's picture of the key, 11 lines. */
  randomart: z.string().nullable(),
})
export type KeyFingerprint = z.infer<typeof KeyFingerprint>

/** What a blocked session needs of a person. */
export const HostQuestion = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('newHostKey'),
    /** Host whose key it is: the target or a jump host, `host:port`. */
    endpoint: z.string(),
    presented: KeyFingerprint,
  }),
  z.object({
    kind: z.literal('changedHostKey'),
    endpoint: z.string(),
    presented: KeyFingerprint,
    known: z.array(KeyFingerprint.extend({ source: z.string() })),
  }),
  z.object({
    kind: z.literal('secret'),
    endpoint: z.string(),
    request: z.enum(['password', 'passphrase', 'keyboardInteractive']),
    /** Key file for a passphrase, user name for a password. */
    subject: z.string(),
    instruction: z.string(),
    prompts: z.array(z.object({ text: z.string(), echo: z.boolean() })),
    /** True after a wrong answer. */
    again: z.boolean(),
  }),
])
export type HostQuestion = z.infer<typeof HostQuestion>

/** A person's answer to a question; secrets go to the transport and are kept nowhere else. */
export const HostAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trustHostKey'), sha256: z.string() }),
  z.object({ kind: z.literal('repinHostKey'), sha256: z.string() }),
  z.object({
    kind: z.literal('secret'),
    answers: z.array(z.string()),
    /** Keeps the answer as a named credential of this site (null: the fleet's) once it has let the host in, and uses it from then on. */
    keepAs: z.object({ name: z.string().trim().min(1).max(200), siteId: SiteId.nullable() }).optional(),
  }),
  z.object({ kind: z.literal('refuse') }),
])
export type HostAnswer = z.infer<typeof HostAnswer>

export const phases = ['disconnected', 'connecting', 'live', 'degraded', 'waiting', 'blocked'] as const
export const HostPhase = z.enum(phases)
export type HostPhase = z.infer<typeof HostPhase>

/** Where a host's session stands, why, and since when. All times are Unix ms. */
export const HostState = z.object({
  phase: HostPhase,
  /** While connecting: the stage under way (`libvirtOpen` and `permission` included, then `inventory`). */
  stage: z.union([Stage, z.literal('inventory')]).nullable(),
  /** Why it is not live, or why it is degraded. */
  problem: Problem.nullable(),
  sinceMs: z.number(),
  lastContactMs: z.number().nullable(),
  /** Smoothed round-trip time of the libvirt connection, milliseconds. */
  roundTripMs: z.number().nullable(),
  /** While waiting: when the next attempt starts. */
  retryAtMs: z.number().nullable(),
  /** Failed attempts since the last success. */
  attempt: z.number().int(),
  question: HostQuestion.nullable(),
  /** The local network is suspected: every host failed at once. */
  networkSuspect: z.boolean(),
})
export type HostState = z.infer<typeof HostState>

/** How to reach a host beyond its URI; null or absent means inherited (site, then ssh config, then default). */
export const HostOptions = z.object({
  /** ssh2 inside, or the system's own ssh program. */
  transport: z.enum(['builtin', 'openssh']).optional(),
  identityFiles: z.array(z.string()).optional(),
  useAgent: z.boolean().optional(),
  /** Compress what goes over SSH: worth its time on slow links. */
  compression: z.boolean().optional(),
  /** Jump hosts in order, `user@host:port` or an ssh config alias; empty means none. */
  jump: z.array(z.string()).optional(),
  /** Open read-only: the daemon refuses every change. */
  readOnly: z.boolean().optional(),
  tickMs: z.number().int().min(500).max(600_000).optional(),
  backgroundTickMs: z.number().int().min(500).max(600_000).optional(),
  keepaliveSeconds: z.number().int().min(1).max(600).optional(),
  keepaliveCount: z.number().int().min(1).max(20).optional(),
  connectTimeoutMs: z.number().int().min(500).max(300_000).optional(),
  /** The credential that it logs in with, by name; never a secret. */
  credential: z.string().trim().min(1).max(200).optional(),
})
export type HostOptions = z.infer<typeof HostOptions>

/** A host as a person configured it. */
export const HostRecord = z.object({
  id: HostId,
  name: z.string().min(1).max(200),
  siteId: SiteId.nullable(),
  /** libvirt connection URI. */
  uri: z.string().min(1).max(2000),
  /** False: the person disconnected it; it stays so across restarts. */
  autoConnect: z.boolean(),
  options: HostOptions,
  createdAtMs: z.number(),
})
export type HostRecord = z.infer<typeof HostRecord>

/** A site groups hosts; sites nest. */
export const Site = z.object({
  id: SiteId,
  parentId: SiteId.nullable(),
  name: z.string().min(1).max(200),
  production: z.boolean(),
  options: HostOptions,
})
export type Site = z.infer<typeof Site>

/** One stretch of time that a host's session spent in one phase. All times are Unix ms. */
export const HostSpell = z.object({
  beganAtMs: z.number(),
  /** Null while it lasts. */
  endedAtMs: z.number().nullable(),
  /** When it was last seen to last. */
  lastMs: z.number(),
  phase: HostPhase,
  problem: Problem.nullable(),
  /** Attempts that ended alike; 1 for anything else. */
  times: z.number().int(),
})
export type HostSpell = z.infer<typeof HostSpell>

/** A round trip of the libvirt connection, milliseconds; null where it was not live. */
export const RoundTrip = z.object({ atMs: z.number(), ms: z.number().nullable() })
export type RoundTrip = z.infer<typeof RoundTrip>

const RouteSaying = sayingOf(routeSayings)

/** A path, a name or a peer's own words as they are, or what is said in the reader's words. */
const RouteText = z.union([z.string(), RouteSaying])

/** One thing decided about the way to a host, with the file and line, option or default that decided it. */
export const RouteDecision = z.object({
  label: namesOf(routeLabels),
  value: RouteText,
  source: RouteText.nullable(),
})

/** How a live host is reached at this moment. */
export const HostConnection = z.object({
  /** ssh, openssh, local, tcp, tls. */
  kind: z.string(),
  serverVersion: z.string().nullable(),
  hostKey: KeyFingerprint.extend({ endpoint: z.string() }).nullable(),
  /** The key, agent or method that the log-in took. */
  authenticatedBy: RouteText.nullable(),
  /** Jump hosts, first hop first. */
  jumps: z.array(z.string()),
  libvirtBy: z.object({ method: z.string(), path: z.string() }).nullable(),
  /** What is open on the transport; null where it carries one stream alone. */
  channels: z
    .array(z.object({ purpose: z.enum(['libvirt', 'command']), detail: z.string(), openedAtMs: z.number() }))
    .nullable(),
})
export type HostConnection = z.infer<typeof HostConnection>

/** What a host's machines were given, beside what it has. */
export const HostCapacity = z.object({
  /** vCPUs and memory of the machines that run … */
  runningVcpus: z.number().int(),
  runningMemoryBytes: z.number(),
  /** … and of all that are defined. */
  definedVcpus: z.number().int(),
  definedMemoryBytes: z.number(),
  /** vCPUs of running machines for each CPU; null where the host doesn't say how many it has. */
  cpuOvercommit: z.number().nullable(),
  memoryOvercommit: z.number().nullable(),
  /** Memory of the host that no running machine was given; below zero where more was given than there is. */
  memoryLeftBytes: z.number().nullable(),
})
export type HostCapacity = z.infer<typeof HostCapacity>

/** What libvirt says of the host itself. */
export const HostFacts = z.object({
  hostname: z.string().nullable(),
  /** Driver as libvirt names it: QEMU, Test, Xen, LXC. */
  driver: z.string().nullable(),
  /** `major.minor.release`. */
  libvirtVersion: z.string().nullable(),
  hypervisorVersion: z.string().nullable(),
  cpuModel: z.string().nullable(),
  cpus: z.number().int().nullable(),
  cpuMhz: z.number().nullable(),
  sockets: z.number().int().nullable(),
  cores: z.number().int().nullable(),
  threads: z.number().int().nullable(),
  numaNodes: z.number().int().nullable(),
  memoryBytes: z.number().nullable(),
  asOfMs: z.number(),
})
export type HostFacts = z.infer<typeof HostFacts>

/** How a live host is reached: what was decided and why. */
export const TransportSummary = z.object({
  kind: z.string(),
  /** In order: address, user, key, agent, config lines, jump chain, socket. */
  decisions: z.array(RouteDecision),
})
export type TransportSummary = z.infer<typeof TransportSummary>

/** One host with everything that a list or page shows of it. */
export const HostView = z.object({
  /** Without its address and options where it is only a part. */
  record: HostRecord.extend({ uri: z.string().max(2000) }),
  /** Known only as the place of machines that its reader may read: neither how it is reached nor what it has. */
  part: z.boolean().optional(),
  site: z.string().nullable(),
  state: HostState,
  facts: HostFacts.nullable(),
  transport: TransportSummary.nullable(),
  readOnly: z.boolean(),
  /** True when everything behind the machine list was read once since this connection. */
  settled: z.boolean(),
  machineCount: z.number().int(),
  runningCount: z.number().int(),
  capacity: HostCapacity,
  /** When its inventory was last confirmed (Unix ms); null if never. */
  dataAsOfMs: z.number().nullable(),
})
export type HostView = z.infer<typeof HostView>

/** A device of a host with who uses it. */
export const HostDevice = NodeDevice.extend({
  /** PCI address, `bus:device` of USB, a disk's path, an interface's name: what machines name it by. */
  address: z.string().nullable(),
  /** The host's own driver that holds it; vfio-pci while a machine has it. */
  driver: z.string().nullable(),
  usedBy: z.array(
    z.object({
      key: MachineKey,
      name: z.string(),
      running: z.boolean(),
    }),
  ),
})
export type HostDevice = z.infer<typeof HostDevice>

/** An option of a host with the value that holds where the host says nothing itself. */
export const InheritedOption = z.object({
  option: z.enum([
    'transport',
    'identityFiles',
    'useAgent',
    'compression',
    'jump',
    'readOnly',
    'tickMs',
    'backgroundTickMs',
    'keepaliveSeconds',
    'keepaliveCount',
    'connectTimeoutMs',
    'credential',
  ]),
  /** As it would be typed; empty for none. */
  value: z.string(),
  /** Who says so: a site, the settings, the URI, ssh config with the line; default is the product or OpenSSH. */
  from: z.enum(['site', 'settings', 'uri', 'sshConfig', 'default']),
  /** The site's name, or the file and line. */
  place: z.string().nullable(),
})
export type InheritedOption = z.infer<typeof InheritedOption>

/** Where a candidate was found. */
export const candidateSources = [
  'local',
  'sshConfig',
  'virtManager',
  'libvirtConf',
  'knownHosts',
  'file',
] as const

/** What a person should know of a candidate before it is added; the words follow from the code. */
export const candidateWarnings = [
  /** A place for code that offers SSH to everybody, and no hypervisor. */
  'codeHost',
  /** An address of this computer itself. */
  'thisComputer',
  /** The socket is there and may not be opened. */
  'noPermission',
  /** The URI's transport is not encrypted. */
  'notEncrypted',
  /** The name it is known under is a pattern's or a hash's guess. */
  'onlyAddress',
  /** Its list names it more than once. */
  'twice',
  /** What the list says of how it is reached can't be read. */
  'badOptions',
] as const

/** A host that could be added: found on this computer, or read from a list. Nothing was contacted. */
export const HostCandidate = z.object({
  uri: z.string(),
  name: z.string().nullable(),
  /** A site by name, where a list names one. */
  site: z.string().nullable(),
  options: HostOptions,
  source: z.enum(candidateSources),
  /** File and line. */
  place: z.string().nullable(),
  /** What is known of it beyond the URI: the address behind an alias, other names. */
  detail: z.string().nullable(),
  /** The name of the host that it is already. */
  knownAs: z.string().nullable(),
  warnings: z.array(z.enum(candidateWarnings)),
  /** Why it can't be added. */
  problem: Problem.nullable(),
})
export type HostCandidate = z.infer<typeof HostCandidate>

/** One line of a staged diagnosis. */
export const DiagnosisStep = z.object({
  stage: Stage,
  result: z.enum(['running', 'passed', 'failed', 'skipped']),
  /** What was seen, e.g. the address or the server's version string. */
  detail: RouteText.nullable(),
  durationMs: z.number().nullable(),
  problem: Problem.nullable(),
})
export type DiagnosisStep = z.infer<typeof DiagnosisStep>
