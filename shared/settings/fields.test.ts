import { expect, test } from 'vitest'
import { z } from 'zod'
import { HostOptions } from '../models/host.ts'
import { settingFields } from './fields.ts'

test('a host’s options become fields with their bounds and units', () => {
  const fields = settingFields(HostOptions)
  expect(fields.map(field => field.key)).toEqual(Object.keys(HostOptions.shape))
  expect(fields.find(field => field.key === 'transport')).toEqual({
    key: 'transport',
    kind: 'choice',
    choices: ['builtin', 'openssh'],
  })
  expect(fields.find(field => field.key === 'tickMs')).toEqual({
    key: 'tickMs',
    kind: 'number',
    min: 500,
    max: 600_000,
    unit: 'ms',
  })
  expect(fields.find(field => field.key === 'keepaliveSeconds')).toMatchObject({ unit: 's', min: 1 })
  expect(fields.find(field => field.key === 'readOnly')).toEqual({ key: 'readOnly', kind: 'flag' })
  expect(fields.find(field => field.key === 'jump')).toEqual({ key: 'jump', kind: 'list' })
})

test('defaults and catches are looked through, shapes without a simple field left out', () => {
  const fields = settingFields(
    z.object({ a: z.boolean().catch(true), b: z.enum(['x']).default('x'), c: z.object({}) }),
  )
  expect(fields).toEqual([
    { key: 'a', kind: 'flag' },
    { key: 'b', kind: 'choice', choices: ['x'] },
  ])
})
