import { join } from 'node:path'
import { readKnownHosts } from '../hostKeys/knownHosts.ts'
import { keyType } from '../hostKeys/wire.ts'
import type { Hop } from '../ssh/route.ts'
import { herePlace, type Place, userFolder } from '../sshConfig/place.ts'

/** Files that ssh is started with. */
export interface ConfigText {
  config: string
  /** Only what ssh itself must judge: certificate authorities and revocations. */
  knownHosts: string
}

/**
 * The configuration ssh runs with: host keys are judged by us alone, then the user's and the system's
 * files as ever. What stands first wins.
 */
export async function writeConfigText(
  folder: string,
  hop: Hop,
  sshConfigPath: string | null | undefined,
  place: Place = herePlace(),
): Promise<ConfigText> {
  // A file of ours even where nothing is checked: without any, ssh refuses every key.
  const own = [
    `UserKnownHostsFile ${quoted(join(folder, 'known_hosts'))}`,
    'GlobalKnownHostsFile none',
    ...(hop.verifyHostKey
      ? [`KnownHostsCommand ${quoted(join(folder, 'hostkey'))} %I %H %t %K`, 'StrictHostKeyChecking yes']
      : ['StrictHostKeyChecking no']),
  ]
  const includes =
    sshConfigPath === null
      ? []
      : sshConfigPath !== undefined
        ? [sshConfigPath]
        : [join(userFolder(place), 'config'), join(place.systemFolder, 'ssh_config')]
  const config = [
    ...own,
    'CheckHostIP no',
    'VerifyHostKeyDNS no',
    'UpdateHostKeys no',
    'ControlMaster no',
    'ControlPath none',
    'PermitLocalCommand no',
    'RemoteCommand none',
    'ForkAfterAuthentication no',
    ...includes.map(path => `Include ${quoted(path)}`),
    '',
  ]
  return { config: config.join('\n'), knownHosts: await authorityLines(hop) }
}

async function authorityLines(hop: Hop): Promise<string> {
  const { lines } = await readKnownHosts(hop.knownHostsFiles)
  return lines
    .filter(line => line.marker !== null)
    .map(line => {
      const marker = line.marker === 'revoked' ? '@revoked' : '@cert-authority'
      return `${marker} ${line.hosts} ${keyType(line.blob)} ${line.blob.toString('base64')}\n`
    })
    .join('')
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`
}
