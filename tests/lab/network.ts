import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailed, run } from './command.ts'
import { inside, type Namespace, startNamespace } from './namespace.ts'

/**
 * The lab's own switch: a bridge in a namespace of its own, with one cable to this machine. Addresses come
 * from 198.18.0.0/15, which RFC 2544 keeps for benches like this one.
 */
export class LabNetwork {
  /** Which of the 254 subnets this lab holds. */
  readonly subnet: number
  readonly #switch: Namespace

  private constructor(subnet: number, namespace: Namespace) {
    this.subnet = subnet
    this.#switch = namespace
  }

  /** Starts it; `onCable` hears the name of the one device in the root namespace as soon as there is one. */
  static async start(folder: string, onCable: (device: string) => void): Promise<LabNetwork> {
    mkdirSync(folder, { recursive: true })
    const namespace = await startNamespace({
      command: ['sleep', 'infinity'],
      logFile: join(folder, 'switch.log'),
      cgroups: [],
      env: {},
    })
    try {
      const enter = (...command: string[]) => run(inside(namespace.initPid, command))
      await enter('ip', 'link', 'add', 'br0', 'type', 'bridge')
      await enter('ip', 'link', 'set', 'br0', 'up')
      const subnet = await plugIn(namespace.initPid)
      onCable(cableName(subnet))
      await enter('ip', 'link', 'set', 'uplink', 'master', 'br0', 'up')
      // No address of its own making: it would come seconds after each time the cable is plugged in, and Chromium
      // gives up what it loads at that moment. A kernel without IPv6 makes none.
      const noAddress = ['ip', 'link', 'set', cableName(subnet), 'addrgenmode', 'none']
      await run(noAddress, { allowFailure: true })
      await run(['ip', 'address', 'add', `${clientAddress(subnet)}/24`, 'dev', cableName(subnet)])
      await run(['ip', 'link', 'set', cableName(subnet), 'up'])
      return new LabNetwork(subnet, namespace)
    } catch (error) {
      namespace.kill()
      throw error
    }
  }

  get namespace(): Namespace {
    return this.#switch
  }

  /** The address this machine has in the lab. */
  get clientAddress(): string {
    return clientAddress(this.subnet)
  }

  /** The address of the host with this number (1 to 250). */
  addressOf(number: number): string {
    if (number < 1 || number > 250) throw new RangeError(`a lab has at most 250 hosts, not ${number}`)
    return `198.18.${this.subnet}.${number}`
  }

  /** Gives the namespace of host `number` its eth0, plugged into the switch. */
  async plug(number: number, initPid: number): Promise<void> {
    const port = portName(number)
    const [here, there] = [String(this.#switch.initPid), String(initPid)]
    await run([
      'ip',
      'link',
      'add',
      port,
      'netns',
      here,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      there,
    ])
    await this.#enter('ip', 'link', 'set', port, 'master', 'br0', 'up')
  }

  /** Pulls or restores the cable between the switch and host `number`. */
  async setLink(number: number, state: 'up' | 'down'): Promise<void> {
    await this.#enter('ip', 'link', 'set', portName(number), state)
  }

  /** Pulls or restores the one cable between this machine and the switch: every host at once. */
  async setUplink(state: 'up' | 'down'): Promise<void> {
    await this.#enter('ip', 'link', 'set', 'uplink', state)
  }

  async #enter(...command: string[]): Promise<void> {
    await run(inside(this.#switch.initPid, command))
  }
}

const clientAddress = (subnet: number) => `198.18.${subnet}.254`
const portName = (number: number) => `host${number}`
const cableName = (subnet: number) => `novalab${subnet}`

/** Takes the first free subnet: making the device is what reserves it, so two labs never share one. */
async function plugIn(switchPid: number): Promise<number> {
  const routes = (await run(['ip', '-4', 'route', 'show', 'table', 'all'])).stdout
  for (let subnet = 1; subnet < 255; subnet += 1) {
    if (routes.includes(`198.18.${subnet}.`)) continue
    const peer = ['peer', 'name', 'uplink', 'netns', String(switchPid)]
    try {
      await run(['ip', 'link', 'add', cableName(subnet), 'type', 'veth', ...peer])
      return subnet
    } catch (error) {
      if (!(error instanceof CommandFailed) || !error.message.includes('File exists')) throw error
    }
  }
  throw new Error('every subnet of the lab is taken')
}
