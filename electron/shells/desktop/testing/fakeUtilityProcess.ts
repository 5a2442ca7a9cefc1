import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'

/** Gives a process of Node the port that Electron gives its own. */
const parentPort = `process.parentPort = {
  once: (name, listener) => process.once(name, data => listener({ data })),
  postMessage: message => process.send(message),
}
process.once('disconnect', () => process.exit())`

class FakeUtilityProcess extends EventEmitter {
  readonly #child: ReturnType<typeof fork>
  constructor(path: string, args: string[]) {
    super()
    this.#child = fork(path, args, {
      execArgv: ['--import', `data:text/javascript,${encodeURIComponent(parentPort)}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('message', message => this.emit('message', message))
    this.#child.once('exit', code => this.emit('exit', code))
  }
  postMessage(message: object) {
    this.#child.send(message, () => undefined)
  }
  kill() {
    return this.#child.kill()
  }
}

/** `utilityProcess` of Electron, by a process of Node. */
export const utilityProcess = {
  fork: (path: string, args: string[] = []) => new FakeUtilityProcess(path, args),
}
