// @vitest-environment node
import { expect, test } from 'vitest'
import { makeHost, makeMachine, makeSample } from '../../../testing/fleetData.ts'
import { axisFor, roundUp } from './axis.ts'
import { applyHistory, CHART_SAMPLES, withGaps } from './history.ts'
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

test('an axis has one unit and round marks', () => {
  const rates = [1, 2, 3].map(at => ({
    ...sample(at * 1000),
    diskReadBytesPerSecond: at * 1.3 * 1024 ** 2,
    diskWriteBytesPerSecond: 10,
  }))
  const axis = axisFor('rate', rates, ['diskReadBytesPerSecond', 'diskWriteBytesPerSecond'], null)
  expect(axis.unit).toBe('MiB/s')
  expect(axis.ticks.map(axis.mark)).toEqual(['0', '2', '4'])
  expect(axis.format(null)).toBe('–')
  expect(
    axisFor('bytes', rates, [], 16 * 1024 ** 3).ticks.map(axisFor('bytes', rates, [], 16 * 1024 ** 3).mark),
  ).toEqual(['0', '8', '16'])
  expect([0.3, 1, 3.9, 6.01, 99].map(roundUp)).toEqual([0.4, 1, 4, 10, 100])
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

test('a pause in the samples is a hole in the line', () => {
  const holes = withGaps([sample(1000), sample(2000), sample(3000), sample(30_000), sample(31_000)]).filter(
    each => !('cpuPercent' in each),
  )
  expect(holes).toEqual([{ atMs: 4000 }])
})
