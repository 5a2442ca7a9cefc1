import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { builtInUnits, chooseUnits, readUnitChoices } from './unitChoices.ts'
import {
  byteFactor,
  byteScale,
  formatAge,
  formatBinaryBytes,
  formatBytes,
  formatDuration,
  formatNetworkRate,
  formatPercent,
  formatRate,
  networkRateScale,
  parseBytes,
  parseDuration,
  parsePercent,
  parseRate,
  rateScale,
  setUnitLanguage,
} from './units.ts'

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [8 * 1024 ** 3, '8 GiB'],
    [10.25 * 1024 ** 2, '10.3 MiB'],
    [1023.9 * 1024 ** 2, '1 GiB'],
    [900 * 1024 ** 4, '900 TiB'],
    [-2048, '-2 KiB'],
  ])('%d reads as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  test('what is not known is a dash, never 0', () => {
    expect([formatBytes(null), formatBytes(undefined), formatBytes(Number.NaN)]).toEqual(['–', '–', '–'])
    expect([formatRate(null), formatPercent(null), formatAge(null), formatDuration(null)]).toEqual([
      '–',
      '–',
      '–',
      '–',
    ])
  })

  test('one scale keeps one unit for a whole column', () => {
    const scale = byteScale(1.5 * 1024 ** 3)
    expect([
      scale.format(1024 ** 3),
      scale.format(512 * 1024 ** 2),
      scale.format(0),
      scale.format(null),
    ]).toEqual(['1 GiB', '0.5 GiB', '0 GiB', '–'])
  })

  test.each([
    ['8GiB', 8 * 1024 ** 3],
    ['8 g', 8 * 1024 ** 3],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['500MB', 500e6],
    ['1kb', 1000],
    ['1k', 1024],
    ['12345', 12345],
    ['.5KiB', 512],
    ['7 bytes', 7],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes)
  })

  test.each(['', 'GiB', '-1', '1.2.3', '1 XB', '9999 EiB', 'NaN', 'Infinity', '1e9', '8GiB8'])(
    '%s is no amount of bytes',
    text => {
      expect(parseBytes(text)).toBeNull()
    },
  )

  test('what was formatted parses back to within its shown precision', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 52 }), bytes => {
        const parsed = parseBytes(formatBytes(bytes))
        expect(parsed).not.toBeNull()
        expect(Math.abs((parsed ?? 0) - bytes)).toBeLessThanOrEqual(bytes * 0.006)
        expect(Number(formatBytes(bytes).split(' ')[0])).toBeLessThan(1024)
      }),
    )
  })

  test('unit names that are properties of every object are no units', () => {
    expect(byteFactor('constructor')).toBeNull()
    expect(byteFactor('__proto__')).toBeNull()
    expect(parseDuration('1 valueof')).toBeNull()
    expect(byteScale(1024 ** 7).unit).toBe('EiB')
  })
})

test('rates and percent', () => {
  expect(formatRate(1.5 * 1024 ** 2)).toBe('1.5 MiB/s')
  expect([formatPercent(0), formatPercent(7.34), formatPercent(42.4), formatPercent(100)]).toEqual([
    '0 %',
    '7.3 %',
    '42 %',
    '100 %',
  ])
})

test.each([
  ['10MiB/s', 10 * 1024 ** 2],
  ['1 kB/sec', 1000],
  ['1KiBps', 1024],
  ['5', 5],
  ['80Mbit/s', 10e6],
  ['1 kbit/s', 125],
  ['1Gbitps', 125e6],
  ['1 Kibit/s', null],
  ['/s', null],
  ['5 apples/s', null],
])('%s is %s bytes a second', (text, rate) => {
  expect(parseRate(text)).toBe(rate)
})

test.each([
  ['50%', 50],
  ['7.5 %', 7.5],
  ['7', 7],
  ['-1%', null],
  ['5GiB', null],
  ['%', null],
])('%s is %s percent', (text, percent) => {
  expect(parsePercent(text)).toBe(percent)
})

describe('time', () => {
  test.each([
    [0, '0 s'],
    [-5000, '0 s'],
    [3999, '3 s'],
    [12 * 60_000, '12 min'],
    [5 * 3_600_000, '5 h'],
    [4 * 86_400_000 + 5, '4 d'],
  ])('an age of %d ms reads as %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text)
  })

  test.each([
    [850, '850 ms'],
    [42_000, '42 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [2 * 86_400_000 + 4 * 3_600_000 + 59, '2 d 4 h'],
    [-1, '0 ms'],
  ])('%d ms lasts %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test.each([
    ['30s', 30_000],
    ['12 min', 720_000],
    ['1d12h', 129_600_000],
    ['2w', 1_209_600_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['1Y', 31_536_000_000],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each(['', '5', 'd', '1x', '-1d', '1d 2', `${'1d'.repeat(50)}`, '1e3s'])('%s is no duration', text => {
    expect(parseDuration(text)).toBeNull()
  })
})

describe('languages', () => {
  afterEach(() => setUnitLanguage('en'))

  test('numbers take the decimal sign of the window’s language, units stay', () => {
    setUnitLanguage('de')
    expect(formatBytes(1.5 * 1024 ** 3)).toBe('1,5 GiB')
    expect(formatRate(1536)).toBe('1,5 KiB/s')
    expect(formatPercent(7.31)).toBe('7,3 %')
    expect(byteScale(2048).number(-1536)).toBe('-1,5')
    setUnitLanguage('en')
    expect(formatBytes(1.5 * 1024 ** 3)).toBe('1.5 GiB')
  })

  test('where lines run from right to left a number stays before its unit', () => {
    setUnitLanguage('en', true)
    expect(formatRate(1536)).toBe('\u20661.5 KiB/s\u2069')
    expect(formatPercent(7)).toBe('\u20667 %\u2069')
    expect(formatAge(3_000)).toBe('\u20663 s\u2069')
    expect(formatDuration(200_000)).toBe('\u20663 min 20 s\u2069')
    expect(formatRate(null)).toBe('–')
  })
})

describe('as a person wants them', () => {
  afterEach(() => {
    chooseUnits(builtInUnits)
    setUnitLanguage('en')
  })

  test.each([
    [999, '999 B'],
    [1000, '1 kB'],
    [1.5 * 1024 ** 3, '1.61 GB'],
    [999_900_000, '1 GB'],
    [8e12, '8 TB'],
  ])('%d bytes read as %s where sizes are decimal', (bytes, text) => {
    chooseUnits({ ...builtInUnits, sizes: 'decimal' })
    expect(formatBytes(bytes)).toBe(text)
    expect(formatRate(bytes)).toBe(`${text}/s`)
    expect(formatNetworkRate(bytes)).toBe(`${text}/s`)
    expect(parseBytes(formatBytes(bytes)) ?? 0).toBeCloseTo(bytes, -Math.log10(bytes * 0.006))
  })

  test('bits are of networks only, in thousands whatever sizes are', () => {
    chooseUnits({ ...builtInUnits, networkRates: 'bits' })
    expect([0, 1, 12.5e6, 125e6].map(formatNetworkRate)).toEqual([
      '0 bit/s',
      '8 bit/s',
      '100 Mbit/s',
      '1 Gbit/s',
    ])
    expect([formatRate(12.5e6), formatBytes(1024), formatNetworkRate(null)]).toEqual([
      '11.9 MiB/s',
      '1 KiB',
      '–',
    ])
    expect(parseRate(formatNetworkRate(12.5e6))).toBe(12.5e6)
  })

  test('an axis has one unit, and knows how many bytes it is', () => {
    chooseUnits({ ...builtInUnits, networkRates: 'bits', sizes: 'decimal' })
    expect(
      [networkRateScale(12.5e6), rateScale(3e6), byteScale(3e9)].map(({ unit, unitBytes }) => [
        unit,
        unitBytes,
      ]),
    ).toEqual([
      ['Mbit/s', 125_000],
      ['MB/s', 1e6],
      ['GB', 1e9],
    ])
    expect(networkRateScale(12.5e6).format(1.25e6)).toBe('10 Mbit/s')
  })

  test('what the core writes asks nobody', () => {
    chooseUnits({ ...builtInUnits, sizes: 'decimal' })
    expect(formatBinaryBytes(1536)).toBe('1.5 KiB')
  })

  test('the language’s sign and direction hold for every unit', () => {
    chooseUnits({ ...builtInUnits, networkRates: 'bits' })
    setUnitLanguage('de', true)
    expect(formatNetworkRate(187_500)).toBe('\u20661,5 Mbit/s\u2069')
  })

  test('what is stored and can’t be read is as built in', () => {
    expect(readUnitChoices({ sizes: 'decimal', clock: '25h', timeZone: 'utc', theme: 'dark' })).toEqual({
      sizes: 'decimal',
      networkRates: 'bytes',
      clock: 'auto',
      timeZone: 'utc',
    })
    for (const bad of [null, 7, 'utc', []]) expect(readUnitChoices(bad)).toEqual(builtInUnits)
  })
})
