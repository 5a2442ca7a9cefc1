import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Terminal } from '../cli/terminal.ts'
import { runCli } from '../cli/run.ts'

/** What one command line printed and returned. */
export interface CliResult {
  code: number
  out: string
  err: string
}

/** A data folder of its own with a command line on it. */
export class TestCli implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'novacron-cli-'))

  /** Runs one command line in this process; `answers` are what a person types, in order. */
  async run(
    args: string[],
    options: {
      answers?: string[]
      signal?: AbortSignal
      env?: Record<string, string>
      /** Prints to a screen of so many instead of a pipe. */
      columns?: number
    } = {},
  ): Promise<CliResult> {
    const result: CliResult = { code: -1, out: '', err: '' }
    const answers = [...(options.answers ?? [])]
    const terminal: Terminal = {
      out(text) {
        result.out += text
      },
      err(text) {
        result.err += text
      },
      interactive: options.answers !== undefined,
      screen: options.columns !== undefined,
      columns: options.columns ?? 120,
      rows: 24,
      async ask(question) {
        result.err += question
        return answers.shift() ?? null
      },
    }
    result.code = await runCli(args, {
      terminal,
      signal: options.signal ?? new AbortController().signal,
      env: { NOVACRON_HOME: this.folder, ...options.env },
    })
    return result
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
