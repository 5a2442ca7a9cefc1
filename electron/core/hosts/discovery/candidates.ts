import { isIP } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { HostCandidate, HostOptions, HostRecord } from '../../../../shared/models/host.ts'
import { type LibvirtUri, parseUri, UriError } from '../../libvirt/index.ts'
import { parseHopSpec } from '../../transport/ssh/route.ts'
import { toProblem } from '../problem.ts'
import { readUri } from '../target.ts'

/** What one source knows of a host. */
export interface Finding {
  uri: string
  source: HostCandidate['source']
  name?: string | null
  site?: string | null
  options?: HostOptions
  place?: string | null
  detail?: string | null
  warnings?: HostCandidate['warnings']
}

/** Places that speak SSH with everybody and run nobody's machines. */
const codeHosts = /(^|\.)(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|sr\.ht|ssh\.dev\.azure\.com)$/i
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i

/** True for an address where code is kept, and machines aren't. */
export const isCodeHost = (host: string): boolean => codeHosts.test(host)

/** Two URIs with the same text open the same daemon in the same way; null for what is no URI. */
export function sameness(text: string): string | null {
  try {
    const { driver, transport, user, host, port, path, params } = parseUri(text)
    const standard = transport === 'ssh' && port === 22 ? null : port
    return JSON.stringify([
      driver,
      transport,
      user,
      host?.toLowerCase() ?? null,
      standard,
      path,
      params.socket ?? null,
    ])
  } catch (error) {
    if (error instanceof UriError) return null
    throw error
  }
}

/** Names of hosts by what their URIs open. */
export function knownUris(records: readonly HostRecord[]): ReadonlyMap<string, string> {
  return new Map(
    records.flatMap(({ uri, name }) => {
      const same = sameness(uri)
      return same === null ? [] : [[same, name]]
    }),
  )
}

function warningsOf(uri: LibvirtUri): HostCandidate['warnings'] {
  const { host, transport } = uri
  return [
    ...(host !== null && isCodeHost(host) ? (['codeHost'] as const) : []),
    ...(host !== null && loopback.test(host) ? (['thisComputer'] as const) : []),
    ...(transport === 'tcp' ? (['notEncrypted'] as const) : []),
    ...(host !== null && isIP(host) !== 0 ? (['onlyAddress'] as const) : []),
  ]
}

/** What one list names more than once. */
function twice(findings: readonly Finding[]): ReadonlySet<string> {
  const once = new Set<string>()
  const again = new Set<string>()
  for (const { source, uri } of findings) {
    const same = source === 'file' ? sameness(uri) : null
    if (same === null) continue
    if (once.has(same)) again.add(same)
    once.add(same)
  }
  return again
}

/**
 * Findings as candidates, in their order: what is already known says so, what two sources found is told once
 * with the words of the first.
 */
export function candidatesOf(
  findings: readonly Finding[],
  known: ReadonlyMap<string, string>,
): HostCandidate[] {
  const seen = new Set<string>()
  const listedTwice = twice(findings)
  return findings.flatMap((finding): HostCandidate[] => {
    const same = sameness(finding.uri)
    if (same !== null && seen.has(same)) return []
    if (same !== null) seen.add(same)
    const candidate: HostCandidate = {
      uri: finding.uri,
      name: finding.name ?? null,
      site: finding.site ?? null,
      options: finding.options ?? {},
      source: finding.source,
      place: finding.place ?? null,
      detail: finding.detail ?? null,
      knownAs: same === null ? null : (known.get(same) ?? null),
      warnings: [
        ...(finding.warnings ?? []),
        ...(same !== null && listedTwice.has(same) ? (['twice'] as const) : []),
      ],
      problem: null,
    }
    try {
      const read = readUri(finding.uri)
      if (read.host?.startsWith('-'))
        throw new AppError('uri.invalid', 'A host’s address can’t begin with “-”.', {
          data: { field: 'uri' },
        })
      if (finding.source === 'file' && read.params.command !== undefined)
        throw new AppError('uri.invalid', 'This URI names a program to run on this computer.', {
          next: 'Add the host by hand if that is meant.',
          data: { field: 'uri' },
        })
      for (const jump of finding.options?.jump ?? []) parseHopSpec(jump)
      return [{ ...candidate, warnings: [...new Set([...candidate.warnings, ...warningsOf(read)])] }]
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return [{ ...candidate, problem: toProblem(error) }]
    }
  })
}
