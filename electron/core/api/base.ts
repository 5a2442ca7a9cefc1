import { implement, ORPCError } from '@orpc/server'
import { z } from 'zod'
import { type Contract, contract } from '../../../shared/contract/index.ts'
import { AppError, errorToWire } from '../../../shared/errors.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import type { Logger } from '../log.ts'
import type { Caller } from './caller.ts'

/** What every handler is given besides its parsed input. */
export interface ApiContext {
  caller: Caller
  log: Logger
}

const Meta = z.object({ permission: z.union([z.enum(permissions), z.literal('everyone')]) })

/** The right that a procedure declares; null where it declares none. */
function metaPermission(meta: unknown): Permission | 'everyone' | null {
  return Meta.safeParse(meta).data?.permission ?? null
}

/** Refuses a procedure that declares no right, or one that the caller does not hold. */
export function checkPermission(
  caller: Caller,
  needed: Permission | 'everyone' | null,
  path: readonly string[],
): void {
  if (needed === null) throw new AppError('rights.denied', `${path.join('.')} declares no permission.`)
  if (needed === 'everyone' || caller.seat.access.mayAnywhere(needed)) return
  throw new AppError('rights.denied', `This needs the right “${needed}”.`, {
    next: 'Ask the owner of this installation for it.',
    data: { permission: needed, procedure: path.join('.') },
  })
}

function translate(error: unknown, path: readonly string[], log: Logger): unknown {
  if (error instanceof ORPCError) return error.code === 'BAD_REQUEST' ? malformed(error) : error
  if (error instanceof AppError)
    return new ORPCError('APP', { status: 400, defined: true, message: error.message, data: error.toWire() })
  if (error instanceof Error && error.name === 'AbortError')
    return new ORPCError('APP', {
      status: 400,
      defined: true,
      message: 'Cancelled.',
      data: new AppError('cancelled', 'Cancelled.').toWire(),
    })
  log.error({ err: error, procedure: path.join('.') }, 'a procedure failed unexpectedly')
  return new ORPCError('APP', { status: 500, defined: true, data: errorToWire(error) })
}

const Issues = z.object({
  issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).min(1),
})

/** Input that does not fit its shape, with the field and what is wrong with it. */
function malformed(error: ORPCError<string, unknown>): unknown {
  const parsed = Issues.safeParse(error.data)
  const [issue] = parsed.data?.issues ?? []
  if (!issue) return error
  const field = issue.path.join('.')
  const app = new AppError(
    'input.invalid',
    `${field === '' ? 'The input' : `“${field}”`} is not valid: ${issue.message}.`,
    {
      data: { field },
    },
  )
  return new ORPCError('APP', { status: 400, defined: true, message: app.message, data: app.toWire() })
}

async function* translated(
  source: AsyncIterator<unknown, unknown, void>,
  path: readonly string[],
  log: Logger,
) {
  try {
    for (;;) {
      const step = await source.next()
      if (step.done) return step.value
      yield step.value
    }
  } catch (error) {
    throw translate(error, path, log)
  } finally {
    await source.return?.()
  }
}

const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown, unknown, void> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/**
 * What leaves is typed by the contract when it is compiled and held against its schemas in the tests;
 * parsing ten thousand rows again at run time would hold the core's loop for nothing.
 */
const unparsedOutput = { initialOutputValidationIndex: Number.NaN }

/** The contract's implementer: the one place where rights are checked and errors take their wire form. */
export const api = implement<Contract, ApiContext>(contract, unparsedOutput).use(
  async ({ context, next, procedure, path }) => {
    try {
      checkPermission(context.caller, metaPermission(procedure['~orpc'].meta), path)
      const result = await next()
      if (!isAsyncIterator(result.output)) return result
      return { ...result, output: translated(result.output, path, context.log) }
    } catch (error) {
      throw translate(error, path, context.log)
    }
  },
)
