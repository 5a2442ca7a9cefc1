import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Terminal } from './terminal.ts'

/** The process's own terminal. Questions go to standard error, so that output stays clean for pipes. */
export const nodeTerminal: Terminal = {
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
  drained: () =>
    new Promise(resolve => {
      const { stdout } = process
      if (!stdout.writableNeedDrain || stdout.destroyed) return resolve()
      const done = () => {
        for (const event of ['drain', 'close', 'error']) stdout.off(event, done)
        resolve()
      }
      for (const event of ['drain', 'close', 'error']) stdout.once(event, done)
    }),
  get interactive() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true
  },
  get screen() {
    return process.stdout.isTTY === true
  },
  get columns() {
    return process.stdout.columns || 120
  },
  get rows() {
    return process.stdout.rows || 40
  },
  async ask(question, echo) {
    if (!this.interactive) return null
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
    // Before the question stands there: what is typed as soon as it does must not be shown by the terminal itself.
    const lines = createInterface({
      input: process.stdin,
      output: echo ? process.stderr : silent,
      terminal: true,
    })
    if (!echo) process.stderr.write(question)
    try {
      return await lines.question(echo ? question : '')
    } finally {
      lines.close()
      if (!echo) process.stderr.write('\n')
    }
  },
}
