import { IconServer2 } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import type { HostEnforcement } from '../../../shared/contract/people.ts'
import { useApi } from '../../api/client.ts'
import { openRow, useOpenedRow } from '../../components/list/listPlace.ts'
import { CopyButton } from '../../components/CopyButton.tsx'
import { numberColumn, stateColumn, textColumn } from '../../components/list/columns.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { ObjectPanel, PanelFacts } from '../../components/ObjectPanel.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { t } from '../../words/index.ts'
import { useAnswer } from '../settings/useAnswer.ts'
import classes from './People.module.css'
import { RightList } from './WhyDialog.tsx'
import { visible } from '../../components/visible.ts'

type EnforcementRow = HostEnforcement & { key: string }

const opened = ({ readOnly }: EnforcementRow) =>
  readOnly
    ? { mark: 'running' as const, word: t('people.enforcement.readOnly') }
    : { mark: 'warn' as const, word: t('people.enforcement.readWrite') }

const whyWords = ({ why, site }: HostEnforcement): string =>
  t(`people.enforcement.reasons.${why}`, { site: site ?? '' })

const noteWords = ({ code, queries }: HostEnforcement['people'][number]['notes'][number]): string =>
  t(`people.enforcement.notes.${code}`, { queries: queries.join(', ') })

const columns: readonly ResourceColumn<EnforcementRow>[] = [
  textColumn('host', t('people.enforcement.host'), 180, row => row.host, { pinned: true }),
  stateColumn('opened', t('people.enforcement.open'), 190, opened),
  textColumn('why', t('people.enforcement.why'), 560, row => whyWords(row)),
  numberColumn(
    'byHost',
    t('people.enforcement.byHost'),
    150,
    row => row.people.filter(each => each.byHost).length,
  ),
  numberColumn(
    'onlyHere',
    t('people.enforcement.onlyHere'),
    190,
    row => row.people.filter(each => !each.byHost).length,
  ),
]

/** By host: how it is opened, who is stopped by it and who only by this program, and what would close the difference. */
export function EnforcementList() {
  const { client } = useApi()
  const answer = useAnswer(useCallback(signal => client.people.enforcement(undefined, { signal }), [client]))
  const rows = useMemo(
    () => (answer.value ?? []).map(each => ({ ...each, key: each.hostId })),
    [answer.value],
  )
  const at = useOpenedRow()
  const row = rows.find(each => each.key === at)
  return (
    <ListPage
      id="people.hosts"
      label={t('people.enforcement.label')}
      columns={columns}
      rows={rows}
      feed={{ ready: answer.value !== null, error: answer.error }}
      defaultSort="host"
      placeholder={t('people.enforcement.example')}
      opened={at}
      onOpen={each => openRow(each.key)}
      onCloseDetails={() => openRow(null)}
      details={row && <EnforcementPanel row={row} onClose={() => openRow(null)} />}
      empty={
        <EmptyState icon={IconServer2} title={t('people.enforcement.none')}>
          <p>{t('people.enforcement.noneWhat')}</p>
        </EmptyState>
      }
    />
  )
}

function EnforcementPanel({ row, onClose }: { row: EnforcementRow; onClose(): void }) {
  return (
    <ObjectPanel
      label={t('people.enforcement.label')}
      kind={t('people.enforcement.host')}
      title={row.host}
      closeLabel={t('people.enforcement.close')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [t('people.enforcement.open'), opened(row).word],
          [t('people.enforcement.why'), whyWords(row)],
        ]}
      />
      <p className={classes.dim}>{t('people.enforcement.lead')}</p>
      <h3 className={classes.side}>{t('people.enforcement.people')}</h3>
      <ul className={classes.rights}>
        {row.people.map(each => (
          <li key={each.personId}>
            <span>
              <bdi>{visible(each.name)}</bdi>
              <br />
              <RightList rights={each.rights} />
            </span>
            <span className={classes.dim}>
              {each.byHost && <b>{t('people.enforcement.byHostWord')} </b>}
              {each.notes.map(noteWords).join(' ')}
            </span>
          </li>
        ))}
      </ul>
      <Snippet
        title={t('people.enforcement.polkit')}
        what={t('people.enforcement.polkitWhat')}
        text={row.polkitRule}
        copy={t('people.enforcement.copyPolkit')}
      />
      <Snippet
        title={t('people.enforcement.sshd')}
        what={t('people.enforcement.sshdWhat')}
        text={row.sshdConfig}
        copy={t('people.enforcement.copySshd')}
      />
    </ObjectPanel>
  )
}

function Snippet({ title, what, text, copy }: { title: string; what: string; text: string; copy: string }) {
  return (
    <section aria-label={title}>
      <h3 className={classes.side}>{title}</h3>
      <p className={classes.dim}>{what}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0}>
        {text}
      </pre>
      <CopyButton text={text} label={copy} />
    </section>
  )
}
