import { Button } from '@mantine/core'
import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { ListHead } from '../../components/list/ListHead.tsx'
import { goToList } from '../../components/list/listPlace.ts'
import { TabbedLists } from '../../components/list/ListTabs.tsx'
import { useAddress } from '../../stores/address.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { NEW_DRAFT } from '../../stores/drafts.ts'
import { useMayEverywhere, useSession } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { EnforcementList } from './EnforcementList.tsx'
import { GrantDialog, grantDraft } from './GrantDialog.tsx'
import { GrantList } from './GrantList.tsx'
import { GroupDialog, groupDraft } from './GroupDialog.tsx'
import { GroupList } from './GroupList.tsx'
import { PersonDialog, personDraft } from './PersonDialog.tsx'
import { PersonList } from './PersonList.tsx'
import { RoleDialog, roleDraft } from './RoleDialog.tsx'
import { RoleMatrix } from './RoleMatrix.tsx'
import { type People, usePeople } from './usePeople.ts'

const tabs = ['people', 'groups', 'roles', 'grants', 'hosts'] as const
type Tab = (typeof tabs)[number]

const goTab = (tab: Tab) => goToList(tab === 'people' ? null : tab)

/** Everybody, their groups and roles, what was granted to whom, and what the hosts enforce of it. */
export function PeoplePage() {
  const isNone = useSession(({ state }) => state?.setUp === 'none')
  return isNone ? <Nobody /> : <Everybody />
}

/** Where nobody has chosen yet who uses this: what it would be good for, and the way there. */
function Nobody() {
  return (
    <EmptyState
      icon={IconUsers}
      title={t('people.none')}
      action={<Button onClick={() => openDialog({ kind: 'setUp' })}>{t('session.setUp.cardDo')}</Button>}
    >
      <p>{t('people.noneWhat')}</p>
    </EmptyState>
  )
}

function Everybody() {
  const all = usePeople()
  const tab = useAddress(address => tabs.find(each => each === address.tab) ?? 'people')
  const feed = { ready: all.ready, error: all.feed.error }
  const lost = tab === 'hosts' || feed.ready ? null : feed.error
  const count = (number: number) => (all.ready ? number : null)
  return (
    <TabbedLists
      id="people"
      label={t('people.tabs')}
      tab={tab}
      tabs={[
        { id: 'people', words: t('people.people'), count: count(all.people.length) },
        { id: 'groups', words: t('people.groups'), count: count(all.groups.length) },
        { id: 'roles', words: t('people.roles'), count: count(all.roles.length) },
        { id: 'grants', words: t('people.grants'), count: count(all.grants.length) },
        { id: 'hosts', words: t('people.hosts'), count: null },
      ]}
      onTab={goTab}
      head={<Head all={all} tab={tab} />}
    >
      {lost ? <ErrorState error={lost} /> : <Shown all={all} feed={feed} tab={tab} />}
    </TabbedLists>
  )
}

function Shown({
  all,
  feed,
  tab,
}: {
  all: People
  feed: { ready: boolean; error: AppError | null }
  tab: Tab
}) {
  return (
    <>
      {tab === 'people' && <PersonList all={all} feed={feed} />}
      {tab === 'groups' && <GroupList all={all} feed={feed} />}
      {tab === 'roles' && <RoleMatrix all={all} />}
      {tab === 'grants' && <GrantList all={all} feed={feed} />}
      {tab === 'hosts' && <EnforcementList />}
    </>
  )
}

const adds = {
  people: 'people.person.add',
  groups: 'people.group.add',
  roles: 'people.role.add',
  grants: 'people.grant.add',
} as const

const drafts = { people: personDraft, groups: groupDraft, roles: roleDraft, grants: grantDraft, hosts: null }

function Head({ all, tab }: { all: People; tab: Tab }) {
  // Being composed when the window was locked.
  const [adding, setAdding] = useState(() => drafts[tab]?.keptOf() === NEW_DRAFT)
  const manages = useMayEverywhere('user.manage')
  const owners = all.people.filter(person => person.isOwner).length
  const close = () => setAdding(false)
  return (
    <>
      <ListHead
        title={t('people.title')}
        facts={
          all.ready
            ? [t('people.facts', { count: all.people.length }), t('people.owners', { count: owners })]
            : []
        }
        action={
          tab !== 'hosts' && (
            <Button
              leftSection={<IconPlus size={14} aria-hidden="true" />}
              disabled={!manages || !all.ready}
              title={manages ? undefined : t('people.why.notEverywhere', { right: t('rights.user_manage') })}
              onClick={() => setAdding(true)}
            >
              {t(adds[tab])}
            </Button>
          )
        }
      />
      {adding && tab === 'people' && <PersonDialog all={all} person={null} onClose={close} />}
      {adding && tab === 'groups' && <GroupDialog all={all} group={null} onClose={close} />}
      {adding && tab === 'roles' && <RoleDialog of={null} onClose={close} />}
      {adding && tab === 'grants' && <GrantDialog all={all} onClose={close} />}
    </>
  )
}
