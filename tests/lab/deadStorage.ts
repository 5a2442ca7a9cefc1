import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LabHost } from './host.ts'
import { inside } from './namespace.ts'

const MOUNT = `mkdir -p "$1" && exec 3<>/dev/fuse &&
  mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0,allow_other lab "$1" &&
  shift && exec "$@"`

/** A filesystem on a host whose server can stop answering, as a hard mount of a dead NFS server does. */
export interface DeadStorage extends AsyncDisposable {
  /** Nothing that is asked of it is answered from now on. */
  hang(): Promise<void>
  /** What was left unanswered is answered now. */
  revive(): Promise<void>
}

/** Mounts one with files of these names at a path of the host. Its end fails whatever still waits for it. */
export async function deadStorage(
  host: LabHost,
  path: string,
  files: readonly string[],
): Promise<DeadStorage> {
  const server = [process.execPath, join(import.meta.dirname, 'fuseServer.ts'), ...files]
  const [program = '', ...args] = inside(host.initPid, ['sh', '-c', MOUNT, 'mount', path, ...server])
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })
  const said = lines[Symbol.asyncIterator]()
  const next = async (): Promise<void> => {
    if ((await said.next()).done) throw new Error(`the filesystem at ${path} ended`)
  }
  const tell = async (what: string): Promise<void> => {
    child.stdin.write(`${what}\n`)
    await next()
  }
  await next()
  return {
    hang: () => tell('hang'),
    revive: () => tell('answer'),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
      await host.exec(['umount', '-l', path], { allowFailure: true })
    },
  }
}
