import { Button, SegmentedControl, Select } from '@mantine/core'
import { useCallback, useEffect, useId, useState } from 'react'
import type { PeopleEvent } from '../../../shared/contract/people.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { GrantSubject, Scope } from '../../../shared/models/access.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { visible } from '../../components/visible.ts'
import { QueryBar } from '../../components/QueryBar.tsx'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { DraftForm, NEW_DRAFT, useDraft } from '../../stores/drafts.ts'
import { type FleetState, useFleet } from '../../stores/fleet.ts'
import { tell } from '../../stores/toasts.ts'
import { compareNames } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { EndsField } from './EndsField.tsx'
import classes from './People.module.css'
import { calledOf, emptyGrant, endOf, type GrantForm } from './peopleRows.ts'
import { roleWhat } from './roleWords.ts'
import { sitePath } from './scopeWords.ts'

interface GrantDialogProps {
  all: PeopleEvent
  /** `person:…` or `group:…` to begin with. */
  subject?: string
  onClose(): void
}

/** Kept over a lock, of whom it was begun for. */
export const grantDraft = new DraftForm<GrantForm>()

const kinds = ['everything', 'site', 'host', 'query'] as const

/** Grants a role to a person or group, over a part of the fleet that is counted while it is chosen. */
export function GrantDialog({ all, subject, onClose }: GrantDialogProps) {
  const { client } = useApi()
  const id = useId()
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const [form, setForm] = useDraft<GrantForm>(grantDraft, subject ?? NEW_DRAFT, () => ({
    ...emptyGrant,
    subject: subject ?? null,
  }))
  const change = (part: Partial<GrantForm>) => setForm(before => ({ ...before, ...part }))
  const scope = scopeOf(form, { sites, hosts })
  const who = subjectOf(form.subject, all)
  const role = all.roles.find(each => each.id === form.roleId)
  const until = endOf(form, Date.now())
  const past = typeof until === 'number' && until <= Date.now()
  const ready = scope !== null && who !== null && role !== undefined && until !== undefined && !past
  const { busy, error, onSubmit } = useSubmit(async () => {
    if (!ready) return
    await client.people.addGrant({ subject: who, roleId: role.id, scope, untilMs: until })
    tell(t('people.grant.done'))
    onClose()
  })
  const complete = useCallback(
    (query: string, cursor: number, signal: AbortSignal) =>
      client.machines.complete({ query, cursor }, { signal }),
    [client],
  )
  return (
    <DialogFrame
      title={t('people.grant.addTitle')}
      onClose={onClose}
      size={600}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button type="submit" form={id} loading={busy} disabled={!ready}>
            {t('people.grant.grant')}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit}>
        <div className={classes.pair}>
          <Select
            label={t('people.grant.pick')}
            searchable
            openOnFocus={false}
            data-autofocus={form.subject === null || undefined}
            data={[
              {
                group: t('people.people'),
                items: all.people.map(each => ({
                  value: `person:${each.id}`,
                  label: visible(calledOf(each)),
                })),
              },
              {
                group: t('people.groups'),
                items: all.groups.map(each => ({ value: `group:${each.id}`, label: visible(each.name) })),
              },
            ]}
            value={form.subject}
            onChange={value => change({ subject: value })}
          />
          <Select
            label={t('people.grant.role')}
            description={role && roleWhat(role)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={all.roles.map(each => ({ value: each.id, label: visible(each.name) }))}
            value={form.roleId}
            onChange={value => change({ roleId: value })}
          />
        </div>
        <div>
          <p className={classes.dim}>{t('people.grant.scope')}</p>
          <SegmentedControl
            aria-label={t('people.grant.scope')}
            data={kinds.map(kind => ({ value: kind, label: t(`people.grant.${kind}`) }))}
            value={form.kind}
            onChange={value => change({ kind: kinds.find(kind => kind === value) ?? 'everything' })}
          />
        </div>
        {form.kind === 'site' && (
          <Select
            label={t('people.grant.site')}
            description={t('people.grant.siteWhat')}
            searchable
            data={sites
              .map(site => ({ value: site.id, label: visible(sitePath(site.id, sites) ?? site.name) }))
              .sort((a, b) => compareNames(a.label, b.label))}
            value={form.siteId}
            onChange={value => change({ siteId: value })}
          />
        )}
        {form.kind === 'host' && (
          <Select
            label={t('people.grant.host')}
            searchable
            data={[...hosts.values()].map(({ record }) => ({
              value: record.id,
              label: visible(record.name),
            }))}
            value={form.hostId}
            onChange={value => change({ hostId: value })}
          />
        )}
        {form.kind === 'query' && (
          <div className={classes.query}>
            <QueryBar
              label={t('people.grant.queryLabel')}
              value={form.query}
              onChange={query => change({ query })}
              complete={complete}
              onLeave={() => change({ query: '' })}
              placeholder={t('people.grant.queryExample')}
            />
            <p className={classes.dim}>{t('people.grant.queryWhat')}</p>
          </div>
        )}
        {scope && <ScopePreview scope={scope} />}
        <EndsField ends={form.ends} at={form.at} past={past} onChange={change} />
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}

function subjectOf(text: string | null, { people, groups }: PeopleEvent): GrantSubject | null {
  const person = people.find(each => text === `person:${each.id}`)
  if (person) return { kind: 'person', id: person.id }
  const group = groups.find(each => text === `group:${each.id}`)
  return group ? { kind: 'group', id: group.id } : null
}

/** The scope that the form describes; null while it is not whole. */
function scopeOf(form: GrantForm, { sites, hosts }: Pick<FleetState, 'sites' | 'hosts'>): Scope | null {
  switch (form.kind) {
    case 'everything':
      return { kind: 'everything' }
    case 'site': {
      const site = sites.find(each => each.id === form.siteId)
      return site ? { kind: 'site', siteId: site.id } : null
    }
    case 'host': {
      const host = [...hosts.keys()].find(each => each === form.hostId)
      return host ? { kind: 'host', hostId: host } : null
    }
    case 'query':
      return form.query.trim() === '' ? null : { kind: 'query', query: form.query.trim() }
  }
}

const TYPING_MS = 200

/** What a scope covers at this moment; nothing is granted by asking. */
function ScopePreview({ scope }: { scope: Scope }) {
  const { client } = useApi()
  const asked = JSON.stringify(scope)
  const [answer, setAnswer] = useState<{
    of: string
    words: string
    error: AppError | null
  } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scope is asked about when its text changes
  useEffect(() => {
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.people.previewScope({ scope }, { signal: gone.signal }).then(
        ({ sites, hosts, machines, examples }) => {
          const counted = t('people.grant.covers', {
            what: [
              t('people.grant.machines', { count: machines }),
              ...(scope.kind === 'query' ? [] : [t('people.grant.hosts', { count: hosts })]),
              ...(sites > 0 ? [t('people.grant.sites', { count: sites })] : []),
            ].join(', '),
          })
          const named =
            examples.length > 0
              ? `; ${t('people.grant.examples', { names: examples.map(visible).join(', ') })}`
              : ''
          const words = sites + hosts + machines === 0 ? t('people.grant.coversNothing') : counted + named
          setAnswer({ of: asked, words, error: null })
        },
        (thrown: unknown) => {
          if (!gone.signal.aborted) setAnswer({ of: asked, words: '', error: toAppError(thrown) })
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, asked])
  if (answer?.of === asked && answer.error) return <Problem error={answer.error} />
  return (
    <p className={classes.preview} role="status">
      {answer?.of === asked ? answer.words : t('people.grant.counting')}
    </p>
  )
}
