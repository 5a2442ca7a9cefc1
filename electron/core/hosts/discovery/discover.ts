import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RouteNote } from '../../../../shared/route.ts'
import type { CandidateNote, HostCandidates } from '../../../../shared/contract/hosts.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { HostRecord } from '../../../../shared/models/host.ts'
import { parseUri, socketCandidates } from '../../libvirt/index.ts'
import { readKnownHosts } from '../../transport/hostKeys/knownHosts.ts'
import { herePlace, type Place, userFolder } from '../../transport/sshConfig/place.ts'
import { resolveSettings } from '../../transport/sshConfig/settings.ts'
import type { SshDefaults } from '../target.ts'
import { candidatesOf, type Finding, isCodeHost, knownUris } from './candidates.ts'
import { configAliases } from './configHosts.ts'
import { type ListedHost, listedMax, listedOptions, readExportedList, readHostList } from './hostList.ts'
import { inventoryHosts } from './inventoryHosts.ts'
import { isInventoryIni, readInventoryIni } from './inventoryIni.ts'
import { isInventoryYaml, readInventoryYaml } from './inventoryYaml.ts'
import { knownNames } from './knownNames.ts'
import { libvirtConfUris, virtManagerUris } from './savedUris.ts'

export interface DiscoveryParts {
  /** Hosts that are there already. */
  list(): readonly HostRecord[]
  ssh?: SshDefaults
  place?: Place
}

/** Looks on this computer for hosts that could be added. Reads files and asks settings; contacts nobody. */
export async function discover({
  list,
  ssh = {},
  place = herePlace(),
}: DiscoveryParts): Promise<HostCandidates> {
  const [local, config, known, manager, libvirt] = await Promise.all([
    localFindings(place),
    configFindings(place, ssh.sshConfigPath),
    knownFindings(place, ssh.knownHostsFiles),
    virtManagerUris(place),
    libvirtConfUris(place),
  ])
  const saved = [
    ...manager.map(({ uri, place: file }): Finding => ({ uri, source: 'virtManager', place: file })),
    ...libvirt.uris.map(
      ({ uri, name, place: file }): Finding => ({ uri, name, source: 'libvirtConf', place: file }),
    ),
  ]
  // An alias and what is behind it are one host: known_hosts need not repeat it.
  const covered = new Set(config.covered)
  const others = known.findings.filter(({ uri }) => {
    const host = parseUri(uri).host?.toLowerCase()
    return host === undefined || !covered.has(host)
  })
  return {
    candidates: candidatesOf([...local, ...saved, ...config.findings, ...others], knownUris(list())),
    notes: [...config.notes, ...known.notes, ...libvirt.notes],
  }
}

/** Hosts of a list that a person gave: CSV, URIs, or an Ansible inventory; one that can't be used says why, with its line. */
export function readList(
  { text, fileName }: { text: string; fileName: string },
  records: readonly HostRecord[],
): HostCandidates {
  const { hosts, notes } = listed(text, fileName)
  const findings = hosts.map(({ uri, name, site, identity, jump, line, options = null }): Finding => {
    const jumps = jump === null ? null : jump.split(/[\s|+,]+/).filter(each => each !== '')
    const said = options === null ? {} : listedOptions(options)
    return {
      uri,
      name: listedName(name),
      site: listedName(site),
      source: 'file',
      place: `${fileName.slice(0, 200)}${line === 0 ? '' : `:${line}`}`,
      warnings: said === null ? ['badOptions'] : [],
      options: {
        ...said,
        ...(identity === null ? {} : { identityFiles: [identity] }),
        ...(jumps === null ? {} : { jump: jumps }),
      },
    }
  })
  return { candidates: candidatesOf(findings, knownUris(records)), notes }
}

function listed(text: string, fileName: string): { hosts: ListedHost[]; notes: CandidateNote[] } {
  const clean = text.replace(/^\uFEFF/, '')
  const exported = readExportedList(clean)
  if (exported !== null) return { hosts: exported.hosts, notes: moreNotes(exported.more) }
  if (isInventoryYaml(clean, fileName)) return inventoryHosts(readInventoryYaml(clean))
  if (isInventoryIni(clean)) return inventoryHosts(readInventoryIni(clean))
  const { hosts, more } = readHostList(clean)
  return { hosts, notes: moreNotes(more) }
}

const moreNotes = (more: boolean): CandidateNote[] =>
  more ? [{ code: 'hostsMax', values: { max: listedMax } }] : []

/** What others say in their own words. */
const detail = (text: string): CandidateNote => ({ code: 'detail', values: { detail: text.slice(0, 1_000) } })

/** What of a known_hosts file could not be read. */
const fileNote = ({ place: file, text: { say, values } }: RouteNote): CandidateNote =>
  say === 'unreadable'
    ? { code: 'notReadable', values: { file, why: String(values.why) } }
    : { code: 'fileMax', values: { file } }

/** A name of a list: nothing that a terminal or a spreadsheet would act on; null where nothing is left. */
function listedName(text: string | null): string | null {
  const clean = (text ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^['\s]*[=+@-]+/, '')
    .trim()
  return clean === '' ? null : clean.slice(0, 200)
}

/** Daemons of this computer whose socket is there. */
async function localFindings(place: Place): Promise<Finding[]> {
  const runtimeDir = place.env.XDG_RUNTIME_DIR ?? null
  const looked = ['qemu:///system', 'qemu:///session'].map(async (uri): Promise<Finding[]> => {
    for (const path of socketCandidates(parseUri(uri), { runtimeDir, home: place.home })) {
      const usable = await socketAt(path)
      if (usable === null) continue
      return [
        {
          uri,
          source: 'local',
          place: path,
          detail: place.hostname,
          warnings: usable ? [] : ['noPermission'],
        },
      ]
    }
    return []
  })
  return (await Promise.all(looked)).flat()
}

/** Whether a socket may be opened; null where there is none. */
async function socketAt(path: string): Promise<boolean | null> {
  try {
    if (!(await stat(path)).isSocket()) return null
  } catch {
    // Not there, or in a folder that is closed to us: not found either way.
    return null
  }
  try {
    await access(path, constants.W_OK)
    return true
  } catch {
    // The refusal is the answer.
    return false
  }
}

async function configFindings(place: Place, path: string | null | undefined) {
  const { aliases, notes } = await configAliases(place, path)
  const covered: string[] = []
  const findings: Finding[] = []
  for (const { alias, place: line } of aliases) {
    try {
      const settings = await resolveSettings({ alias, user: undefined, port: undefined }, path, place)
      const { hostName, user, port, proxyJump } = settings
      covered.push(alias.toLowerCase(), hostName.value.toLowerCase())
      const jump = proxyJump === null ? '' : ` via ${proxyJump.value}`
      const at = port.value === 22 ? '' : `:${port.value}`
      findings.push({
        uri: `qemu+ssh://${alias.includes(':') ? `[${alias}]` : alias}/system`,
        source: 'sshConfig',
        place: line,
        detail: `${user.value}@${hostName.value}${at}${jump}`.slice(0, 500),
        warnings: isCodeHost(hostName.value) ? ['codeHost'] : [],
      })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // The file as a whole is refused; saying so once is enough.
      return {
        findings: [],
        covered: [],
        notes: [...notes, detail(`${error.message} ${error.next ?? ''}`.trim())],
      }
    }
  }
  return { findings, covered, notes }
}

async function knownFindings(place: Place, files: string[] | undefined) {
  const usual = [join(userFolder(place), 'known_hosts'), join(place.systemFolder, 'ssh_known_hosts')]
  const { lines, notes } = await readKnownHosts(files ?? usual)
  const { names, hashed } = knownNames(lines)
  const findings = names.map(({ host, port, others, place: line }): Finding => {
    const address = host.includes(':') ? `[${host}]` : host
    return {
      uri: `qemu+ssh://${address}${port === null ? '' : `:${port}`}/system`,
      source: 'knownHosts',
      place: line,
      detail: others.length === 0 ? null : others.slice(0, 10).join(', '),
    }
  })
  const hidden: CandidateNote[] = hashed === 0 ? [] : [{ code: 'hashed', values: { count: hashed } }]
  return { findings, notes: [...notes.map(fileNote), ...hidden] }
}
