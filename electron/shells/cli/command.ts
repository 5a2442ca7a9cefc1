import type { ContractClient } from '../../../shared/contract/client.ts'
import { safeJson } from '../../../shared/safeJson.ts'
import type { CoreConnection, OpenCoreOptions } from './connection.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface CommandContext {
  terminal: Terminal
  folder: string
  signal: AbortSignal
  /** Opens the core once; closed when the command ends. */
  open(options: OpenCoreOptions): Promise<CoreConnection>
}

/** A command's end: the exit code it asks for. */
export type CommandResult = Promise<number>

/** Prints one JSON document of a named schema, absent values as null. */
export function printJson(terminal: Terminal, schema: string, body: Record<string, unknown>): void {
  const document = { schema, asOf: new Date().toISOString(), ...body }
  terminal.out(`${safeJson(document)}\n`)
}

export type { ContractClient }
