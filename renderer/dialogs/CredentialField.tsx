import { Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Credential } from '../../shared/contract/credentials.ts'
import type { SiteId } from '../../shared/ids.ts'
import { useApi } from '../api/client.ts'
import { useFleet } from '../stores/fleet.ts'
import { useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { type Inherited, inheritedValue, inheritedWords } from './useInherited.ts'

interface CredentialFieldProps {
  value: string
  inherited: Inherited
  /** The site whose credentials may be used, and those of the sites above it. */
  siteId: SiteId | null
  onChange(name: string): void
}

/** The credentials that a host of this site may use; none where one may not see them. */
function useNames(siteId: SiteId | null): readonly Credential[] {
  const { client } = useApi()
  const maySee = useSession(({ state }) => state?.permissions.includes('credential.read') ?? false)
  const sites = useFleet(fleet => fleet.sites)
  const [all, setAll] = useState<readonly Credential[]>([])
  useEffect(() => {
    if (!maySee) return
    const gone = new AbortController()
    client.credentials.list(undefined, { signal: gone.signal }).then(setAll, () => {
      // A help and nothing more: what is chosen already stays chosen.
      if (!gone.signal.aborted) setAll([])
    })
    return () => gone.abort()
  }, [client, maySee])
  const above = new Set<SiteId>()
  let site = sites.find(each => each.id === siteId)
  while (site && !above.has(site.id)) {
    above.add(site.id)
    const { parentId } = site
    site = sites.find(each => each.id === parentId)
  }
  return all.filter(each => each.siteId === null || above.has(each.siteId))
}

/** Which named credential logs in, or what is inherited. */
export function CredentialField({ value, inherited, siteId, onChange }: CredentialFieldProps) {
  const said = inherited.get('credential')
  const names = useNames(siteId).map(({ name, kind }) => ({
    value: name,
    label: t('addHost.options.credentialOf', { name, kind: t(`addHost.kinds.${kind}`) }),
  }))
  // One that was removed, belongs elsewhere or can't be seen is still what the host says.
  const shown =
    value === '' || names.some(each => each.value === value) ? names : [...names, { value, label: value }]
  return (
    <Select
      label={t('addHost.options.credential')}
      description={
        <>
          {t('addHost.options.credentialWhat')}
          {said && said.from !== 'default' && (
            <>
              <br />
              <bdi>{inheritedWords(said)}</bdi>
            </>
          )}
        </>
      }
      data={[
        {
          value: '',
          label:
            said === undefined
              ? t('addHost.options.inherit')
              : t('addHost.options.inheritIs', { value: inheritedValue(said) }),
        },
        ...shown,
      ]}
      searchable={shown.length > 8}
      allowDeselect={false}
      value={value}
      onChange={next => onChange(next ?? '')}
    />
  )
}
