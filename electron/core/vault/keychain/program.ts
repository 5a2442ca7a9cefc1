import { isMainThread, parentPort as thread, Worker } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { carryOut } from './library.ts'
import type { KeychainAsk, KeychainTold } from './messages.ts'

/** What Electron gives its utility processes instead of a channel of Node's. */
interface ParentPort {
  once(event: 'message', listener: (event: { data: KeychainAsk }) => void): void
  postMessage(told: KeychainTold): void
}

// The process of a keychain: whoever started it asks it one question, and ends it.
const { parentPort } = process as { parentPort?: ParentPort }
if (!isMainThread) {
  thread?.once('message', (ask: KeychainAsk) => void carryOut(ask, told => thread?.postMessage(told)))
} else if (parentPort !== undefined) {
  parentPort.once('message', ({ data }) => void carryOut(data, told => parentPort.postMessage(told)))
} else {
  // The library may block the thread that asks it: this one stays free to hear that nobody is left to answer to. An
  // ordinary exit would wait for the library's own threads.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.once('message', (ask: KeychainAsk) => {
    const asking = new Worker(fileURLToPath(import.meta.url))
    asking.on('message', (told: KeychainTold) => {
      process.send?.(told)
      if ('done' in told) told.done?.fill(0)
    })
    asking.postMessage(ask)
    ask.secret?.fill(0)
  })
}
