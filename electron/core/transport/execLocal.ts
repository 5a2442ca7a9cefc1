import { spawn } from 'node:child_process'
import { AppError } from '../../../shared/errors.ts'
import { throwIfAborted } from './deadline.ts'
import { OutputBuffer, timedOut } from './output.ts'
import type { ExecOptions, ExecResult } from './types.ts'

/** Runs a program of this computer with bounded output; it and its children are killed on abort and at the deadline. */
export function execLocal(
  program: string,
  args: readonly string[],
  options: ExecOptions & { env?: NodeJS.ProcessEnv | undefined },
): Promise<ExecResult> {
  const { signal, maxBytes = 1 << 20, timeoutMs = 30_000 } = options
  throwIfAborted(signal)
  const { promise, resolve, reject } = Promise.withResolvers<ExecResult>()
  const grouped = process.platform !== 'win32'
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: grouped,
    ...(options.env === undefined ? {} : { env: options.env }),
  })
  const stdout = new OutputBuffer(maxBytes)
  const stderr = new OutputBuffer(maxBytes)
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null) killTree(child.pid, grouped)
  }
  const finish = (settle: () => void) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    settle()
  }
  const onAbort = () => {
    kill()
    finish(() => reject(new AppError('cancelled', 'The command was cancelled.')))
  }
  const timer = setTimeout(() => {
    kill()
    finish(() => reject(timedOut(timeoutMs)))
  }, timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  child.stdout.on('data', (chunk: Buffer) => stdout.add(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk))
  // A program that ends without reading its input is no failure of ours: its exit code tells.
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(options.stdin ?? '')
  child.once('error', cause =>
    finish(() => reject(new AppError('transport.noExec', `${program} could not be started.`, { cause }))),
  )
  child.once('close', code =>
    finish(() =>
      resolve({
        stdout: stdout.text(),
        stderr: stderr.text(),
        code,
        truncated: stdout.truncated || stderr.truncated,
      }),
    ),
  )
  return promise
}

/** Kills a process, or the whole group that it leads; one that is gone already is what was wanted. */
export function killTree(pid: number, grouped: boolean, signalName: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(grouped ? -pid : pid, signalName)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
