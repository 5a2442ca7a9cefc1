import { runCli } from '../cli/run.ts'
import { nodeTerminal } from '../cli/nodeTerminal.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

process.exitCode = await runCli(['serve', ...process.argv.slice(2)], {
  terminal: nodeTerminal,
  signal: stop.signal,
  env: process.env,
})
