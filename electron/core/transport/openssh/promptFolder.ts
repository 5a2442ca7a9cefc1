import { constants, type FSWatcher, watch } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../dial.ts'
import { askpassScript, hostKeyScript } from './promptScripts.ts'

const QUESTION_BYTES_MAX = 64 << 10
/** How long a script that was answered may take to read. */
const READER_TRIES = 200

/** What ssh asks. */
export type Prompt =
  | { kind: 'secret'; text: string }
  /** Wants yes or no, e.g. use of an agent key. */
  | { kind: 'confirm'; text: string }
  /** Wants nothing but to be seen, e.g. "touch your security key". */
  | { kind: 'notice'; text: string }
  | { kind: 'hostKey'; reason: string; name: string; algorithm: string; publicKey: string }

/**
 * Answers the questions of ssh's helper scripts. `onPrompt` gives the answer's text, or null for none.
 * Watches its folder until closed.
 */
export class PromptFolder {
  readonly askpass: string
  readonly hostKeyCommand: string
  readonly #folder: string
  readonly #onPrompt: (prompt: Prompt) => Promise<string | null>
  readonly #onError: (error: unknown) => void
  readonly #seen = new Set<string>()
  #watcher: FSWatcher | undefined
  #closed = false

  constructor(
    folder: string,
    onPrompt: (prompt: Prompt) => Promise<string | null>,
    onError: (error: unknown) => void,
  ) {
    this.askpass = join(folder, 'askpass')
    this.hostKeyCommand = join(folder, 'hostkey')
    this.#folder = join(folder, 'ask')
    this.#onPrompt = onPrompt
    this.#onError = onError
  }

  /** Writes the scripts and begins to watch. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { mode: 0o700 })
    await writeFile(this.askpass, askpassScript, { mode: 0o700 })
    await writeFile(this.hostKeyCommand, hostKeyScript, { mode: 0o700 })
    this.#watcher = watch(this.#folder, (_event, name) => {
      if (name?.endsWith('.question')) this.#take(name)
    })
    this.#watcher.on('error', this.#onError)
    for (const name of await readdir(this.#folder)) if (name.endsWith('.question')) this.#take(name)
  }

  close(): void {
    this.#closed = true
    this.#watcher?.close()
  }

  #take(name: string): void {
    if (this.#closed || this.#seen.has(name)) return
    this.#seen.add(name)
    this.#answer(join(this.#folder, name)).catch((error: unknown) => {
      // A question whose script has ended meanwhile wants no answer.
      if (!this.#closed && errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EPIPE') this.#onError(error)
    })
  }

  async #answer(path: string): Promise<void> {
    const text = (await readFile(path, 'utf8')).slice(0, QUESTION_BYTES_MAX)
    await rm(path)
    const prompt = parsePrompt(text)
    const answer = await this.#onPrompt(prompt)
    const lines = prompt.kind === 'hostKey' ? `${answer ?? ''}\n\n` : answer === null ? '-\n' : `+${answer}\n`
    await writeFifo(path.replace(/question$/, 'answer'), lines, () => this.#closed)
  }
}

/** Reads a question file as the scripts write it. */
export function parsePrompt(text: string): Prompt {
  const [kind, second = '', ...rest] = text.split('\n')
  if (kind === 'hostKey') {
    const [name = '', algorithm = '', publicKey = ''] = rest
    return { kind, reason: second, name, algorithm, publicKey }
  }
  const words = rest.join('\n')
  if (second === 'confirm') return { kind: 'confirm', text: words }
  return second === 'none' ? { kind: 'notice', text: words } : { kind: 'secret', text: words }
}

/** Writes to a FIFO without ever waiting inside the kernel for its reader. */
async function writeFifo(path: string, text: string, stopped: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < READER_TRIES && !stopped(); attempt++) {
    try {
      const file = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
      try {
        await file.writeFile(text)
      } finally {
        await file.close()
      }
      return
    } catch (error) {
      // ENXIO: the script hasn't opened its end yet.
      if (errorCode(error) !== 'ENXIO') throw error
    }
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
