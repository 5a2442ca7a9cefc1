import { MantineProvider } from '@mantine/core'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { useAddress } from '../../stores/address.ts'
import { useView } from '../../stores/view.ts'
import * as clipboard from '../copyText.ts'
import type { ListAction } from './action.ts'
import { bytesColumn, flagColumn, textColumn, textsColumn } from './columns.tsx'
import * as files from './exportList.ts'
import { ListPage, type ListPageProps } from './ListPage.tsx'
import { useLocalList } from './listState.ts'

interface Pool {
  key: string
  name: string
  host: string
  size: number | null
  active: boolean
  tags: readonly string[]
}
const columns = [
  textColumn<Pool>('name', 'Name', 200, pool => pool.name, { pinned: true }),
  textColumn<Pool>('host', 'Host', 100, pool => pool.host),
  bytesColumn<Pool>('sizeBytes', 'Size', 100, pool => pool.size, { aggregate: 'sum' }),
  flagColumn<Pool>('active', 'Active', 80, pool => pool.active),
  textsColumn<Pool>('tags', 'Tags', 100, pool => pool.tags),
]
const GiB = 1024 ** 3
const pools: Pool[] = Array.from({ length: 9 }, (_, index) => ({
  key: `p${index}`,
  name: `pool-${index}`,
  host: `kvm${index % 3}`,
  size: index === 8 ? null : (index + 1) * GiB,
  active: index % 2 === 0,
  tags: index === 0 ? ['fast', 'ssd'] : [],
}))
const live = { ready: true, error: null }

function List(props: Partial<ListPageProps<Pool>> & { first?: { query?: string; group?: string[] } }) {
  const { first, ...more } = props
  const state = useLocalList(first)
  return (
    <MantineProvider env="test">
      <ListPage
        id="storage.pools"
        label="Pools"
        columns={columns}
        rows={pools}
        feed={live}
        empty={<p>Add a pool</p>}
        state={state}
        {...more}
      />
    </MantineProvider>
  )
}

beforeEach(() => {
  useView.setState({ tables: {} })
  vi.restoreAllMocks()
})
const grid = () =>
  screen.queryByRole('treegrid', { name: 'Pools' }) ?? screen.getByRole('grid', { name: 'Pools' })
const press = (key: string, more: object = {}) => fireEvent.keyDown(grid(), { key, ...more })
const names = () =>
  within(grid())
    .queryAllByRole('rowheader')
    .map(cell => cell.textContent)
async function filter(text: string) {
  act(() => screen.getByRole('combobox').focus())
  fireEvent.change(screen.getByRole('combobox'), { target: { value: text } })
  await act(async () => {
    await new Promise(done => setTimeout(done, 150))
  })
}

test('filters its rows by the query language over the columns', async () => {
  render(<List />)
  expect(names()).toHaveLength(9)
  await filter('size>=3GiB is:active')
  expect(names()).toEqual(['pool-2', 'pool-4', 'pool-6'])
  expect(screen.getByText('3 of 9 match')).toBeDefined()
  await filter('tag')
  expect(screen.getByRole('option', { name: /tags/ })).toBeDefined()
  expect(screen.getByText('Nothing matches')).toBeDefined()
  fireEvent.click(screen.getAllByRole('button', { name: 'Clear the filter' })[1] as HTMLElement)
  expect(names()).toHaveLength(9)
})

test('a query that is wrong says where, and the last right one stays', async () => {
  render(<List />)
  await filter('kvm1')
  expect(names()).toHaveLength(3)
  await filter('kvm1 (')
  expect(screen.getByRole('alert').textContent).toContain('never closed')
  expect(names()).toHaveLength(3)
})

test('loading, an error before the first rows, one after them, no right, nothing at all', async () => {
  const { rerender } = render(<List rows={[]} feed={{ ready: false, error: null }} />)
  expect(screen.getByRole('status', { name: 'Loading Pools' })).toBeDefined()
  const error = new AppError('internal', 'It broke.')
  rerender(<List rows={[]} feed={{ ready: false, error }} />)
  expect(screen.getByRole('alert').textContent).toContain('It broke.')
  rerender(<List feed={{ ready: true, error }} />)
  expect(names()).toHaveLength(9)
  expect(screen.getByText(/could not be kept current: It broke/)).toBeDefined()
  rerender(<List rows={[]} feed={{ ready: false, error: new AppError('rights.denied', 'No.') }} />)
  expect(await screen.findByRole('heading', { name: 'No.' })).toBeDefined()
  rerender(<List rows={[]} />)
  expect(screen.getByText('Add a pool')).toBeDefined()
})

test('groups on two levels with sums, folds all at once', async () => {
  render(<List first={{ group: ['host'] }} />)
  fireEvent.click(screen.getByRole('button', { name: 'Group' }))
  const second = (await screen.findAllByRole('menuitemradio', { name: 'Active' }))[1]
  fireEvent.click(second as HTMLElement)
  const groups = () =>
    within(grid())
      .getAllByRole('row')
      .filter(row => row.hasAttribute('data-level'))
      .map(row => `${row.getAttribute('data-level')} ${row.textContent}`)
  expect(groups().slice(0, 3)).toEqual(['0 kvm03Σ 12 GiB', '1 no1Σ 4 GiB', '1 yes2Σ 8 GiB'])
  fireEvent.click(screen.getByRole('button', { name: 'Group' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Fold all' }))
  expect(groups()).toHaveLength(3)
  expect(names()).toEqual([])
})

test('an action runs on the chosen rows that it fits, then nothing is chosen any more', async () => {
  const run = vi.fn(() => Promise.resolve())
  const actions: ListAction<Pool>[] = [
    {
      id: 'start',
      label: 'Start',
      icon: IconPlayerPlay,
      key: 's',
      primary: true,
      fits: pool => !pool.active,
      run,
    },
    { id: 'rename', label: 'Rename', icon: IconTrash, single: true, asks: true, run },
  ]
  render(<List actions={actions} />)
  press('ArrowDown')
  press('s')
  expect(run).not.toHaveBeenCalled()
  press('a', { ctrlKey: true })
  expect(screen.getByText('9 chosen')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Start' }))
  expect(run).toHaveBeenCalledWith(pools.filter(pool => !pool.active))
  await waitFor(() => expect(screen.queryByText('9 chosen')).toBeNull())
  press('ArrowDown')
  press('m')
  expect(await screen.findByRole('menuitem', { name: 'Rename…' })).toBeDefined()
  expect(screen.getByRole('menuitem', { name: /Start/ }).hasAttribute('data-disabled')).toBe(false)
})

test('an action that fails is told and what was chosen stays', async () => {
  const run = () => Promise.reject(new AppError('internal', 'No luck.'))
  render(<List actions={[{ id: 'start', label: 'Start', icon: IconPlayerPlay, primary: true, run }]} />)
  press('a', { ctrlKey: true })
  fireEvent.click(screen.getByRole('button', { name: 'Start' }))
  await act(async () => {
    await new Promise(done => setTimeout(done))
  })
  expect(screen.getByText('9 chosen')).toBeDefined()
})

test('copies a cell, a row, the chosen rows', async () => {
  const copy = vi.spyOn(clipboard, 'copyText').mockResolvedValue()
  render(<List copies={[{ label: 'Copy key', text: pool => pool.key }]} />)
  press('ArrowDown')
  press('c', { ctrlKey: true })
  expect(copy).toHaveBeenLastCalledWith('pool-0\tkvm0\t1 GiB\tyes\tfast ssd')
  press('ArrowRight')
  press('ArrowRight')
  const active = () =>
    document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')?.textContent
  expect(active()).toBe('kvm0')
  press('c', { ctrlKey: true })
  expect(copy).toHaveBeenLastCalledWith('kvm0')
  press('ArrowLeft')
  press('ArrowLeft')
  expect(active()).toContain('pool-0kvm0')
  press('ArrowDown', { shiftKey: true })
  press('c', { ctrlKey: true })
  expect(copy.mock.lastCall?.[0].split('\n')).toHaveLength(3)
  fireEvent.contextMenu(within(grid()).getByText('2 GiB'))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Copy “Size”' }))
  expect(copy).toHaveBeenLastCalledWith('2 GiB')
})

test('the row menu opens and copies what the page offers, and opens the row', async () => {
  const copy = vi.spyOn(clipboard, 'copyText').mockResolvedValue()
  const onOpen = vi.fn()
  render(<List onOpen={onOpen} copies={[{ label: 'Copy key', text: pool => pool.key }]} />)
  fireEvent.contextMenu(within(grid()).getByText('pool-4'))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Copy key' }))
  expect(copy).toHaveBeenLastCalledWith('p4')
  press('m')
  fireEvent.click(await screen.findByRole('menuitem', { name: /Open/ }))
  expect(onOpen).toHaveBeenCalledWith(pools[4])
  press('m')
  fireEvent.keyDown(await screen.findByRole('menu'), { key: 'Escape' })
  expect(document.activeElement).toBe(grid())
})

test('exports exactly what is shown: filter, order, columns', async () => {
  const save = vi.spyOn(files, 'saveText').mockImplementation(() => {})
  useView.setState({ tables: { 'storage.pools': { order: [], hidden: ['active', 'tags'], widths: {} } } })
  render(<List defaultSort="-sizeBytes" first={{ query: 'kvm2' }} />)
  fireEvent.click(screen.getByRole('button', { name: 'Export what is shown' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'CSV' }))
  await waitFor(() => expect(save).toHaveBeenCalled())
  const file = save.mock.lastCall?.[0]
  expect(file?.fileName).toMatch(/^storage-pools-.*\.csv$/)
  expect(file?.text).toBe(
    `name,host,sizeBytes\r\npool-5,kvm2,${6 * GiB}\r\npool-2,kvm2,${3 * GiB}\r\npool-8,kvm2,\r\n`,
  )
})

test('without a state of its own the list is where the address says', () => {
  useAddress.setState({ query: 'pool-3', sort: [{ column: 'nonsense', descending: false }], group: [] })
  render(
    <MantineProvider env="test">
      <ListPage id="hosts" label="Pools" columns={columns} rows={pools} feed={live} empty={null} />
    </MantineProvider>,
  )
  expect(names()).toEqual(['pool-3'])
  fireEvent.click(screen.getByRole('button', { name: /^Size/ }))
  expect(useAddress.getState().sort).toEqual([{ column: 'sizeBytes', descending: false }])
  expect(window.location.hash).toContain('sort=sizeBytes')
})
