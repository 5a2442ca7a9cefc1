import { expect, test } from 'vitest'
import { fleetMachine } from '../testing/fleet.ts'
import { factsText, notesText } from './machineText.ts'

const machine = {
  ...fleetMachine(1, 1, 5).machine,
  name: 'DB-Ä1',
  title: 'Main',
  description: 'Line one\nLine TWO',
  tags: ['Prod'],
}

test('facts hold name, UUID, tags, notes, addresses and paths, folded, a line each', () => {
  const nic = machine.nics[0]
  const disk = machine.disks[0]
  if (!nic || !disk) throw new Error('a NIC and a disk')
  const text = factsText({
    ...machine,
    nics: [{ ...nic, mac: '52:54:00:AA:BB:CC', addresses: ['10.0.0.7', 'FE80::1'] }],
    disks: [{ ...disk, source: '/srv/Pool/a.qcow2', serial: 'WD-1' }],
  })
  expect(text.split('\n')).toEqual([
    'db-ä1',
    machine.uuid,
    'prod',
    'main',
    'line one',
    'line two',
    '52:54:00:aa:bb:cc',
    nic.source,
    nic.target,
    '10.0.0.7',
    'fe80::1',
    '/srv/pool/a.qcow2',
    'wd-1',
  ])
})

test('notes are title and description, and nothing when there is neither', () => {
  expect(notesText(machine)).toBe('main\nline one\nline two')
  expect(notesText({ ...machine, title: null })).toBe('line one\nline two')
  expect(notesText({ ...machine, title: null, description: null })).toBe('')
})
