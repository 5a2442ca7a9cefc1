import { fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KeychainProcess } from './processKeychain.ts'

/** The file to start: beside this one as a source, beside the shells once built. */
export function keychainProgram(here = fileURLToPath(import.meta.url)): string {
  const out = join('out', 'main')
  const at = here.lastIndexOf(out)
  return at < 0 || here.endsWith('.ts')
    ? join(dirname(here), 'program.ts')
    : join(here.slice(0, at), out, 'keychain.js')
}

/** A process of the Node that this one runs on; `env` tells it where the keychain is. */
export function forkKeychain(
  env: NodeJS.ProcessEnv = process.env,
  program = keychainProgram(),
): KeychainProcess {
  // Bytes stay bytes on their way; nothing it could write is anybody's to read.
  const child = fork(program, [], {
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return {
    send: ask => void child.send(ask, () => undefined),
    onTold: listener => void child.on('message', listener),
    onEnded: listener => void child.once('exit', listener).once('error', listener),
    kill: () => void child.kill('SIGKILL'),
  }
}
