import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { run, waitFor } from './command.ts'
import { removeLeftovers } from './folder.ts'
import { type Lab, startLab } from './lab.ts'
import { isAlive, signal } from './processes.ts'
import { LabUnavailable, labRequirements } from './requirements.ts'
import { type LabStatus, publishedLabs, publishStatus } from './status.ts'

const USAGE = `node tests/lab/main.ts up [--hosts 2] [--guests few|none] [--name NAME]   start a lab that stays
node tests/lab/main.ts hold [same options]   the same, until this process is told to end:
     --json prints the status as one line, --leash ends it with its standard input, --settled waits for
     the guests' addresses first, --owner UID:GID gives the key to that user
node tests/lab/main.ts status [--json]       what labs there are and how to reach their hosts
node tests/lab/main.ts down [NAME]           end that lab, or every one that \`up\` started
`
const START_TIMEOUT_MS = 300_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hosts: { type: 'string', default: '2' },
    guests: { type: 'string', default: 'few' },
    name: { type: 'string', default: 'up' },
    leash: { type: 'boolean', default: false },
    settled: { type: 'boolean', default: false },
    owner: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const print = (text: string) => process.stdout.write(`${text}\n`)

function describe(status: LabStatus): string {
  const hosts = status.hosts.map(host => `  ${host.name}  ${host.uri}  ${host.hostKeyFingerprint}`)
  return [
    `${status.name} (held by process ${status.pid}), key ${status.identityFile}, ssh: ${status.sshCommand}`,
    ...hosts,
  ].join('\n')
}

async function hold(): Promise<void> {
  const hosts = Number(values.hosts)
  const guests = values.guests === 'none' ? 'none' : 'few'
  const lab = await startLab({ hosts, guests, name: values.name })
  if (values.settled) await addressesGiven(lab)
  const status = publishStatus(lab, values.name)
  if (values.owner !== undefined) await run(['chown', values.owner, lab.folder, ...lab.clientFiles])
  print(values.json ? JSON.stringify(status) : describe(status))
  // The namespaces end with this process; the signal that ends it clears the rest away.
  if (!values.leash) setInterval(() => {}, 60_000)
  else process.stdin.on('end', () => process.exit()).resume()
}

/** Waits until every booted guest has an address: two minutes at most, for a fleet that looks alive. */
async function addressesGiven(lab: Lab): Promise<void> {
  const deadline = performance.now() + 120_000
  for (const host of lab.hosts) {
    const leases = async () => (await host.virsh(['net-dhcp-leases', 'default'])).match(/ipv4/g)?.length ?? 0
    while ((await leases()) < 2 && performance.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 500))
    }
  }
}

async function up(): Promise<void> {
  if (publishedLabs().some(status => status.name === values.name)) {
    throw new Error(`a lab named ${values.name} is up already; --name starts another`)
  }
  const { hosts, guests, name } = values
  const args = [import.meta.filename, 'hold', '--hosts', hosts, '--guests', guests, '--name', name]
  const holder = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit'] })
  const mine = () => publishedLabs().find(status => status.pid === holder.pid)
  await waitFor(
    'the lab',
    () => {
      if (holder.exitCode !== null) throw new Error('the lab did not start; see above')
      return mine() !== undefined
    },
    START_TIMEOUT_MS,
    100,
  )
  holder.unref()
  print(describe(mine() as LabStatus))
}

async function down(name: string | undefined): Promise<void> {
  for (const status of publishedLabs().filter(lab => lab.name === (name ?? 'up'))) {
    signal(status.pid, 'SIGTERM')
    await waitFor(`${status.name} to end`, () => !isAlive(status.pid, status.startTime))
    print(`${status.name} has ended`)
  }
  for (const folder of removeLeftovers()) print(`cleared what was left in ${folder}`)
}

function status(): void {
  const labs = publishedLabs()
  if (values.json) {
    print(JSON.stringify(labs, null, 2))
    return
  }
  print(labs.length > 0 ? labs.map(describe).join('\n') : 'no lab is up')
  for (const missing of labRequirements()) print(`missing for a lab: ${missing}`)
}

try {
  const [verb, name] = positionals
  if (verb === 'up') await up()
  else if (verb === 'hold') await hold()
  else if (verb === 'down') await down(name)
  else if (verb === 'status') status()
  else {
    process.stderr.write(USAGE)
    process.exitCode = values.help ? 0 : 2
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof LabUnavailable ? 3 : 1
}
