// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { exportMachines } from '../electron/core/inventory/export.ts'
import { machineColumns } from '../renderer/pages/machines/columns.tsx'
import { exportNames } from '../renderer/pages/machines/exportMachines.ts'
import { machine, nowMs } from '../shared/query/testing/machines.ts'

test('every column of the machines’ list is one that the core exports', () => {
  for (const column of machineColumns) expect(column.exported?.length, column.id).toBeGreaterThan(0)
  const columns = exportNames(machineColumns)
  const { text } = exportMachines('csv', [machine()], { nowMs, latest: () => null, columns })
  expect(text.split('\r\n')[0]?.split(',')).toEqual(columns)
})
