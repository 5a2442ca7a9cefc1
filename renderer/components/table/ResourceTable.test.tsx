import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { SortTerm } from '../../stores/address.ts'
import { tableView, useView } from '../../stores/view.ts'
import { ColumnChooser } from './ColumnChooser.tsx'
import type { ResourceColumn } from './column.ts'
import { ResourceTable } from './ResourceTable.tsx'
import { noSelection } from './selection.ts'
import { useColumns } from './useColumns.ts'

interface Row {
  key: string
  name: string
  size: number
}
const columns: ResourceColumn<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 200,
    pinned: true,
    cell: row => <bdi>{row.name}</bdi>,
    text: row => row.name,
    sortValue: row => row.name,
  },
  {
    id: 'size',
    header: 'Size',
    width: 100,
    align: 'end',
    cell: row => row.size,
    text: row => String(row.size),
    sortValue: row => row.size,
    group: row => (row.size > 5 ? 'large' : 'small'),
  },
  {
    id: 'extra',
    header: 'Extra',
    width: 100,
    optional: true,
    cell: () => 'x',
    text: () => 'x',
    sortValue: () => null,
  },
]
const rows: Row[] = Array.from({ length: 12 }, (_, index) => ({
  key: `k${index}`,
  name: `row-${String(index).padStart(2, '0')}`,
  size: 11 - index,
}))

function List({
  group = [],
  onOpen = () => {},
  onRowKey,
}: {
  group?: string[]
  onOpen?(row: Row): void
  onRowKey?(event: React.KeyboardEvent, row: Row | null): boolean
}) {
  const model = useColumns('list', columns)
  const [sort, setSort] = useState<SortTerm[]>([{ column: 'name', descending: false }])
  const [selection, setSelection] = useState(noSelection)
  return (
    <MantineProvider env="test">
      <ColumnChooser columns={columns} model={model} />
      <ResourceTable
        label="Things"
        columns={columns}
        model={model}
        rows={rows}
        sort={sort}
        onSort={setSort}
        group={group}
        selection={selection}
        onSelection={setSelection}
        opened={null}
        onOpen={onOpen}
        {...(onRowKey ? { onRowKey } : {})}
      />
    </MantineProvider>
  )
}

beforeEach(() => useView.setState({ tables: {} }))
const grid = () =>
  screen.queryByRole('treegrid', { name: 'Things' }) ?? screen.getByRole('grid', { name: 'Things' })
const bodyRows = () => within(grid()).getAllByRole('row').slice(1)
const chosen = () =>
  bodyRows()
    .filter(row => row.getAttribute('aria-selected') === 'true')
    .map(row => row.querySelector('th')?.textContent)
const press = (key: string, more: object = {}) => fireEvent.keyDown(grid(), { key, ...more })

test('counts its rows for a screen reader and names each row by its first column', () => {
  render(<List />)
  expect(grid().getAttribute('aria-rowcount')).toBe('13')
  expect(within(grid()).getByRole('rowheader', { name: 'row-00' })).toBeDefined()
  expect(within(grid()).queryByRole('columnheader', { name: /Extra/ })).toBeNull()
})

test('a click on a heading sorts, Shift adds a column, and the heading says so', () => {
  render(<List />)
  fireEvent.click(screen.getByRole('button', { name: /^Size/ }))
  expect(bodyRows()[0]?.textContent).toContain('row-11')
  expect(screen.getByRole('columnheader', { name: /Size/ }).getAttribute('aria-sort')).toBe('ascending')
  fireEvent.click(screen.getByRole('button', { name: /^Name/ }), { shiftKey: true })
  expect(screen.getByRole('columnheader', { name: /Name/ }).getAttribute('aria-sort')).toBe('ascending')
  expect(screen.getByRole('columnheader', { name: /Size/ }).getAttribute('aria-sort')).toBe('ascending')
})

test('the keyboard alone moves, chooses a range, opens', () => {
  const onOpen = vi.fn()
  render(<List onOpen={onOpen} />)
  press('ArrowDown')
  press('ArrowDown')
  press('ArrowDown', { shiftKey: true })
  press('ArrowDown', { shiftKey: true })
  expect(chosen()).toEqual(['row-01', 'row-02', 'row-03'])
  expect(document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')?.textContent).toContain(
    'row-03',
  )
  press('Enter')
  expect(onOpen).toHaveBeenCalledWith(rows[3])
  press('a', { ctrlKey: true })
  expect(chosen()).toHaveLength(12)
})

test('a click on the name opens the row, one beside it only goes there', () => {
  const onOpen = vi.fn()
  render(<List onOpen={onOpen} />)
  const name = screen.getByText('row-02')
  fireEvent.click(name.closest('th') as HTMLElement)
  expect(onOpen).not.toHaveBeenCalled()
  expect(name.closest('tr')?.hasAttribute('data-active')).toBe(true)
  fireEvent.click(name)
  expect(onOpen).toHaveBeenCalledExactlyOnceWith(rows[2])
  fireEvent.click(screen.getByText('row-03'), { ctrlKey: true, clientX: 300 })
  expect(onOpen).toHaveBeenCalledTimes(1)
})

test('several boxes ticked one after the other stay ticked', () => {
  render(<List />)
  for (const index of [1, 4, 7]) {
    const box = bodyRows()[index]?.querySelector('input')
    if (box) fireEvent.click(box)
  }
  expect(chosen()).toEqual(['row-01', 'row-04', 'row-07'])
  const last = bodyRows()[9]?.querySelector('input')
  if (last) fireEvent.click(last, { shiftKey: true })
  expect(chosen()).toEqual(['row-07', 'row-08', 'row-09'])
})

test('a key the list has no use for goes to the page with the row it stands on', () => {
  const onRowKey = vi.fn(() => true)
  render(<List onRowKey={onRowKey} />)
  press('ArrowDown')
  press('s')
  expect(onRowKey).toHaveBeenCalledWith(expect.anything(), rows[0])
})

test('groups fold', () => {
  render(<List group={['size']} />)
  expect(bodyRows()[0]?.textContent).toContain('large6')
  fireEvent.click(screen.getByRole('button', { name: /large/ }))
  expect(bodyRows()).toHaveLength(8)
})

test('arrow keys walk headings too: they fold, unfold and are never chosen', () => {
  render(<List group={['size']} />)
  const on = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')
  press('ArrowDown')
  expect(on()?.textContent).toContain('large')
  expect(on()?.getAttribute('aria-expanded')).toBe('true')
  expect(on()?.getAttribute('aria-level')).toBe('1')
  press('ArrowLeft')
  expect(on()?.getAttribute('aria-expanded')).toBe('false')
  expect(bodyRows()).toHaveLength(8)
  press('ArrowRight')
  press('ArrowRight')
  expect(on()?.getAttribute('aria-level')).toBe('2')
  press('ArrowDown', { shiftKey: true })
  expect(chosen()).toHaveLength(2)
  press('ArrowLeft')
  expect(on()?.textContent).toContain('large')
  press('End', { shiftKey: true })
  expect(chosen()).toHaveLength(12)
})

test('columns are chosen and moved, and the list remembers', async () => {
  render(<List />)
  fireEvent.click(screen.getByRole('button', { name: 'Columns' }))
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Extra' }))
  expect(within(grid()).getByRole('columnheader', { name: /Extra/ })).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Move Extra left' }))
  expect(
    within(grid())
      .getAllByRole('columnheader')
      .map(head => head.textContent),
  ).toEqual(['Name', 'Extra', 'Size'])
  expect(tableView(useView.getState(), 'list')).toMatchObject({
    hidden: [],
    order: ['name', 'extra', 'size'],
  })
  fireEvent.click(screen.getByRole('checkbox', { name: 'Size' }))
  expect(within(grid()).queryByRole('columnheader', { name: /Size/ })).toBeNull()
  expect(screen.getByRole('checkbox', { name: 'Name' }).hasAttribute('disabled')).toBe(true)
})

test('a column is widened from the keyboard', () => {
  render(<List />)
  const edge = screen.getByRole('separator', { name: 'Width of Size' })
  fireEvent.keyDown(edge, { key: 'ArrowRight' })
  expect(tableView(useView.getState(), 'list').widths.size).toBe(116)
})
