import { expect, test } from 'vitest'
import { excerpt } from './excerpt.ts'

const marked = (line: string, wanted: string) => {
  const found = excerpt(line, wanted)
  return found && [found.text, found.text.slice(found.from, found.to)]
}

test('says where the match stands, in any case, without the indentation', () => {
  expect(marked('    <source file="/srv/Web.qcow2"/>', 'web')).toEqual([
    '<source file="/srv/Web.qcow2"/>',
    'Web',
  ])
  expect(marked('web', 'web')).toEqual(['web', 'web'])
  expect(marked('web', 'db')).toBeNull()
  expect(marked('   x', '  x')).toEqual(['  x', '  x'])
})

test('cuts a long line around the match', () => {
  const [text, mark] = marked(`${'a'.repeat(500)}needle${'b'.repeat(500)}`, 'needle') ?? []
  expect(mark).toBe('needle')
  expect(text).toMatch(/^…a{60}needleb+…$/)
  expect(text?.length).toBeLessThan(210)
  const long = marked('x'.repeat(1_000), 'x'.repeat(400)) ?? []
  expect(long[0]?.length).toBeLessThan(210)
  expect(excerpt('b'.repeat(1_000), 'b'.repeat(300))).toMatchObject({ from: 0, to: 201 })
})

test('cuts no letter in two, and marks nothing where folding moved the letters', () => {
  const [text] = marked(`${'😀'.repeat(150)}needle`, 'needle') ?? []
  expect(text?.isWellFormed()).toBe(true)
  expect(marked(`${'😀'.repeat(101)}`, '😀')?.[0]?.isWellFormed()).toBe(true)
  expect(excerpt('İİ needle', 'needle')).toEqual({ text: 'İİ needle', from: 0, to: 0 })
})
