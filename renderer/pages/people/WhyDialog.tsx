import { SegmentedControl, Select } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { Decision, Subject } from '../../../shared/models/access.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import { useApi } from '../../api/client.ts'
import { ErrorState } from '../../components/Messages.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { visible } from '../../components/visible.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { useMay } from '../../stores/session.ts'
import { decisionWords, nearWords } from '../../words/decisionWords.ts'
import { t } from '../../words/index.ts'
import { useAnswer } from '../settings/useAnswer.ts'
import classes from './People.module.css'
import { giverOf } from './rightsTree.ts'
import { rightName } from '../../words/rightName.ts'

interface WhyDialogProps {
  subject: Subject
  /** What the subject is called. */
  name: string
  /** The right that was asked for; null where none was. */
  permission: Permission | null
  onClose(): void
}

const rightOptions = permissions.map(permission => ({ value: permission, label: rightName(permission) }))
const rightOf = (value: string | null): Permission | null =>
  permissions.find(permission => permission === value) ?? null

/** Why a right is held here or not, and who holds which. */
export function WhyDialog({ subject, name, permission, onClose }: WhyDialogProps) {
  const maySee = useMay('user.read')
  const [tab, setTab] = useState<'why' | 'who'>('why')
  return (
    <DialogFrame title={t('people.why.title', { name: visible(name) })} onClose={onClose} size={600}>
      {maySee && (
        <SegmentedControl
          aria-label={t('people.why.menu')}
          data={[
            { value: 'why', label: t('people.why.whyTab') },
            { value: 'who', label: t('people.why.whoTab') },
          ]}
          value={tab}
          onChange={value => setTab(value === 'who' ? 'who' : 'why')}
        />
      )}
      {tab === 'why' || !maySee ? (
        <Why subject={subject} first={permission ?? 'domain.operate.start'} maySee={maySee} />
      ) : (
        <Who subject={subject} first={permission} />
      )}
    </DialogFrame>
  )
}

function Why({ subject, first, maySee }: { subject: Subject; first: Permission; maySee: boolean }) {
  const { client } = useApi()
  const [permission, setPermission] = useState(first)
  const [personId, setPersonId] = useState<string | null>(null)
  const holders = useAnswer(
    useCallback(
      async (signal: AbortSignal) => (maySee ? await client.people.who({ subject }, { signal }) : []),
      [client, maySee, subject],
    ),
  )
  const asked = holders.value?.find(holder => holder.personId === personId)?.personId
  const decision = useAnswer(
    useCallback(
      signal => client.people.why({ permission, subject, ...(asked ? { personId: asked } : {}) }, { signal }),
      [client, permission, subject, asked],
    ),
  )
  return (
    <>
      <div className={classes.pair}>
        <Select
          label={t('people.why.right')}
          searchable
          allowDeselect={false}
          data={rightOptions}
          value={permission}
          onChange={value => setPermission(rightOf(value) ?? permission)}
        />
        {maySee && (
          <Select
            label={t('people.why.person')}
            data={[
              { value: '', label: t('people.why.me') },
              ...(holders.value ?? []).map(holder => ({
                value: holder.personId,
                label: visible(holder.name),
              })),
            ]}
            value={personId ?? ''}
            allowDeselect={false}
            onChange={value => setPersonId(value || null)}
          />
        )}
      </div>
      {decision.error ? (
        <ErrorState error={decision.error} onRetry={decision.again} />
      ) : decision.value ? (
        <Decided decision={decision.value} />
      ) : (
        <p role="status">{t('people.why.asking')}</p>
      )}
    </>
  )
}

/** What was decided, by which grant, and what comes near. */
function Decided({ decision }: { decision: Decision }) {
  const mark = decision.allowed ? 'running' : 'bad'
  return (
    <div className={classes.decision} role="status" data-allowed={decision.allowed || undefined}>
      <span className={`${badge.badge} ${badge[mark]}`}>
        <StateMark mark={mark} />
        {t(decision.allowed ? 'people.why.allowed' : 'people.why.refused')}
      </span>
      <p>
        <bdi>{decisionWords(decision)}</bdi>
      </p>
      {decision.rule.near.length > 0 && (
        <>
          <p className={classes.dim}>{t('people.why.near')}</p>
          <ul>
            {nearWords(decision.rule).map(text => (
              <li key={text}>
                <bdi>{text}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {!decision.allowed && <p className={classes.dim}>{t('people.why.noRight')}</p>}
    </div>
  )
}

function Who({ subject, first }: { subject: Subject; first: Permission | null }) {
  const { client } = useApi()
  const holders = useAnswer(
    useCallback(signal => client.people.who({ subject }, { signal }), [client, subject]),
  )
  const [permission, setPermission] = useState(first)
  if (holders.error) return <ErrorState error={holders.error} onRetry={holders.again} />
  if (holders.value === null) return <p role="status">{t('people.why.asking')}</p>
  const shown = holders.value.filter(
    holder => permission === null || giverOf(holder.permissions, permission) !== null,
  )
  return (
    <>
      <Select
        label={t('people.why.whoFilter')}
        searchable
        clearable
        placeholder={t('people.why.anyRight')}
        data={rightOptions}
        value={permission}
        onChange={value => setPermission(rightOf(value))}
      />
      {shown.length === 0 ? (
        <p role="status">{t('people.why.nobody')}</p>
      ) : (
        <ul className={classes.holders} aria-label={t('people.why.whoLabel')}>
          {shown.map(holder => (
            <li key={holder.personId}>
              <span>
                <bdi>{visible(holder.name)}</bdi>
              </span>
              <RightList rights={holder.permissions} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Rights in words; those that a wider one of them gives are not named again. */
export function RightList({ rights }: { rights: readonly Permission[] }) {
  const own = rights.filter(right => !rights.some(other => other !== right && right.startsWith(`${other}.`)))
  return <span className={classes.dim}>{own.map(rightName).join(' · ')}</span>
}
