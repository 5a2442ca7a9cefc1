import { fromCallError } from '../../../../shared/contract/client.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { HostView } from '../../../../shared/models/host.ts'
import type { HostAbilities } from '../../../../shared/models/hostAbilities.ts'
import type { HostSample } from '../../../../shared/models/metrics.ts'
import type { Network, Pool } from '../../../../shared/models/resources.ts'
import { routeInEnglish, routeLabels } from '../../../../shared/route.ts'
import { formatAge, formatBytes } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { measureOnce } from '../rates.ts'
import { hostNamed } from '../select.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { sheet } from '../terminal.ts'
import { minuteText } from '../when.ts'

/** What is known of one host; null is what its reader may not read, or what nobody ever told. */
interface Told {
  host: HostView
  abilities: HostAbilities | null
  pinnedKeys: { endpoint: string; algorithm: string; sha256: string; pinnedAtMs: number }[] | null
  pools: Pool[] | null
  networks: Network[] | null
  sample: HostSample | null
}

/** Null where this is not the reader's to read. */
async function ifAllowed<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (thrown) {
    const error = fromCallError(thrown)
    if (error instanceof AppError && error.code === 'rights.denied') return null
    throw error
  }
}

async function read(client: ContractClient, host: HostView): Promise<Omit<Told, 'sample'>> {
  const of = { hostId: host.record.id }
  const [abilities, pinnedKeys, pools, networks] = await Promise.all([
    ifAllowed(client.hosts.abilities(of)),
    ifAllowed(client.hosts.pinnedKeys(of)),
    ifAllowed(client.resources.pools(of)),
    ifAllowed(client.resources.networks(of)),
  ])
  return {
    host,
    abilities: abilities?.abilities ?? null,
    pinnedKeys:
      pinnedKeys?.map(({ endpoint, algorithm, sha256, pinnedAtMs }) => ({
        endpoint,
        algorithm,
        sha256,
        pinnedAtMs,
      })) ?? null,
    // One that does not answer keeps the host from listing them: that is not to have none.
    pools: pools && (pools.asOfMs !== null || pools.items.length > 0) ? pools.items : null,
    networks: networks?.items ?? null,
  }
}

const NONE = '–'
const ago = (atMs: number | null) =>
  atMs === null ? 'never' : `${formatAge(Math.max(0, Date.now() - atMs))} ago`
const percent = (value: number | null | undefined) => (value == null ? NONE : `${value.toFixed(1)} %`)
const times = (value: number | null) => (value === null ? '' : ` (${value.toFixed(2)} × what is there)`)
const joined = (parts: readonly (string | null | undefined)[], by = ', ') =>
  parts.filter(part => part != null && part !== '').join(by) || NONE

function stateOf({ state, readOnly }: HostView): [string, string][] {
  const { phase, problem, retryAtMs, roundTripMs } = state
  return [
    [
      'State',
      joined([
        readOnly ? `${phase}, opened read-only` : phase,
        `since ${minuteText(state.sinceMs)}`,
        retryAtMs === null ? null : `tried again at ${minuteText(retryAtMs)}`,
      ]),
    ],
    ...(problem === null
      ? []
      : [['Problem', joined([problem.message, problem.next], '\n')] as [string, string]]),
    ['Round trip', roundTripMs === null ? NONE : `${roundTripMs.toFixed(1)} ms`],
    ['Last contact', ago(state.lastContactMs)],
  ]
}

function hardwareOf({ facts }: HostView, abilities: HostAbilities | null): [string, string][] {
  const { cpus = null, sockets = null, cores = null, threads = null, numaNodes = null } = facts ?? {}
  const shape = [sockets, cores, threads]
  const shapeWords = shape.includes(null) ? null : `sockets × cores × threads: ${shape.join(' × ')}`
  const securityModels = abilities?.securityModels.filter(model => model !== 'none') ?? []
  const kvm = abilities?.hardwareVirtualisation
  return [
    ['Hostname', facts?.hostname ?? NONE],
    [
      'Versions',
      joined([
        facts?.libvirtVersion && `libvirt ${facts.libvirtVersion}`,
        facts?.driver && joined([facts.driver, facts.hypervisorVersion], ' '),
      ]),
    ],
    [
      'CPU',
      joined([
        abilities?.arch,
        facts?.cpuModel ?? abilities?.cpuModel,
        facts?.cpuMhz ? `${facts.cpuMhz} MHz` : null,
      ]),
    ],
    [
      'CPUs',
      joined([
        cpus === null ? null : String(cpus),
        shapeWords,
        numaNodes === null ? null : `NUMA nodes: ${numaNodes}`,
      ]),
    ],
    ['Memory', formatBytes(facts?.memoryBytes ?? null)],
    [
      'Can',
      joined([
        kvm == null ? null : kvm ? 'hardware virtualisation' : 'no hardware virtualisation',
        abilities?.iommu ? 'IOMMU' : null,
        abilities?.liveMigration ? 'live migration' : null,
        securityModels.length === 0 ? null : `guests kept apart by ${securityModels.join(', ')}`,
      ]),
    ],
  ]
}

function loadOf(
  { capacity, machineCount, runningCount }: HostView,
  sample: HostSample | null,
): [string, string][] {
  const { memoryTotalBytes: total = null, memoryAvailableBytes: available = null } = sample ?? {}
  return [
    [
      'Load',
      sample === null
        ? NONE
        : joined([
            `CPU ${percent(sample.cpuPercent)}`,
            total === null || available === null
              ? null
              : `memory ${formatBytes(total - available)} of ${formatBytes(total)} in use`,
            sample.load1 === null
              ? null
              : `load ${joined(
                  [sample.load1, sample.load5, sample.load15].map(each => each?.toFixed(2)),
                  ' ',
                )}`,
          ]),
    ],
    ['Machines', `${machineCount}, ${runningCount} on`],
    [
      'vCPUs given',
      `${capacity.runningVcpus} to running machines${times(capacity.cpuOvercommit)}, ${capacity.definedVcpus} to all`,
    ],
    [
      'Memory given',
      `${formatBytes(capacity.runningMemoryBytes)} to running machines${times(capacity.memoryOvercommit)}, ${formatBytes(capacity.definedMemoryBytes)} to all`,
    ],
  ]
}

/** What takes a line each: the first one has the label. */
const each = (label: string, lines: readonly string[] | null): [string, string][] => [
  [label, lines === null || lines.length === 0 ? NONE : lines.join('\n')],
]

/** What a pool's state is called where it isn't libvirt's own word. */
const poolStates: Readonly<Record<string, string>> = {
  unanswered: 'does not answer, as last read:',
  unread: 'not read now, as last read:',
}

const poolWords = ({ name, state, type, path, allocationBytes, capacityBytes }: Pool) =>
  joined(
    [
      name,
      poolStates[state] ?? state,
      type,
      path,
      capacityBytes === null ? null : `${formatBytes(allocationBytes)} of ${formatBytes(capacityBytes)}`,
    ],
    '  ',
  )

const networkWords = ({ name, active, forward, bridge }: Network) =>
  joined([name, active ? 'active' : 'inactive', forward ?? 'isolated', bridge], '  ')

function factsOf({ host, abilities, pinnedKeys, pools, networks, sample }: Told): [string, string][] {
  const { record, transport } = host
  const options = Object.entries(record.options).map(
    ([name, value]) => `${name}: ${[value].flat().join(' ')}`,
  )
  return [
    ['Name', record.name],
    ['Site', host.site ?? NONE],
    ['URI', record.uri || NONE],
    ...stateOf(host),
    ['Facts from', ago(host.dataAsOfMs)],
    ...hardwareOf(host, abilities),
    ...loadOf(host, sample),
    ...each('Pools', pools === null ? ['not known'] : pools.map(poolWords)),
    ...each('Networks', networks?.map(networkWords) ?? null),
    ...each('Own options', options),
    ...each(
      'Reached by',
      transport?.decisions.map(({ label, value, source }) => {
        const from = source === null ? '' : `  (${routeInEnglish(source)})`
        return `${routeLabels[label]}: ${routeInEnglish(value)}${from}`
      }) ?? null,
    ),
    ...each(
      'Pinned keys',
      pinnedKeys?.map(({ endpoint, algorithm, sha256 }) => `${endpoint}  ${algorithm}  ${sha256}`) ?? null,
    ),
  ]
}

/** Shows one host: how it stands, what it is and has, how it is reached. */
export async function hostShow(
  name: string,
  options: { offline?: boolean; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal, signal } = context
  const { client } = await context.open({ connect: !options.offline })
  let host = hostNamed(await client.hosts.list(), name)
  const hostId = host.record.id
  let partial = false
  let sample: HostSample | null = null
  if (!options.offline) {
    const settled = await settleHosts(client, terminal, { signal, wanted: new Set([hostId]) })
    host = settled[0] ?? host
    partial = reportUnreachable(terminal, settled)
    if (!partial) {
      const measured = await measureOnce(client, { hostIds: [hostId], keys: [] }, signal)
      sample = measured.hosts.get(hostId) ?? null
    }
  }
  const told: Told = { ...(await read(client, host)), sample }
  if (options.json) printJson(terminal, 'novacron.host/1', { ...told })
  else terminal.out(sheet(factsOf(told)))
  return partial ? exitCode.partial : exitCode.ok
}
