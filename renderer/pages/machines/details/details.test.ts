// @vitest-environment node
import { expect, test } from 'vitest'
import { makeHost, makeMachine, makeSample } from '../../../testing/fleetData.ts'
import { applyHistory, CHART_SAMPLES } from './history.ts'
import { xmlPieces } from './xmlPieces.ts'

const machine = { ...makeMachine(makeHost(0), 4), state: 'running' as const }
const sample = (atMs: number) => makeSample(machine, atMs, 1)
const sampler = { hostId: machine.hostId, intervalMs: 1000, slowed: false, lastTickMs: 0, lastDurationMs: 1 }

test('whatever a text holds, its coloured pieces are the text', () => {
  for (const xml of [
    `<domain type='kvm' id="1"><!-- a > b --><name>x</name></domain>`,
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>',
    'no markup at all',
    '<unclosed attr="never',
    'a < b && c > d <<< \'"',
    '',
  ])
    expect(
      xmlPieces(xml)
        .map(piece => piece.text)
        .join(''),
    ).toBe(xml)
})

test('names, values and comments are told apart', () => {
  const kinds = xmlPieces(`<a b='c'><!-- d --></a>`).map(piece => `${piece.kind}:${piece.text}`)
  expect(kinds).toContain('tag:<a')
  expect(kinds).toContain('attribute:b')
  expect(kinds).toContain("value:'c'")
  expect(kinds).toContain('comment:<!-- d -->')
})

test('a chart’s history is replaced by a snapshot, grows by ticks and stays bounded', () => {
  const first = applyHistory([], machine.key, [
    { type: 'snapshot', machines: [sample(2000), sample(1000)], hosts: [], samplers: [] },
  ])
  expect(first.map(each => each.atMs)).toEqual([1000, 2000])
  const ticks = Array.from({ length: 300 }, (_, index) => ({
    type: 'tick' as const,
    hostId: machine.hostId,
    machines: [sample(2000 + index * 1000)],
    host: null,
    sampler,
  }))
  const grown = applyHistory(first, machine.key, ticks)
  expect(grown).toHaveLength(CHART_SAMPLES)
  expect(new Set(grown.map(each => each.atMs)).size).toBe(CHART_SAMPLES)
})
