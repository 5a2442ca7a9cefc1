import { Checkbox, Select, TextInput } from '@mantine/core'
import type { SiteId } from '../../shared/ids.ts'
import type { HostQuestion, HostView } from '../../shared/models/host.ts'
import { useFleet } from '../stores/fleet.ts'
import { useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'

/** What an answer is to be kept as. */
export interface Keep {
  on: boolean
  name: string
  siteId: SiteId | null
}

/** What is offered to begin with: not kept, named after the host. */
export const keepNothing = (host: HostView): Keep => ({
  on: false,
  name: host.record.name,
  siteId: host.record.siteId,
})

/** True for an answer that works again: no one-time code. */
export const isKeepable = ({ request, prompts }: Extract<HostQuestion, { kind: 'secret' }>): boolean =>
  request !== 'keyboardInteractive' ||
  (prompts.length === 1 && prompts[0]?.echo === false && /passw/i.test(prompts[0].text))

/** Offers to keep an answer in the vault, where it is open and one may. */
export function KeepSecret({
  host,
  keep,
  onChange,
}: {
  host: HostView
  keep: Keep
  onChange(keep: Keep): void
}) {
  const session = useSession(({ state }) => state)
  const sites = useFleet(fleet => fleet.sites)
  const isOffered =
    session?.vaultOpen === true &&
    session.permissions.includes('credential.manage') &&
    session.permissions.includes('host.manage')
  if (!isOffered) return null
  const above: { value: string; label: string }[] = []
  let site = sites.find(each => each.id === host.record.siteId)
  while (site && !above.some(each => each.value === site?.id)) {
    above.push({ value: site.id, label: site.name })
    const { parentId } = site
    site = sites.find(each => each.id === parentId)
  }
  return (
    <>
      <Checkbox
        label={t('addHost.secret.keep')}
        description={t('addHost.secret.keepWhat')}
        checked={keep.on}
        onChange={event => onChange({ ...keep, on: event.currentTarget.checked })}
      />
      {keep.on && (
        <>
          <TextInput
            label={t('addHost.secret.keepName')}
            value={keep.name}
            maxLength={200}
            required
            autoComplete="off"
            onChange={event => onChange({ ...keep, name: event.currentTarget.value })}
          />
          {above.length > 0 && (
            <Select
              label={t('addHost.secret.keepFor')}
              description={t('addHost.secret.keepForWhat')}
              data={[...above, { value: '', label: t('addHost.secret.keepFleet') }]}
              allowDeselect={false}
              value={keep.siteId ?? ''}
              onChange={value =>
                onChange({ ...keep, siteId: sites.find(each => each.id === value)?.id ?? null })
              }
            />
          )}
        </>
      )}
    </>
  )
}
