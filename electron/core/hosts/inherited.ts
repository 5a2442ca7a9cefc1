import { InheritedOption } from '../../../shared/models/host.ts'
import { type LibvirtUri, parseUri, UriError } from '../libvirt/index.ts'
import { herePlace, type Place } from '../transport/sshConfig/place.ts'
import { resolveSettings, type SshSettings } from '../transport/sshConfig/settings.ts'
import type { ResolvedOptions } from './options.ts'
import type { SshDefaults } from './target.ts'

type Said = Pick<InheritedOption, 'value' | 'from' | 'place'>
type Name = InheritedOption['option']

const names: readonly Name[] = InheritedOption.shape.option.options

/**
 * What each option would be if the host said nothing itself, and who says so. `resolved` is of the site alone.
 * Reads ssh config of this computer where the URI is one that it has a say in; contacts nobody.
 */
export async function inheritedOptions(
  uri: string | null,
  resolved: ResolvedOptions,
  ssh: SshDefaults,
  place: Place = herePlace(),
): Promise<InheritedOption[]> {
  const target = uri === null ? null : readable(uri)
  const settings = target === null ? null : await settingsOf(target, ssh, place)
  return names.map(option => ({ option, ...said(option, resolved, target, settings) }))
}

/** A URI that is still being typed has no settings yet. */
function readable(uri: string): LibvirtUri | null {
  try {
    return parseUri(uri)
  } catch (error) {
    if (error instanceof UriError) return null
    throw error
  }
}

async function settingsOf(uri: LibvirtUri, ssh: SshDefaults, place: Place): Promise<SshSettings | null> {
  if (uri.host === null || !uri.transport.includes('ssh')) return null
  const subject = { alias: uri.host, user: uri.user ?? undefined, port: uri.port ?? undefined }
  return resolveSettings(subject, ssh.sshConfigPath, place)
}

function said(
  option: Name,
  { options, sources }: ResolvedOptions,
  uri: LibvirtUri | null,
  ssh: SshSettings | null,
): Said {
  const source = sources[option]
  const value = text(options[option])
  const decided = (): Said | null => {
    if (source?.kind === 'site') return { value, from: 'site', place: source.name }
    if (source?.kind === 'fleet') return { value, from: 'settings', place: null }
    return null
  }
  // A key in the URI stands above a site's, as it does when the host is reached.
  const byUri = option === 'identityFiles' && uri?.params.keyfile !== undefined
  if (byUri) return { value: uri.params.keyfile ?? '', from: 'uri', place: null }
  return decided() ?? (ssh === null ? null : fromSsh(option, ssh)) ?? { value, from: 'default', place: null }
}

/** What ssh config says of an option; null where it is silent. */
function fromSsh(option: Name, ssh: SshSettings): Said | null {
  const by = (value: string, place: string | undefined): Said => ({
    value,
    from: 'sshConfig',
    place: place ?? null,
  })
  switch (option) {
    case 'identityFiles': {
      const value = ssh.identityFiles.map(file => file.value).join('\n')
      return ssh.identityFilesConfigured
        ? by(value, ssh.identityFiles[0]?.source)
        : { value, from: 'default', place: null }
    }
    case 'useAgent':
      return ssh.identityAgent === undefined
        ? { value: 'true', from: 'default', place: null }
        : by(String(ssh.identityAgent.value !== null), ssh.identityAgent.source)
    case 'compression':
      return ssh.compression === undefined
        ? { value: 'false', from: 'default', place: null }
        : by(String(ssh.compression.value), ssh.compression.source)
    case 'jump':
      return ssh.proxyJump === null ? null : by(ssh.proxyJump.value, ssh.proxyJump.source)
    case 'keepaliveSeconds':
      return ssh.serverAliveIntervalMs === undefined
        ? null
        : by(String(ssh.serverAliveIntervalMs.value / 1_000), ssh.serverAliveIntervalMs.source)
    case 'keepaliveCount':
      return ssh.serverAliveCountMax === undefined
        ? null
        : by(String(ssh.serverAliveCountMax.value), ssh.serverAliveCountMax.source)
    case 'connectTimeoutMs':
      return ssh.connectTimeoutMs === undefined
        ? null
        : by(String(ssh.connectTimeoutMs.value), ssh.connectTimeoutMs.source)
    default:
      return null
  }
}

function text(value: string | number | boolean | string[] | undefined): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? value.join('\n') : String(value)
}
