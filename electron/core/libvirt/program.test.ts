import { expect, expectTypeOf, test } from 'vitest'
import { i32, nothing, string, struct } from '../xdr/index.ts'
import { call, type Procedure, program, type StreamProcedure, streamCall, unhurried } from './program.ts'

const table = program(7, 2, {
  ping: call(1, nothing, struct({ answer: i32 })),
  save: unhurried(2, struct({ to: string(9) }), nothing),
  read: streamCall(3, nothing, nothing, 'read'),
})

test('a line of the table is the procedure, its types and its name', () => {
  expect(table.ping).toMatchObject({ program: 7, version: 2, number: 1, name: 'ping', unhurried: false })
  expect(table.save).toMatchObject({ name: 'save', unhurried: true })
  expect(table.read).toMatchObject({ name: 'read', stream: 'read' })
  expect(Object.isFrozen(table.ping)).toBe(true)
})

test('types follow from the declaration', () => {
  expectTypeOf(table.ping).toEqualTypeOf<Procedure<undefined, { answer: number }>>()
  expectTypeOf(table.save).toEqualTypeOf<Procedure<{ to: string }, undefined>>()
  expectTypeOf(table.read).toEqualTypeOf<StreamProcedure<undefined, undefined>>()
})
