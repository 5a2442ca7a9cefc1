import type { Command } from 'commander'
import type { CommandContext, CommandResult } from './command.ts'

type Act = (command: (context: CommandContext) => CommandResult) => Promise<void>

/** `novacron config …`: every setting by its key. */
export function configCommands(program: Command, act: Act): void {
  const config = program.command('config').description('the settings, by section.name')
  const placed = (command: Command) =>
    command
      .option('--site <path>', 'as this site says it, e.g. "Frankfurt / Rack 3"')
      .option('--host <name>', 'as this host says it')
  placed(config.command('list [section]').description('every setting with its value and who says it'))
    .option('--json', 'print one JSON document')
    .action((section: string | undefined, options) =>
      act(async context => (await import('./commands/config.ts')).configList(section, options, context)),
    )
  placed(config.command('get <key>').description('print one value as JSON')).action((key: string, options) =>
    act(async context => (await import('./commands/config.ts')).configGet(key, options, context)),
  )
  placed(
    config.command('set <key> <value>').description('say a value; JSON, or a plain word for a text'),
  ).action((key: string, value: string, options) =>
    act(async context => (await import('./commands/config.ts')).configSet(key, value, options, context)),
  )
  placed(config.command('reset [key]').description('take back a value'))
    .option('--section <section>', 'everything that the installation says of a section')
    .option('--all', 'everything that the installation says')
    .action((key: string | undefined, options) =>
      act(async context => (await import('./commands/config.ts')).configReset(key, options, context)),
    )
  config
    .command('export')
    .description('print the settings, of sites and hosts too, and the policies; no secrets')
    .action(() => act(async context => (await import('./commands/config.ts')).configExport(context)))
  config
    .command('import <file>')
    .description('take over what “config export” printed')
    .option('--dry-run', 'show what would change, change nothing')
    .action((file: string, options) =>
      act(async context => (await import('./commands/config.ts')).configImport(file, options, context)),
    )
}

/** `novacron backup …`: back-ups of the data folder. */
export function backupCommands(program: Command, act: Act): void {
  const backup = program.command('backup').description('back-ups of the program’s own data (docs/backup.md)')
  const proven = (command: Command) =>
    command.option('--passphrase-file <file>', 'its first line is the passphrase (default: asked for)')
  backup
    .command('list')
    .description('the back-ups of this data folder')
    .option('--json', 'print one JSON document')
    .action(options =>
      act(async context => (await import('./commands/backup.ts')).backupList(options, context)),
    )
  proven(backup.command('run').description('make one now; it is opened to prove it')).action(options =>
    act(async context => (await import('./commands/backup.ts')).backupRun(options, context)),
  )
  proven(backup.command('restore <name>').description('put one in place at the next start'))
    .option('--preview', 'open it and show what is in it, change nothing')
    .option('--json', 'print one JSON document')
    .action((name: string, options) =>
      act(async context => (await import('./commands/backup.ts')).backupRestore(name, options, context)),
    )
  backup
    .command('cancel')
    .description('take back a restore that waits for the next start')
    .action(() => act(async context => (await import('./commands/backup.ts')).backupCancel(context)))
}
