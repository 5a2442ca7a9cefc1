import { nodeTerminal } from './nodeTerminal.ts'
import { runCli } from './run.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stop.abort(new DOMException('Interrupted.', 'AbortError')))
// A reader that goes away (| head) is an end, not a failure.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: nodeTerminal,
  signal: stop.signal,
  env: process.env,
})
