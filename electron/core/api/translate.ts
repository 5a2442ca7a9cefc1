import { ORPCError } from '@orpc/server'
import { z } from 'zod'
import { AppError, errorToWire } from '../../../shared/errors.ts'
import type { Logger } from '../log.ts'

/** Any thrown thing in the one form that crosses the wire; what is a bug is logged and its text kept out. */
export function translate(error: unknown, path: readonly string[], log: Logger): unknown {
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
