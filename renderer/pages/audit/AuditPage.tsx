import { Button, Menu, NativeSelect } from '@mantine/core'
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconShieldCheck } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { AuditFilter } from '../../../shared/contract/audit.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { useApi } from '../../api/client.ts'
import { AnchoredMenu } from '../../components/AnchoredMenu.tsx'
import { ListHead } from '../../components/list/ListHead.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import type { ListCopy } from '../../components/list/RowMenu.tsx'
import { saveBlob } from '../../components/list/exportList.ts'
import type { ListFilter } from '../../components/list/useListFilter.ts'
import { useOpened } from '../../components/MenuButton.tsx'
import { Banner, EmptyState } from '../../components/Messages.tsx'
import { Tip } from '../../components/Tip.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMachines } from '../../stores/machines.ts'
import { useMay } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { rightName } from '../../words/rightName.ts'
import classes from './Audit.module.css'
import { AuditHealth } from './AuditHealth.tsx'
import { completeAuditQuery, parseAuditQuery } from './auditQuery.ts'
import type { AuditRow } from './auditState.ts'
import { actText } from './auditWords.ts'
import { auditColumns } from './columns.tsx'
import { EntryDetails } from './EntryDetails.tsx'
import { gatherExport } from './exportAudit.ts'
import { useAudit } from './useAudit.ts'
import { useVerification, VerdictBanner, VerifyButton } from './Verdict.tsx'

const spans = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const
type Span = keyof typeof spans
const isSpan = (text: string | undefined): text is Span => text !== undefined && text in spans

const copies: readonly ListCopy<AuditRow>[] = [
  { label: t('audit.copyAct'), text: ({ entry }) => actText(entry) },
  { label: t('audit.copyJson'), text: ({ entry }) => JSON.stringify(entry) },
]

/** Every act and every refusal, what libvirt told that nobody here asked for, and whether the log can be trusted. */
export function AuditPage() {
  const query = useAddress(address => address.query)
  const since = useAddress(address => address.params.since)
  const opened = useAddress(address => address.params.seq) ?? null
  const hosts = useFleet(state => state.hosts)
  const named = useMemo(() => [...hosts.values()].map(({ record: { id, name } }) => ({ id, name })), [hosts])
  const parsed = useMemo(() => parseAuditQuery(query, named), [query, named])
  const span = isSpan(since) ? since : null
  // The moment is taken when the span is chosen: the list grows, its beginning does not move.
  const sinceMs = useMemo(() => (span === null ? null : Date.now() - spans[span]), [span])
  const where = parsed.ok ? parsed.where : null
  const only = useOnly()
  const filter = useMemo<AuditFilter>(
    () => ({
      ...(sinceMs === null ? {} : { sinceMs }),
      ...where,
      ...(only.machine ? { machine: only.machine } : only.host ? { hostId: only.host } : {}),
    }),
    [where, sinceMs, only.machine, only.host],
  )
  const [following, setFollowing] = useState(true)
  const { state, feed, error, busy, loadMore } = useAudit(filter, following)
  const verification = useVerification()
  const refused = useMay('audit.read') ? null : t('session.can.nowhere', { right: rightName('audit.read') })
  const follows = following && refused === null
  const shown = state.rows.find(({ key }) => key === opened) ?? null
  const close = () => go({ params: without(useAddress.getState().params, 'seq') }, 'replace')
  const openSeq = (seq: number) => {
    const { params } = useAddress.getState()
    const isHere = state.rows.some(({ key }) => key === String(seq))
    // One that the filter hides, or that is not loaded: without the filter it is nearer.
    go({ ...(isHere ? {} : { query: '' }), params: { ...(isHere ? params : {}), seq: String(seq) } })
  }
  const listFilter = useAuditFilter(state.rows, busy, parsed.ok ? null : parsed.error, named)
  return (
    <ListPage
      id="audit"
      label={t('audit.label')}
      columns={auditColumns}
      rows={state.rows}
      filter={listFilter}
      feed={{ ready: state.ready, error: error ?? (state.ready ? feed.error : (feed.error ?? null)), busy }}
      defaultSort="-seq"
      placeholder={t('audit.filterExample')}
      copies={copies}
      opened={opened}
      onOpen={row => (row.key === opened ? close() : openSeq(row.entry.seq))}
      details={shown && <EntryDetails entry={shown.entry} onClose={close} onSeq={openSeq} />}
      onCloseDetails={close}
      head={
        <>
          <ListHead
            title={t('audit.label')}
            facts={
              state.ready
                ? [t(state.more ? 'audit.countMore' : 'audit.count', { count: state.rows.length })]
                : []
            }
            action={
              <div className={classes.bar}>
                <VerifyButton state={verification.state} refused={refused} onVerify={verification.verify} />
                <ExportButton filter={filter} refused={refused} />
              </div>
            }
          />
          <AuditHealth />
          <VerdictBanner state={verification.state} onClose={verification.close} onSeq={openSeq} />
          {state.more && state.ready && (
            <Banner
              tone="busy"
              action={
                <Button size="compact-sm" variant="default" loading={busy} onClick={loadMore}>
                  {t('audit.older')}
                </Button>
              }
            >
              {t('audit.moreWords', { count: state.rows.length })}
            </Banner>
          )}
        </>
      }
      toolbar={
        <>
          {only.name !== null && (
            <span className={classes.only}>
              <bdi title={only.name}>{t('audit.onlyOf', { name: only.name })}</bdi>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  const { params } = useAddress.getState()
                  go({ params: without(without(params, 'machine'), 'host') })
                }}
              >
                {t('audit.showAll')}
              </Button>
            </span>
          )}
          <NativeSelect
            size="xs"
            aria-label={t('audit.since')}
            value={span ?? ''}
            onChange={event => {
              const { params } = useAddress.getState()
              go({ params: { ...without(params, 'since'), ...sinceParam(event.currentTarget.value) } })
            }}
            data={[
              { value: '', label: t('audit.allTime') },
              { value: '1h', label: t('audit.hour') },
              { value: '24h', label: t('audit.day') },
              { value: '7d', label: t('audit.week') },
              { value: '30d', label: t('audit.month') },
            ]}
          />
          <Tip label={refused === null ? t('audit.followWhy') : ''}>
            <Button
              size="compact-sm"
              variant="default"
              aria-pressed={follows}
              disabled={refused !== null}
              title={refused ?? undefined}
              leftSection={
                follows ? (
                  <IconPlayerPause size={14} aria-hidden="true" />
                ) : (
                  <IconPlayerPlay size={14} aria-hidden="true" />
                )
              }
              onClick={() => setFollowing(!following)}
            >
              {t(follows ? 'audit.following' : 'audit.held')}
            </Button>
          </Tip>
        </>
      }
      empty={
        <EmptyState
          icon={IconShieldCheck}
          title={t(query || span ? 'audit.noneFit' : 'audit.none')}
          action={
            (query || span) && (
              <Button
                variant="default"
                onClick={() => go({ query: '', params: without(useAddress.getState().params, 'since') })}
              >
                {t('list.clearFilter')}
              </Button>
            )
          }
        >
          <p>{t(query || span ? 'audit.noneFitWhy' : 'audit.noneWhy')}</p>
        </EmptyState>
      }
    />
  )
}

/** The machine or host whose audit was asked for, by what it is called now. */
function useOnly(): { machine: MachineKey | null; host: HostId | null; name: string | null } {
  const machine = useAddress(address => address.params.machine) as MachineKey | undefined
  const host = useAddress(address => address.params.host) as HostId | undefined
  const found = useMachines(state => (machine === undefined ? undefined : state.byKey.get(machine)))
  const hosts = useFleet(state => state.hosts)
  if (machine !== undefined)
    return { machine, host: null, name: found ? `${found.name} · ${found.host}` : machine.slice(37) }
  if (host === undefined) return { machine: null, host: null, name: null }
  return { machine: null, host, name: hosts.get(host)?.record.name ?? host }
}

const without = (params: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([key]) => key !== name))

const sinceParam = (value: string): Record<string, string> => (value === '' ? {} : { since: value })

/** The core answers the query; what is wrong with it is said where it is typed. */
function useAuditFilter(
  rows: readonly AuditRow[],
  busy: boolean,
  error: { position: number; message: string } | null,
  hosts: Parameters<typeof parseAuditQuery>[1],
): ListFilter<AuditRow> {
  return useMemo(
    () => ({
      rows,
      busy,
      error: error && new AppError('query.invalid', error.message, { data: { position: error.position } }),
      complete: (text, cursor) => {
        const read = parseAuditQuery(text, hosts)
        const known = {
          persons: rows.flatMap(({ entry }) => entry.person ?? []),
          acts: rows.map(({ entry }) => entry.act),
          hosts: hosts.map(({ name }) => name),
        }
        return Promise.resolve({
          completions: completeAuditQuery(text, cursor, known),
          error: read.ok ? null : read.error,
        })
      },
    }),
    [rows, busy, error, hosts],
  )
}

/** What fits the filter as the core writes it: all of it, not only what is loaded. */
function ExportButton({ filter, refused }: { filter: AuditFilter; refused: string | null }) {
  const { client } = useApi()
  const [writing, setWriting] = useState<number | null>(null)
  const { place, button } = useOpened()
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])
  const write = (format: 'jsonl' | 'csv') => {
    const gone = new AbortController()
    leaving.current = gone
    setWriting(0)
    const run = async () => {
      const pieces = await client.audit.export({ ...filter, format }, { signal: gone.signal })
      const written = await gatherExport(pieces, setWriting)
      if (gone.signal.aborted) return
      if (!written) throw new AppError('cancelled', t('audit.exportCut'))
      saveBlob(written.file, written.fileName)
      const told = t('list.exported', { count: written.count, file: written.fileName })
      tell(written.part ? `${told} ${t('audit.exportPart')}` : told)
    }
    run().then(
      () => setWriting(null),
      (error: unknown) => {
        setWriting(null)
        if (!gone.signal.aborted) tellError(error, t('list.exportFailed'))
      },
    )
  }
  if (writing !== null)
    return (
      <Button size="compact-sm" variant="default" onClick={() => leaving.current?.abort()}>
        {t('audit.exporting', { count: writing })}
      </Button>
    )
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden="true" />}
        disabled={refused !== null}
        title={refused ?? t('audit.exportWhat')}
        {...button}
      >
        {t('audit.exportAll')}
      </Button>
      {place && (
        <AnchoredMenu {...place} label={t('audit.exportAll')}>
          {(['jsonl', 'csv'] as const).map(format => (
            <Menu.Item key={format} onClick={() => write(format)}>
              {t(`audit.export.${format}`)}
            </Menu.Item>
          ))}
        </AnchoredMenu>
      )}
    </>
  )
}
