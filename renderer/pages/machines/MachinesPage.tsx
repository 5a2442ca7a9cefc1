import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { actionLooks } from '../../actions/machineActions.ts'
import { useActions } from '../../actions/useActions.ts'
import { useApi } from '../../api/client.ts'
import { later } from '../../components/later.ts'
import { Splitter } from '../../components/Splitter.tsx'
import { ResourceTable } from '../../components/table/ResourceTable.tsx'
import { useColumns } from '../../components/table/useColumns.ts'
import { clearChosen, setChosen, useChosen } from '../../stores/chosen.ts'
import { go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMatch } from '../../stores/match.ts'
import { copyText } from '../../components/copyText.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { setView, useView } from '../../stores/view.ts'
import { machineColumns } from './columns.tsx'
import { asTable, type ExportFormat, exportShown, saveText } from './exportList.ts'
import { HostStrip } from './HostStrip.tsx'
import { ListEmpty } from './ListEmpty.tsx'
import classes from './MachinesPage.module.css'
import { PageHead } from './PageHead.tsx'
import { RowMenu } from './RowMenu.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { Toolbar } from './Toolbar.tsx'
import { useListMetrics } from './useListMetrics.ts'
import { useMachineRows, useResort } from './useMachineRows.ts'
import { useMatchFeed } from './useMatchFeed.ts'
import { useWide } from './useWide.ts'

const MachineDetails = later(() =>
  import('./details/MachineDetails.tsx').then(module => module.MachineDetails),
)

/** Every machine of the fleet, or of a part of it: filtered, sorted, grouped, acted on. */
export function MachinesPage() {
  const { client } = useApi()
  const { request } = useActions()
  const { sort, group, machine: opened, query } = useAddress()
  const detailsWidth = useView(view => view.detailsWidth)
  const busy = useMatch(state => state.busy)
  const total = useFleet(fleet => fleet.ready)
  const selection = useChosen(state => state.selection)
  const [menu, setMenu] = useState<{ machine: Machine; x: number; y: number } | null>(null)
  const page = useRef<HTMLDivElement>(null)
  const shown = useRef<readonly Machine[]>([])
  const wide = useWide()

  useMatchFeed(query)
  const model = useColumns('machines', machineColumns)
  const rows = useMachineRows()
  const live = sort.some(term => machineColumns.find(column => column.id === term.column)?.live)
  const version = useResort(live)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array is what makes the list sort again
  const sortable = useMemo(() => [...rows], [rows, version])
  const onView = useListMetrics(live)
  const counted = useDeferredValue(rows)

  const chosen = [...selection.chosen] as MachineKey[]
  const targets = (row: Machine | null): MachineKey[] =>
    chosen.length > 0 && (row === null || selection.chosen.has(row.key)) ? chosen : row ? [row.key] : []
  const focusList = () => page.current?.querySelector<HTMLElement>('[role=grid]')?.focus()
  useFollowActive(selection.active as MachineKey | null, opened)
  const columns = model.visible.map(({ column }) => column)
  const onShown = useCallback((all: readonly Machine[]) => {
    shown.current = all
  }, [])
  const onExport = (format: ExportFormat) => {
    exportShown(client, format, shown.current, columns).then(
      ({ text, mediaType, fileName, count }) => {
        saveText(text, mediaType, fileName)
        tell(`${count} machines written to ${fileName}`)
      },
      (error: unknown) => tellError(error, 'The export failed'),
    )
  }
  const onCopy = () => {
    const picked =
      chosen.length > 0 ? shown.current.filter(row => selection.chosen.has(row.key)) : shown.current
    copyText(asTable(picked, columns)).then(
      () => tell(`${picked.length} rows copied`),
      (error: unknown) => tellError(error, 'Could not copy'),
    )
  }
  const onRowKey = (event: React.KeyboardEvent, row: Machine | null): boolean => {
    if (event.key === 'Escape') {
      if (selection.chosen.size > 0) clearChosen()
      else if (opened) go({ machine: null })
      else return false
      return true
    }
    if (
      (event.ctrlKey || event.metaKey) &&
      event.key.toLowerCase() === 'c' &&
      !window.getSelection()?.toString()
    ) {
      onCopy()
      return true
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    if (row && (event.key === 'm' || event.key === 'ContextMenu')) {
      const line = page.current?.querySelector('[role=grid] tr[data-active]')?.getBoundingClientRect()
      if (line) setMenu({ machine: row, x: line.left + 60, y: line.bottom })
      return true
    }
    const look = actionLooks.find(each => each.key === event.key)
    const keys = targets(row)
    if (!look || keys.length === 0) return false
    request(look.action, keys)
    return true
  }

  return (
    <div ref={page} className={classes.page}>
      <PageHead rows={counted} />
      <HostStrip />
      <div className={classes.bars}>
        <Toolbar
          model={model}
          result={query.trim() && total && !busy ? `${rows.length.toLocaleString()} match` : ''}
          onExport={onExport}
          onCopy={onCopy}
          onLeave={focusList}
          covered={chosen.length > 0}
        />
        {chosen.length > 0 && (
          <SelectionBar keys={chosen} onAct={request} onClear={clearChosen} onCopy={onCopy} />
        )}
      </div>
      <div className={`${classes.split} ${wide ? '' : classes.below}`}>
        <div className={classes.list}>
          <ResourceTable
            label="Machines"
            columns={machineColumns}
            model={model}
            rows={sortable}
            sort={sort}
            onSort={next => go({ sort: next }, 'replace')}
            group={group[0] ?? null}
            selection={selection}
            onSelection={setChosen}
            opened={opened}
            onOpen={row => go({ machine: row.key })}
            onRowKey={onRowKey}
            onContextMenu={(event, row) => {
              event.preventDefault()
              setMenu({ machine: row, x: event.clientX, y: event.clientY })
            }}
            isStale={row => row.stale}
            onView={onView}
            onShown={onShown}
            empty={<ListEmpty />}
            busy={busy}
          />
        </div>
        {opened && (
          <>
            <Splitter
              label="Size of the details"
              axis={wide ? 'column' : 'row'}
              after
              value={detailsWidth}
              min={320}
              max={wide ? 900 : 480}
              onChange={width => setView({ detailsWidth: width })}
            />
            <div
              style={
                wide
                  ? { flex: `0 1 ${detailsWidth}px`, minWidth: 320 }
                  : { flex: `0 0 min(${detailsWidth}px, 55%)`, minHeight: 0 }
              }
            >
              <MachineDetails machineKey={opened} onClose={() => go({ machine: null })} />
            </div>
          </>
        )}
      </div>
      {menu && (
        <RowMenu
          machine={menu.machine}
          keys={targets(menu.machine)}
          at={menu}
          onAct={request}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  )
}

const FOLLOW_MS = 120

/** Open details follow the row the person moves to; a short rest keeps held arrow keys from loading each one. */
function useFollowActive(active: MachineKey | null, opened: MachineKey | null): void {
  const last = useRef(active)
  useEffect(() => {
    if (active === last.current) return
    last.current = active
    if (!active || !opened || active === opened) return
    const timer = setTimeout(() => go({ machine: active }, 'replace'), FOLLOW_MS)
    return () => clearTimeout(timer)
  }, [active, opened])
}
