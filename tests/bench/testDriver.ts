import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { LabHost } from '../lab/index.ts'
import { inside } from '../lab/namespace.ts'

/** Reads a command a line and answers each with a line. */
const SCRIPT = `
import libvirt, random, sys, time
def xml(index, text):
    return ("<domain type='test'><name>storm-%04d</name><uuid>00000007-0000-4000-8000-%012x</uuid><description>%s</description>"
        "<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os><devices>"
        "<disk type='file' device='disk'><source file='/guests/storm-%d.qcow2'/><target dev='vda' bus='virtio'/></disk>"
        "</devices></domain>" % (index, index, text, index))
def storm(started, paused, redefined):
    changed = list(range(started + redefined))
    random.Random(1).shuffle(changed)
    for index in changed:
        if index < started:
            machines[index].create()
            if index < paused:
                machines[index].suspend()
        else:
            connection.defineXML(xml(index, 'edited at %f' % time.time()))
def calm():
    for machine in machines:
        if machine.isActive():
            machine.destroy()
libvirt.registerErrorHandler(lambda *_: None, None)
connection = libvirt.open('test+unix:///default')
machines = [connection.defineXML(xml(index, 'as it was')) for index in range(int(sys.argv[1]))]
print('ready', flush=True)
for line in sys.stdin:
    word, *numbers = line.split()
    start = time.perf_counter()
    {'storm': storm, 'calm': calm}[word](*map(int, numbers))
    print(time.perf_counter() - start, flush=True)
`

/** How many machines a storm starts, how many of those it pauses too, and how many others it defines anew: an event each. */
export interface Storm {
  readonly started: number
  readonly paused: number
  readonly redefined: number
}

/** A second client on a host's test:///default, whose machines all clients share; ends with its standard input. */
export class TestDriver implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface

  private constructor(child: ChildProcess, reader: Interface) {
    this.#child = child
    this.#reader = reader
    this.#lines = reader[Symbol.asyncIterator]()
  }

  /** Defines so many machines, all shut off. */
  static async start(host: LabHost, count: number): Promise<TestDriver> {
    const [program = '', ...args] = inside(host.initPid, ['/usr/bin/python3', '-c', SCRIPT, String(count)])
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const driver = new TestDriver(child, createInterface(child.stdout))
    try {
      if ((await driver.#answer()) !== 'ready') throw new Error('the second client did not start')
      return driver
    } catch (error) {
      await driver[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Changes machines in an order that mixes them; resolves with the seconds that took. */
  async storm({ started, paused, redefined }: Storm): Promise<number> {
    this.#child.stdin?.write(`storm ${started} ${paused} ${redefined}\n`)
    return Number(await this.#answer())
  }

  /** Shuts all machines off again. */
  async calm(): Promise<void> {
    this.#child.stdin?.write('calm\n')
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
