import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, waitFor } from '../index.ts'

/**
 * A small disk of its own, in a mount namespace that a leashed process holds: whoever runs `inside` sees it,
 * and it is gone with that process, however this one ends.
 */
export class SmallDisk implements AsyncDisposable {
  /** Where it is mounted, for those inside. */
  readonly path: string
  readonly #holder: ChildProcess

  private constructor(path: string, holder: ChildProcess) {
    this.path = path
    this.#holder = holder
  }

  static async mount(size: string): Promise<SmallDisk> {
    const path = mkdtempSync(join(tmpdir(), 'novacron-disk-'))
    const script = `mount -t tmpfs -o size=${size} tmpfs '${path}' && touch '${path}/ready' && exec sleep infinity`
    const leash = [
      '--pdeathsig',
      'KILL',
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-ec',
      script,
    ]
    const disk = new SmallDisk(path, spawn('setpriv', leash, { stdio: 'ignore' }))
    await waitFor('the small disk', () => existsSync(disk.seen('ready')))
    return disk
  }

  /** Put before a program that is to see it. */
  get inside(): string[] {
    return ['nsenter', '-t', String(this.#holder.pid), '-m', '--']
  }

  /** A path on it as this process sees it. */
  seen(...parts: string[]): string {
    return join(`/proc/${this.#holder.pid}/root`, this.path, ...parts)
  }

  async remount(how: 'ro' | 'rw'): Promise<void> {
    await run([...this.inside, 'mount', '-o', `remount,${how}`, this.path])
  }

  /** Takes all the space that is left. */
  async fill(): Promise<void> {
    await run([...this.inside, 'dd', 'if=/dev/zero', `of=${this.path}/ballast`, 'bs=4k'], {
      allowFailure: true,
    })
  }

  free(): void {
    rmSync(this.seen('ballast'), { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#holder.exitCode === null && this.#holder.signalCode === null) {
      const exited = once(this.#holder, 'exit')
      this.#holder.kill('SIGKILL')
      await exited
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10 })
  }
}
