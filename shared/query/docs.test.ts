import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hasNames, queryFields } from './fields.ts'
import { parseQuery } from './parse.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/query.md', import.meta.url)), 'utf8')

test('docs/query.md lists every field as it is', () => {
  for (const field of queryFields) {
    const aliases = field.aliases.map(alias => `\`${alias}\``).join(', ')
    const row = `| \`${field.name}\` | ${aliases} | ${field.type} | ${field.description} | \`${field.example}\` |`
    expect(page).toContain(row)
  }
  for (const [name, what] of Object.entries(hasNames)) expect(page).toContain(`\`${name}\` (${what})`)
})

test('every query in docs/query.md’s first block parses', () => {
  const block = /```\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const lines = block.trim().split('\n')
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expect(parseQuery(line), line).toMatchObject({ ok: true })
})

test('the errors that docs/query.md shows are the errors that come', () => {
  const block = /```\n(web staet[\s\S]*?)```/.exec(page)?.[1] ?? ''
  const lines = block.trimEnd().split('\n')
  for (let i = 0; i < lines.length; i += 2) {
    const under = lines[i + 1] ?? ''
    const marks = /\^+/.exec(under)
    expect(parseQuery(lines[i] ?? '')).toMatchObject({
      position: marks?.index,
      end: (marks?.index ?? 0) + (marks?.[0].length ?? 0),
      message: under.trim().replace(/^\^+ /, ''),
    })
  }
})
