import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { compareDefinitions, describeHardware, pendingChanges } from '../electron/core/domainXml/index.ts'
import { changeSentence, factValue, leafLabel, partTitle } from '../renderer/words/deviceWords.ts'
import { allWords, speak } from '../renderer/words/index.ts'

const rich = readFileSync(
  join(import.meta.dirname, '../electron/core/domainXml/testing/fixtures/rich-live.xml'),
  'utf8',
)
const domain = (inside: string, devices = '') =>
  `<domain type='kvm'><name>a</name>${inside}<devices>${devices}</devices></domain>`
const disk = (target: string, inside = '') =>
  `<disk type='file'><driver name='qemu'${inside}/><source file='/i/${target}'/><target dev='${target}'/></disk>`
const before = domain('<memory unit="GiB">4</memory>', disk('vda') + disk('vdb'))
const after = domain('<memory unit="MiB">1536</memory>', disk('vda', " cache='none'"))
const { changes } = compareDefinitions(before, after)

const german = async () => {
  await speak('de')
  await allWords()
}
const english = async () => {
  await speak('en')
  await allWords()
}
beforeEach(english)

test('the English sentences are those of the core', () => {
  expect(changes.map(change => changeSentence(change, 'versions'))).toEqual(changes.map(({ words }) => words))
  const pending = pendingChanges(before, after).changes
  expect(pending.map(change => changeSentence(change, 'nextBoot'))).toEqual(pending.map(({ words }) => words))
})

test('differences are told in German, sizes as they are written there', async () => {
  await german()
  expect(changes.map(change => changeSentence(change, 'versions'))).toEqual([
    'Arbeitsspeicher von 4 GiB auf 1,5 GiB geändert',
    'Laufwerk vda: „Cache“ auf none gesetzt',
    'Laufwerk vdb wurde entfernt: /i/vdb',
  ])
})

test('every device and fact of a rich machine has a German name, or the one it has in the XML', async () => {
  // What is under "Other" goes by its element's name everywhere.
  const groups = describeHardware(rich).filter(({ id }) => id !== 'other')
  const devices = groups.flatMap(group => group.devices)
  expect(devices.map(device => partTitle(device, 'unknown'))).toEqual(devices.map(({ title }) => title))
  const labels = groups.flatMap(group => group.devices.flatMap(device => device.facts.map(fact => fact)))
  for (const fact of labels)
    expect([fact.path, leafLabel(fact.path)]).toEqual([fact.path, expect.stringMatching(/\S/)])
  await german()
  const titles = groups.flatMap(group => group.devices.map(device => partTitle(device, 'unknown')))
  expect(titles).not.toContain('unknown')
  expect(titles.join()).toContain('Netzwerkkarte')
  expect(
    labels
      .filter(({ bytes }) => bytes !== undefined)
      .map(factValue)
      .join(),
  ).toMatch(/[KMGT]iB/)
})

test('a part that no catalogue knows keeps the title it came with', () => {
  expect(partTitle({ kind: 'hyperdrive', device: true, which: null }, '<hyperdrive>')).toBe('<hyperdrive>')
  expect(partTitle({ kind: 'disk', device: true, which: 'vda' }, 'x')).toBe('Disk vda')
})
