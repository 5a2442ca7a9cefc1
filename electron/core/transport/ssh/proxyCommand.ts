import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { killTree } from '../execLocal.ts'
import { printable } from '../facts.ts'
import { OutputBuffer } from '../output.ts'
import { JoinedStream } from './joinedStream.ts'

/**
 * Starts ssh config's ProxyCommand through the user's shell, as ssh does, and gives its input and
 * output as one stream. The whole process group ends with the stream.
 */
export async function startProxyCommand(command: string, signal: AbortSignal): Promise<Duplex> {
  const windows = process.platform === 'win32'
  const shell = windows ? (process.env.ComSpec ?? 'cmd.exe') : (process.env.SHELL ?? '/bin/sh')
  const child = spawn(shell, windows ? ['/d', '/s', '/c', command] : ['-c', `exec ${command}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: !windows,
    windowsVerbatimArguments: windows,
  })
  const stderr = new OutputBuffer(4_096)
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.once('spawn', resolve)
  child.once('error', cause => reject(notStarted(command, cause)))
  await promise
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null) killTree(child.pid, !windows, 'SIGTERM')
  }
  if (signal.aborted) kill()
  // Its exit says why it ended, and comes after the end of its output.
  const stream = new JoinedStream(child.stdout, child.stdin, kill, false)
  child.stdin.on('error', () => child.stdin.destroy())
  child.once('close', code => {
    const words = printable(stderr.text())
    if (code === 0 && stream.answered) stream.peerClosed()
    else stream.destroy(ended(command, code, words))
  })
  return stream
}

function notStarted(command: string, cause: unknown): AppError {
  return new AppError('tcp.unreachable', `The proxy command could not be started: ${printable(command)}.`, {
    next: 'Check ProxyCommand in your ssh config.',
    data: { stage: 'tcp', command: printable(command) },
    cause,
  })
}

function ended(command: string, code: number | null, words: string): AppError {
  return new AppError(
    'tcp.unreachable',
    `The proxy command ended with ${code ?? 'a signal'}${words === '' ? '' : `: ${words}`}.`,
    {
      next: `Run it by hand to see why: ${printable(command)}`,
      data: { stage: 'tcp', command: printable(command), code, said: words },
    },
  )
}
