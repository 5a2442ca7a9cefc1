import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { AppError } from '../../../shared/errors.ts'
import { fromCallError } from '../../../shared/contract/client.ts'
import { losesMemory } from '../../../shared/models/actCare.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { version } from '../../core/version.ts'
import type { CommandContext, CommandResult } from './command.ts'
import { backupCommands, configCommands } from './dataCommands.ts'
import { exitCode, exitCodeOf } from './exitCodes.ts'
import { extraHint, hintFor } from './hints.ts'
import { printable, type Terminal } from './terminal.ts'

/** What the program needs from outside; tests give their own. */
export interface ProgramOptions {
  terminal: Terminal
  /** Runs one command with an open-once core and closes it afterwards. */
  run(command: (context: CommandContext) => CommandResult): Promise<number>
}

const collect = (value: string, former: string[] | undefined) => [...(former ?? []), value]

function seconds(value: string): number {
  const number = Number(value)
  if (!Number.isFinite(number) || number < 1 || number > 3600)
    throw new InvalidArgumentError('1 to 3600 seconds.')
  return number
}

function port(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('0 to 65535.')
  return number
}

/** What a verb does, and what others call it: virsh, or a person in haste. */
const verbs: readonly [name: string, action: MachineAction, words: string, alias?: string][] = [
  ['start', 'start', 'start machines'],
  ['shutdown', 'shutdown', 'ask the guests to shut down and wait until they have', 'stop'],
  ['reboot', 'reboot', 'ask the guests to reboot'],
  ['reset', 'reset', 'press the reset button: unsaved data in the guest is lost'],
  ['force-off', 'forceOff', 'pull the plug: unsaved data in the guest is lost', 'destroy'],
  ['pause', 'pause', 'stop the virtual CPUs', 'suspend'],
  ['resume', 'resume', 'let the virtual CPUs run again'],
  [
    'save',
    'save',
    'keep the memory on the host’s disk and stop; the next start goes on from there',
    'managedsave',
  ],
  ['autostart', 'autostartOn', 'start machines with their host'],
  ['no-autostart', 'autostartOff', 'do not start machines with their host'],
]

function hostCommands(
  program: Command,
  act: (command: (context: CommandContext) => CommandResult) => Promise<void>,
) {
  const host = program.command('host').description('the hosts of the fleet')
  host
    .command('add <uri>')
    .description('add a host by its libvirt URI, or user@host over SSH, and connect to it once')
    .option('--name <name>', 'how the host is called (default: from the URI)')
    .option('--site <path>', 'site to put it in, e.g. "Frankfurt/Rack 3"; made if missing')
    .option('--identity <file>', 'private key file (repeatable)', collect)
    .option('--credential <name>', 'credential of the vault to log in with')
    .option(
      '--jump <host>',
      'jump host, user@host:port or an ssh config alias (repeatable, in order)',
      collect,
    )
    .option('--accept-new-key <fingerprint>', 'SHA256:… of a host key to trust (repeatable)', collect)
    .addOption(
      new Option('--transport <kind>', 'SSH inside or the system’s ssh').choices(['builtin', 'openssh']),
    )
    .option('--compress', 'compress what goes over SSH: for slow links')
    .option('--read-only', 'open libvirt read-only: the daemon refuses changes')
    .option('--no-connect', 'store it without connecting')
    .option('--json', 'print one JSON document')
    .action((uri: string, options) =>
      act(async context => (await import('./commands/hostAdd.ts')).hostAdd(uri, options, context)),
    )
  host
    .command('list')
    .alias('ls')
    .description('list the hosts with their state')
    .option('--offline', 'do not connect: what is stored')
    .option('--json', 'print one JSON document')
    .action(options => act(async context => (await import('./commands/hosts.ts')).hostList(options, context)))
  host
    .command('show <name>')
    .description('show one host: how it stands, what it has, how it is reached')
    .option('--offline', 'do not connect: what is stored')
    .option('--json', 'print one JSON document')
    .action((name: string, options) =>
      act(async context => (await import('./commands/hostShow.ts')).hostShow(name, options, context)),
    )
  host
    .command('test <name-or-uri>')
    .description('diagnose a connection stage by stage; changes nothing')
    .option('--identity <file>', 'private key file for a URI (repeatable)', collect)
    .option('--jump <host>', 'jump host for a URI (repeatable, in order)', collect)
    .option('--json', 'print one JSON document')
    .action((name: string, options) =>
      act(async context => (await import('./commands/hostTest.ts')).hostTest(name, options, context)),
    )
  host
    .command('connect <name>')
    .description('connect a stored host once and say how it stands')
    .option('--accept-new-key <fingerprint>', 'SHA256:… of a host key to trust (repeatable)', collect)
    .option(
      '--accept-changed-key <fingerprint>',
      'SHA256:… of a host key to trust instead of the one known (repeatable)',
      collect,
    )
    .option(
      '--accept-destination <digest>',
      'send the credential to where the host was changed to outside NovaCron, as the refusal names it',
    )
    .option('--json', 'print one JSON document')
    .action((name: string, options) =>
      act(async context => (await import('./commands/hostConnect.ts')).hostConnect(name, options, context)),
    )
  host
    .command('remove <name>')
    .description('forget a host and everything stored of it')
    .action((name: string) =>
      act(async context => (await import('./commands/hosts.ts')).hostRemove(name, context)),
    )
}

function machineCommands(
  program: Command,
  act: (command: (context: CommandContext) => CommandResult) => Promise<void>,
) {
  const vm = program.command('vm').description('the machines of the fleet')
  vm.command('list')
    .alias('ls')
    .description('list machines')
    .option('--where <query>', 'only those that match, e.g. "state:running memory>=8GiB" (docs/query.md)')
    .option('--host <name>', 'only of this host')
    .option('--offline', 'do not connect: the last known facts')
    .option('--json', 'print one JSON document')
    .action(options => act(async context => (await import('./commands/vmList.ts')).vmList(options, context)))
  vm.command('show <name>')
    .description('show one machine by name, host/name or UUID')
    .option('--host <name>', 'look on this host only')
    .option('--xml', 'print its definition')
    .option('--offline', 'do not connect: the last known facts')
    .option('--json', 'print one JSON document')
    .action((name: string, options) =>
      act(async context => (await import('./commands/vmShow.ts')).vmShow(name, options, context)),
    )
  for (const [name, action, words, alias] of verbs) {
    const verb = vm
      .command(`${name} [names...]`)
      .description(words)
      .option('--where <query>', 'also every machine that matches')
      .option('--host <name>', 'on this host only')
      .option('--dry-run', 'show what would happen, change nothing')
      .option('--json', 'print one JSON document')
    if (alias !== undefined) verb.alias(alias)
    if (losesMemory.has(action))
      verb.option('--confirm <name...>', 'name a chosen machine again, where the policies want it')
    if (action === 'shutdown')
      verb.option('--timeout <seconds>', 'how long a guest may take (default 120)', seconds)
    verb.action((names: string[], options) =>
      act(async context =>
        (await import('./commands/vmOperate.ts')).vmOperate(action, names, options, context),
      ),
    )
  }
}

function count(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 100_000)
    throw new InvalidArgumentError('1 to 100000.')
  return number
}

function auditCommands(
  program: Command,
  act: (command: (context: CommandContext) => CommandResult) => Promise<void>,
) {
  const audit = program.command('audit').description('who did what, and whether the log of it is whole')
  const filtered = (command: Command) =>
    command
      .option('--person <name>', 'only of this person')
      .option('--act <name>', 'only this act, or all of an area: machines')
      .option('--result <result>', 'only done, refused, failed or seen')
      .option('--host <name>', 'only on this host')
      .option('--machine <name>', 'only on this machine')
      .option('--text <text>', 'only with this text')
      .option('--since <time>', 'a time span back (24h, 7d) or an ISO 8601 time')
      .option('--until <time>', 'a time span back or an ISO 8601 time')
  filtered(audit.command('list').description('entries, newest first'))
    .option('--limit <count>', 'at most so many', count, 100)
    .option('--json', 'print one JSON document')
    .action(options =>
      act(async context => (await import('./commands/audit.ts')).auditList(options, context)),
    )
  audit
    .command('verify')
    .description('check every entry, the order and the signatures')
    .option('--anchor <seq:hash>', 'an entry’s hash as it was noted down elsewhere')
    .option('--json', 'print one JSON document')
    .action(options =>
      act(async context => (await import('./commands/audit.ts')).auditVerify(options, context)),
    )
  filtered(audit.command('export').description('print everything that fits, oldest first'))
    .addOption(new Option('--format <format>', 'document kind').choices(['jsonl', 'csv']).default('jsonl'))
    .action(options =>
      act(async context => (await import('./commands/audit.ts')).auditExport(options, context)),
    )
}

function peopleCommands(
  program: Command,
  act: (command: (context: CommandContext) => CommandResult) => Promise<void>,
) {
  const people = program.command('people').description('who uses this installation')
  people
    .command('setup')
    .description('choose, once, who uses this installation; prints a recovery key')
    .option('--name <name>', 'several people: the name that the owner signs in with')
    .option('--display-name <name>', 'how the owner is shown')
    .addOption(
      new Option('--just-me <unlock>', 'one person of this computer, unlocked by').choices([
        'keychain',
        'passphrase',
        'none',
      ]),
    )
    .option('--passphrase-file <file>', 'read the passphrase from a file that only you can read')
    .action(options =>
      act(async context => (await import('./commands/people.ts')).peopleSetup(options, context)),
    )
  people
    .command('list')
    .description('list the accounts')
    .option('--json', 'print one JSON document')
    .action(options =>
      act(async context => (await import('./commands/people.ts')).peopleList(options, context)),
    )
  people
    .command('add <name>')
    .description('make an account; its passphrase is changed at the first sign-in')
    .option('--display-name <name>', 'how the person is shown')
    .option('--passphrase-file <file>', 'read the passphrase from a file that only you can read')
    .action((name: string, options) =>
      act(async context => (await import('./commands/people.ts')).peopleAdd(name, options, context)),
    )
  for (const [verb, disabled, words] of [
    ['disable', true, 'keep somebody out; nothing of theirs is lost'],
    ['enable', false, 'let somebody in again'],
  ] as const)
    people
      .command(`${verb} <name>`)
      .description(words)
      .action((name: string) =>
        act(async context => (await import('./commands/people.ts')).peopleDisable(name, disabled, context)),
      )
  const session = program.command('session').description('who is signed in')
  session
    .command('list')
    .description('list the open sessions: your own, or everybody’s where you may')
    .option('--json', 'print one JSON document')
    .action(options =>
      act(async context => (await import('./commands/sessions.ts')).sessionList(options, context)),
    )
  session
    .command('end <id>')
    .description('end a session, by its id or the beginning of it')
    .action((id: string) =>
      act(async context => (await import('./commands/sessions.ts')).sessionEnd(id, context)),
    )
}

/** The command line's grammar; every command answers `--help`. */
export function createProgram({ terminal, run }: ProgramOptions): { parse(args: string[]): Promise<number> } {
  let code: number = exitCode.ok
  let typed: readonly string[] = []
  const act = async (command: (context: CommandContext) => CommandResult) => {
    code = await run(command)
  }
  const program = new Command('novacron')
    .description('The console for people who run many libvirt hosts.')
    .version(version, '-V, --version', 'print the version')
    .showHelpAfterError('(add --help for the options)')
    .configureOutput({
      writeOut: text => terminal.out(text),
      writeErr: text => terminal.err(text),
      outputError(text, write) {
        const hint = text.startsWith('error: unknown command')
          ? hintFor(program, typed)
          : /^error: (too many arguments|unknown option)/.test(text)
            ? extraHint(program, typed)
            : null
        // The hint knows more than the likeness of two words, which reads “host” out of “list”.
        write(hint === null ? text : `${text.split('\n')[0]}\n(${printable(hint)})\n`)
      },
    })
    .exitOverride()
  program.addHelpText(
    'after',
    '\nNOVACRON_HOME names the data folder. Exit codes and JSON documents: docs/cli.md, docs/json.md.',
  )
  hostCommands(program, act)
  machineCommands(program, act)
  peopleCommands(program, act)
  auditCommands(program, act)
  program
    .command('top')
    .description('running machines by CPU, live')
    .option('--once', 'print one picture and end')
    .option('--json', 'print JSON documents')
    .action(options => act(async context => (await import('./commands/top.ts')).top(options, context)))
  program
    .command('export')
    .description('print the inventory as one document')
    .addOption(
      new Option('--format <format>', 'document kind').choices(['json', 'csv', 'markdown']).default('json'),
    )
    .option('--where <query>', 'only machines that match')
    .option('--host <name>', 'only of this host')
    .option('--offline', 'do not connect: the last known facts')
    .action(options => act(async context => (await import('./commands/vmList.ts')).vmList(options, context)))
  program
    .command('changes')
    .description('what changed on the hosts, newest first')
    .option('--since <time>', 'a time span back (24h, 7d) or an ISO 8601 time', '24h')
    .option('--host <name>', 'only of this host')
    .option('--offline', 'do not connect: what was seen up to now')
    .option('--json', 'print one JSON document')
    .action(options =>
      act(async context => (await import('./commands/changes.ts')).changes(options, context)),
    )
  configCommands(program, act)
  backupCommands(program, act)
  program
    .command('serve')
    .description('serve the interface on 127.0.0.1 and print a link that signs in once')
    .option('--port <port>', 'port; 0 for a free one', port, 0)
    .option('--open', 'open the link in the browser')
    .action(options => act(async context => (await import('./commands/serve.ts')).serve(options, context)))
  const inherit = (command: Command) => {
    for (const child of command.commands) {
      child.copyInheritedSettings(command)
      inherit(child)
    }
  }
  inherit(program)
  return {
    async parse(args) {
      typed = args
      try {
        await program.parseAsync(args, { from: 'user' })
        return code
      } catch (thrown) {
        return reportError(thrown, terminal)
      }
    },
  }
}

/** Tells an error to the person and gives its exit code; never a stack, never a secret. */
export function reportError(thrown: unknown, terminal: Terminal): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCode.ok : exitCode.usage
  const error = fromCallError(thrown)
  if (error instanceof AppError) {
    terminal.err(`novacron: ${printable(error.message)}\n`)
    const position = error.data?.position
    const text = error.data?.text
    if (typeof position === 'number' && typeof text === 'string' && !/[\r\n]/.test(text))
      terminal.err(`  ${printable(text)}\n  ${' '.repeat(position)}^\n`)
    if (error.next) terminal.err(`  ${printable(error.next)}\n`)
    return exitCodeOf(error.code)
  }
  if (error instanceof Error && error.name === 'AbortError') return exitCode.cancelled
  terminal.err(
    `novacron: an internal error: ${error instanceof Error ? printable(error.message) : 'unknown'}\n`,
  )
  terminal.err('  Run it again with NOVACRON_LOG=debug and report what it prints.\n')
  return exitCode.internal
}
