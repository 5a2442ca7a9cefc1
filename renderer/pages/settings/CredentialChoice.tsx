import { Select } from '@mantine/core'
import type { SiteId } from '../../../shared/ids.ts'
import { visible } from '../../components/visible.ts'
import { useCredentials, useSitesAbove } from '../../dialogs/CredentialField.tsx'
import { t } from '../../words/index.ts'

interface CredentialChoiceProps {
  'aria-label': string
  className: string
  /** The site whose credentials may be used, and those of the sites above it; the fleet's alone where null. */
  siteId: SiteId | null
  value: string
  onChange(name: string): void
}

/** Which named credential logs in: those that reach the place, and what it says although nobody here sees it. */
export function CredentialChoice({ siteId, value, onChange, ...look }: CredentialChoiceProps) {
  const above = useSitesAbove(siteId)
  const reaching = (useCredentials() ?? []).filter(
    each => each.siteId === null || above.some(site => site.id === each.siteId),
  )
  const names = reaching.map(({ name, kind }) => ({
    value: name,
    label: t('addHost.options.credentialOf', { name: visible(name), kind: t(`addHost.kinds.${kind}`) }),
  }))
  const isListed = value === '' || names.some(each => each.value === value)
  return (
    <Select
      {...look}
      allowDeselect={false}
      searchable={names.length > 8}
      data={[
        { value: '', label: t('settings.connections.noCredential') },
        ...(isListed ? names : [...names, { value, label: visible(value) }]),
      ]}
      value={value}
      onChange={next => onChange(next ?? '')}
    />
  )
}
