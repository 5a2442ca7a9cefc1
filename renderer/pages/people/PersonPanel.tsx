import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { PeopleEvent } from '../../../shared/contract/people.ts'
import { useApi } from '../../api/client.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { ErrorState } from '../../components/Messages.tsx'
import { ObjectPanel, PanelFacts } from '../../components/ObjectPanel.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { Skeleton } from '../host/Skeleton.tsx'
import { useAnswer } from '../settings/useAnswer.ts'
import { GrantDialog, grantDraft } from './GrantDialog.tsx'
import classes from './People.module.css'
import { calledOf, grantRows, type PersonRow } from './peopleRows.ts'
import { personState } from './personColumns.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { rightName } from '../../words/rightName.ts'
import { visible } from '../../components/visible.ts'

/** One person: what is known of them, what they were granted, and what it comes to. */
export function PersonPanel({ row, all, onClose }: { row: PersonRow; all: PeopleEvent; onClose(): void }) {
  const fleet = useFleet()
  const manages = useMayEverywhere('user.manage')
  // Being filled in when the window was locked.
  const [granting, setGranting] = useState(() => grantDraft.keptOf() === `person:${row.person.id}`)
  const [revoking, setRevoking] = useState<string | null>(null)
  const { person } = row
  const held = grantRows(all, fleet).filter(
    ({ grant }) => grant.subject.id === person.id || person.groups.some(id => id === grant.subject.id),
  )
  const revoked = held.find(each => each.key === revoking)
  return (
    <ObjectPanel
      label={t('people.person.label')}
      kind={t('people.person.label')}
      title={calledOf(person)}
      closeLabel={t('people.person.close')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [t('people.person.name'), person.name],
          [t('people.person.state'), personState(row).word],
          [t('people.person.factor'), person.secondFactor ? t('list.yes') : t('list.no')],
          [t('people.person.groups'), row.groups.join(', ')],
          [t('people.person.created'), <DataAge key="created" asOfMs={person.createdAtMs} phrase="ago" />],
          [t('people.person.seen'), <DataAge key="seen" asOfMs={person.lastSeenMs} phrase="ago" />],
        ]}
      />
      <h3 className={classes.side}>{t('people.person.grants')}</h3>
      {held.length === 0 && <p className={classes.dim}>{t('people.person.noGrants')}</p>}
      <ul className={classes.rights}>
        {held.map(each => (
          <li key={each.key}>
            <span className={classes.held}>
              <span>
                {each.role}
                {each.kind === 'group' && (
                  <span className={classes.dim}> {t('people.person.through', { group: each.who })}</span>
                )}
              </span>
            </span>
            <span className={classes.held}>
              <span>
                <bdi>{visible(each.where)}</bdi>
                {each.grant.untilMs !== null && (
                  <span className={classes.dim}>
                    {' '}
                    · {t('people.person.until', { when: formatMoment(each.grant.untilMs) })}
                  </span>
                )}
              </span>
              {manages && (
                <Button size="compact-xs" variant="default" onClick={() => setRevoking(each.key)}>
                  {t('people.grant.remove')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {manages && (
        <p>
          <Button variant="default" onClick={() => setGranting(true)}>
            {t('people.grant.add')}
          </Button>
        </p>
      )}
      <h3 className={classes.side}>{t('people.person.effective')}</h3>
      {/* Another set of grants is another question. */}
      <Effective key={held.map(each => each.key).join()} personId={person.id} />
      {granting && (
        <GrantDialog all={all} subject={`person:${person.id}`} onClose={() => setGranting(false)} />
      )}
      {revoked && <RevokeDialog rows={[revoked]} onClose={() => setRevoking(null)} />}
    </ObjectPanel>
  )
}

function Effective({ personId }: { personId: PersonRow['person']['id'] }) {
  const { client } = useApi()
  const rights = useAnswer(
    useCallback(signal => client.people.effective({ personId }, { signal }), [client, personId]),
  )
  if (rights.error) return <ErrorState error={rights.error} onRetry={rights.again} />
  if (rights.value === null) return <Skeleton what={t('people.person.effective')} rows={6} />
  if (rights.value.length === 0) return <p className={classes.dim}>{t('people.person.nothing')}</p>
  return (
    <ul className={classes.rights}>
      {rights.value.map(({ permission, everywhere, by }) => (
        <li key={permission}>
          <span>{rightName(permission)}</span>
          <span className={classes.dim}>
            {everywhere
              ? t('people.person.everywhere')
              : [...new Set(by.map(each => `${each.role}, ${each.scope}`))].join('; ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
