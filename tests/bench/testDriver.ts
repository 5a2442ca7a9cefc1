import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { LabHost } from '../lab/index.ts'
import { inside } from '../lab/namespace.ts'

/** Reads a command a line and answers each with a line. */
const SCRIPT = `
import libvirt, sys, time
count = int(sys.argv[1])
connection = libvirt.open('test+unix:///default')
libvirt.registerErrorHandler(lambda *_: None, None)
machines = [connection.defineXML("<domain type='test'><name>storm-%04d</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
    "<os><type arch='x86_64'>hvm</type></os><devices><disk type='file' device='disk'><source file='/guests/storm-%d.qcow2'/>"
    "<target dev='vda' bus='virtio'/></disk></devices></domain>" % (index, index)) for index in range(count)]
print('ready', flush=True)
for line in sys.stdin:
    word, _, number = line.strip().partition(' ')
    start = time.perf_counter()
    for machine in machines[:int(number or 0)]:
        if word == 'storm':
            machine.create()
            machine.suspend()
        elif machine.isActive():
            machine.destroy()
    print(time.perf_counter() - start, flush=True)
`

/** A second client on a host's test:///default, whose machines all clients share; ends with its standard input. */
export class TestDriver implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface
  readonly #count: number

  private constructor(child: ChildProcess, reader: Interface, count: number) {
    this.#child = child
    this.#reader = reader
    this.#lines = reader[Symbol.asyncIterator]()
    this.#count = count
  }

  /** Defines so many machines, all shut off. */
  static async start(host: LabHost, count: number): Promise<TestDriver> {
    const [program = '', ...args] = inside(host.initPid, ['/usr/bin/python3', '-c', SCRIPT, String(count)])
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const driver = new TestDriver(child, createInterface(child.stdout), count)
    try {
      if ((await driver.#answer()) !== 'ready') throw new Error('the second client did not start')
      return driver
    } catch (error) {
      await driver[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Starts and pauses so many of the machines; resolves with the seconds that took. */
  async storm(count: number): Promise<number> {
    this.#child.stdin?.write(`storm ${count}\n`)
    return Number(await this.#answer())
  }

  /** Shuts all machines off again. */
  async calm(): Promise<void> {
    this.#child.stdin?.write(`calm ${this.#count}\n`)
    await this.#answer()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = this.#child.exitCode === null ? once(this.#child, 'exit') : null
    this.#child.stdin?.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(timer)
    this.#reader.close()
  }

  async #answer(): Promise<string> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('the second client ended')
    return value
  }
}
