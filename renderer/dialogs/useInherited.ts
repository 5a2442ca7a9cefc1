import { useEffect, useMemo, useState } from 'react'
import type { SiteId } from '../../shared/ids.ts'
import type { InheritedOption } from '../../shared/models/host.ts'
import { formatDuration, unknownText } from '../../shared/units.ts'
import { useApi } from '../api/client.ts'
import { t } from '../words/index.ts'

const TYPING_MS = 250

/** What each option would be if it were left empty; empty itself until the core has said so. */
export type Inherited = ReadonlyMap<InheritedOption['option'], InheritedOption>

/** What a host of that address and site inherits, followed as both are typed; a site's hosts where `uri` is null. */
export function useInherited(uri: string | null, siteId: SiteId | null): Inherited {
  const { client } = useApi()
  const [options, setOptions] = useState<readonly InheritedOption[]>([])
  useEffect(() => {
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.hosts.inherited({ uri, siteId }, { signal: gone.signal }).then(setOptions, () => {
        // A hint and nothing more: what is wrong with the address is said beside it, by the preview.
        if (!gone.signal.aborted) setOptions([])
      })
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, uri, siteId])
  return useMemo(() => new Map(options.map(each => [each.option, each])), [options])
}

const words: Partial<Record<InheritedOption['option'], (value: string) => string>> = {
  transport: value => (value === 'openssh' ? t('addHost.options.openssh') : t('addHost.options.builtin')),
  useAgent: value => (value === 'false' ? t('addHost.options.no') : t('addHost.options.yes')),
  compression: value => (value === 'true' ? t('addHost.options.yes') : t('addHost.options.no')),
  readOnly: value => (value === 'true' ? t('addHost.options.yes') : t('addHost.options.no')),
  tickMs: value => formatDuration(Number(value)),
  backgroundTickMs: value => formatDuration(Number(value)),
  connectTimeoutMs: value => formatDuration(Number(value)),
  keepaliveSeconds: value => formatDuration(Number(value) * 1000),
}

/** An inherited value as a person reads it. */
export function inheritedValue(said: InheritedOption | undefined): string {
  if (said === undefined) return unknownText
  if (said.value === '') return t('addHost.from.nothing')
  // Seven paths that ssh looks for say less than these words.
  if (said.option === 'identityFiles' && said.from === 'default') return t('addHost.from.usualKeys')
  return words[said.option]?.(said.value) ?? said.value.split('\n').join(', ')
}

/** An inherited value with who says so: `door.fra, from site fra`. */
export function inheritedWords(said: InheritedOption | undefined): string {
  if (said === undefined) return ''
  const source = t(`addHost.from.${said.from}`, { place: said.place ?? '' })
  return t('addHost.from.inherited', { value: inheritedValue(said), source })
}
