import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Credential } from '../../shared/contract/credentials.ts'
import type { SiteId } from '../../shared/ids.ts'
import type { Site } from '../../shared/models/host.ts'
import { useApi } from '../api/client.ts'
import { CredentialDialog } from '../pages/credentials/CredentialDialog.tsx'
import { useFleet } from '../stores/fleet.ts'
import { useMayEverywhere, useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { type Inherited, inheritedValue, inheritedWords } from './useInherited.ts'
import { visible } from '../components/visible.ts'

interface CredentialFieldProps {
  value: string
  inherited: Inherited
  /** The site whose credentials may be used, and those of the sites above it. */
  siteId: SiteId | null
  onChange(name: string): void
}

/** The site and those above it, the innermost first. */
export function useSitesAbove(siteId: SiteId | null): readonly Site[] {
  const sites = useFleet(fleet => fleet.sites)
  const above: Site[] = []
  let site = sites.find(each => each.id === siteId)
  while (site && !above.includes(site)) {
    above.push(site)
    const { parentId } = site
    site = sites.find(each => each.id === parentId)
  }
  return above
}

/** The credentials that one may see, null until they are known; none where one may not. `made`: one more that was made here. */
export function useCredentials(made: Credential | null = null): readonly Credential[] | null {
  const { client } = useApi()
  const maySee = useSession(({ state }) => state?.permissions.includes('credential.read') ?? false)
  const [all, setAll] = useState<readonly Credential[] | null>(maySee ? null : [])
  useEffect(() => {
    if (!maySee) return
    const gone = new AbortController()
    client.credentials.list(undefined, { signal: gone.signal }).then(setAll, () => {
      // A help and nothing more: what is chosen already stays chosen.
      if (!gone.signal.aborted) setAll([])
    })
    return () => gone.abort()
  }, [client, maySee])
  return made === null || all === null || all.some(each => each.id === made.id) ? all : [...all, made]
}

/** Why no credential can be made here; null where one can. */
function useNoneNew(): string | null {
  const session = useSession(({ state }) => state)
  if (session === null || session.setUp === 'none') return t('addHost.options.credentialNoSetUp')
  if (!session.permissions.includes('credential.manage'))
    return t('people.why.disabledWhy', { right: t('rights.credential_manage') })
  return session.vaultOpen ? null : t('addHost.options.credentialClosed')
}

/**
 * Why a credential that is named can't be used here: it belongs to another site, was removed, or is one of those that
 * the person may not see, which look alike. Names are compared as the core does.
 */
function whyNot(
  name: string,
  all: readonly Credential[],
  seesAll: boolean,
): 'elsewhere' | 'removed' | 'unseen' {
  const folded = (text: string) => text.trim().normalize('NFC').toLowerCase()
  if (all.some(each => folded(each.name) === folded(name))) return 'elsewhere'
  return seesAll ? 'removed' : 'unseen'
}

/** Which named credential logs in, or what is inherited; a new one is made without leaving the form. */
export function CredentialField({ value, inherited, siteId, onChange }: CredentialFieldProps) {
  const said = inherited.get('credential')
  const [made, setMade] = useState<Credential | null>(null)
  const [isMaking, setMaking] = useState(false)
  const noneNew = useNoneNew()
  const seesAll = useMayEverywhere('credential.read')
  const above = useSitesAbove(siteId)
  const known = useCredentials(made)
  const all = known ?? []
  const reaching = all.filter(each => each.siteId === null || above.some(site => site.id === each.siteId))
  const names = reaching.map(({ name, kind }) => ({
    value: name,
    label: t('addHost.options.credentialOf', { name, kind: t(`addHost.kinds.${kind}`) }),
  }))
  const isListed = value === '' || names.some(each => each.value === value)
  // One that was removed, belongs elsewhere or can't be seen is still what the host says.
  const problem = isListed || known === null ? null : whyNot(value, known, seesAll)
  const label = problem === 'removed' ? t('addHost.options.credentialGone', { name: value }) : value
  const shown = isListed ? names : [...names, { value, label }]
  return (
    <div className={classes.withButton}>
      <Select
        // What is chosen keeps the name that it was drawn with.
        key={problem ?? 'fits'}
        label={t('addHost.options.credential')}
        description={
          <>
            {t('addHost.options.credentialWhat')}
            {said && said.from !== 'default' && (
              <>
                <br />
                <bdi>{visible(inheritedWords(said) ?? '')}</bdi>
              </>
            )}
          </>
        }
        error={problem === null ? undefined : t(`addHost.options.credentialNot.${problem}`)}
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
      <Button
        variant="default"
        disabled={noneNew !== null}
        {...(noneNew === null ? {} : { title: noneNew })}
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        aria-label={t('addHost.options.credentialNew')}
        onClick={() => setMaking(true)}
      >
        {t('addHost.options.credentialNewShort')}
      </Button>
      {isMaking && (
        <CredentialDialog
          credential={null}
          secret
          within={above}
          onDone={credential => {
            setMade(credential)
            setMaking(false)
            onChange(credential.name)
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </div>
  )
}
