import { beforeEach, expect, test } from 'vitest'
import { firstAddress, go, useAddress } from './address.ts'
import {
  moveView,
  openView,
  parseSavedViews,
  removeView,
  renameView,
  saveView,
  updateView,
  useSavedViews,
} from './savedViews.ts'
import { setTableView, tableView, useView } from './view.ts'

beforeEach(() => {
  useSavedViews.setState({ views: [], opened: null })
  useAddress.setState(firstAddress)
  useView.setState({ tables: {} })
})
const names = () => useSavedViews.getState().views.map(view => view.name)
const saved = (name: string) => {
  const view = saveView(name)
  if (!view) throw new Error('it was not saved')
  return view
}

test('a view brings back page, query, sort, groups and columns, and nothing that was open beside', () => {
  const machine = `${'a'.repeat(8)}-0000-4000-8000-000000000000/${'b'.repeat(8)}-0000-4000-8000-000000000000`
  go({
    page: 'machines',
    query: 'tag:prod',
    group: ['host'],
    sort: [{ column: 'cpuPercent', descending: true }],
    machine: machine as never,
  })
  setTableView('machines', { hidden: ['site'] })
  setTableView('hosts', { hidden: ['uri'] })
  const view = saved(' Busy ')
  expect(view.name).toBe('Busy')
  expect(Object.keys(view.tables)).toEqual(['machines'])
  setTableView('machines', { hidden: [] })
  go({ page: 'hosts' })
  openView(view)
  expect(useAddress.getState()).toMatchObject({
    page: 'machines',
    query: 'tag:prod',
    group: ['host'],
    machine: null,
  })
  expect(tableView(useView.getState(), 'machines').hidden).toEqual(['site'])
  expect(tableView(useView.getState(), 'hosts').hidden).toEqual(['uri'])
})

test('views are renamed, put in order, updated and deleted', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(saved)
  if (!a || !b || !c) throw new Error('three views')
  moveView(c.id, 0)
  expect(names()).toEqual(['c', 'a', 'b'])
  moveView(c.id, 99)
  expect(names()).toEqual(['a', 'b', 'c'])
  renameView(b.id, 'B')
  removeView(a.id)
  expect(names()).toEqual(['B', 'c'])
  go({ query: 'web' })
  updateView(b.id)
  expect(useSavedViews.getState().views[0]?.address).toContain('where=web')
  expect(() => renameView(b.id, '   ')).toThrow()
})

test('what was stored damaged costs only itself', () => {
  const good = { id: '1', name: 'Good', address: '#/machines', tables: {} }
  const { views } = parseSavedViews({ views: [good, { id: 2 }, { ...good, address: 'javascript:alert(1)' }] })
  expect(views).toEqual([good])
  expect(parseSavedViews('nonsense').views).toEqual([])
})
