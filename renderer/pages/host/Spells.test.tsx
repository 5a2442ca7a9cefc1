import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { HostSpell } from '../../../shared/models/host.ts'
import { Spells } from './Spells.tsx'

const spell = (beganAtMs: number, lastedMs: number): HostSpell => ({
  phase: 'connecting',
  beganAtMs,
  lastMs: beganAtMs,
  endedAtMs: beganAtMs + lastedMs,
  times: 1,
  problem: null,
})

test('a phase tells how long it went on, one below a second not to the millisecond', () => {
  render(<Spells spells={[spell(1_000, 0), spell(2_000, -30), spell(3_000, 999), spell(4_000, 200_000)]} />)
  const lines = screen.getAllByRole('listitem').map(line => line.lastElementChild?.textContent)
  expect(lines.map(line => line?.replaceAll('\u00a0', ' '))).toEqual([
    'for 3 min 20 s',
    'less than 1 s',
    'less than 1 s',
    'less than 1 s',
  ])
})
