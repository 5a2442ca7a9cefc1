import { carryOut } from './library.ts'
import type { KeychainAsk, KeychainTold } from './messages.ts'

/** What Electron gives its utility processes instead of a channel of Node's. */
interface ParentPort {
  once(event: 'message', listener: (event: { data: KeychainAsk }) => void): void
  postMessage(told: KeychainTold): void
}

// The process of a keychain: whoever started it asks it one question, and ends it.
const { parentPort } = process as { parentPort?: ParentPort }
if (parentPort !== undefined) {
  parentPort.once('message', ({ data }) => void carryOut(data, told => parentPort.postMessage(told)))
} else {
  process.once('disconnect', () => process.exit())
  process.once('message', (ask: KeychainAsk) => void carryOut(ask, told => process.send?.(told)))
}
