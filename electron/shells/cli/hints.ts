import type { Command } from 'commander'

/** virsh’s words for what has another name here; null where there is nothing of it on this command line. */
const virshWords: Readonly<Record<string, string | null>> = {
  dominfo: 'vm show NAME',
  domstate: 'vm show NAME',
  domblklist: 'vm show NAME',
  domiflist: 'vm show NAME',
  domifaddr: 'vm list',
  dumpxml: 'vm show NAME --xml',
  domstats: 'top --once',
  nodeinfo: 'host show NAME',
  hostname: 'host show NAME',
  capabilities: 'host show NAME --json',
  connect: 'host connect NAME',
  machines: 'vm list',
  version: '--version',
  console: null,
  edit: null,
  define: null,
  undefine: null,
  migrate: null,
}

const namesOf = (command: Command): string[] => [command.name(), ...command.aliases()]

/** Where else in the grammar a word stands: `vm list`, `host list`. */
function placesOf(program: Command, word: string): string[] {
  return program.commands.flatMap(group =>
    group.commands
      .filter(command => command.name() !== 'help' && namesOf(command).includes(word))
      .map(command => `${group.name()} ${command.name()}`),
  )
}

/**
 * What to type instead of an unknown word, in one line: the words in their other order, a verb without its
 * group, one of virsh’s. Null where the grammar has nothing to say.
 */
export function hintFor(program: Command, args: readonly string[]): string | null {
  const [first, second] = args.filter(word => !word.startsWith('-'))
  if (first === undefined) return null
  const group = program.commands.find(command => namesOf(command).includes(first))
  const unknown = group && group.commands.length > 0 ? second : first
  if (unknown === undefined) return null
  const places = placesOf(program, unknown)
  const meant = group ? [] : places.filter(place => second !== undefined && place.startsWith(`${second} `))
  const named = meant.length > 0 ? meant : places
  if (named.length > 0)
    return `It stands below another word: ${named.map(place => `novacron ${place}`).join(', ')}`
  if (!Object.hasOwn(virshWords, unknown)) return null
  const other = virshWords[unknown]
  return other ? `Here it is: novacron ${other}` : `The command line can’t do that; virsh on the host can`
}

/** virsh’s options for what is a query, or the usual thing, here. */
const virshOptions: Readonly<Record<string, string>> = {
  '--inactive': 'state:shutoff',
  '--state-running': 'state:running',
  '--state-paused': 'state:paused',
  '--state-shutoff': 'state:shutoff',
  '--autostart': 'autostart:yes',
  '--persistent': 'persistent:yes',
  '--transient': 'persistent:no',
}

/** The words of a command line that are no options, and the command that the first of them name. */
function commandOf(
  program: Command,
  args: readonly string[],
): { command: Command; path: string; rest: string[] } {
  let command = program
  const words = args.filter(word => !word.startsWith('-'))
  const path: string[] = []
  for (const word of words) {
    const next = command.commands.find(each => namesOf(each).includes(word))
    if (next === undefined) break
    command = next
    path.push(next.name())
  }
  return { command, path: ['novacron', ...path].join(' '), rest: words.slice(path.length) }
}

/** What was meant by a word or an option too many, in one line; null where nothing is known of it. */
export function extraHint(program: Command, args: readonly string[]): string | null {
  const { command, path, rest } = commandOf(program, args)
  const has = (flag: string) => command.options.some(option => option.long === flag)
  const asQuery = args.map(word => virshOptions[word]).find(query => query !== undefined)
  const isUnknown = (flag: string) => args.includes(flag) && !has(flag)
  if (!has('--where')) return null
  if (asQuery !== undefined) return `Here it is: ${path} --where ${asQuery}`
  const takesNames = command.registeredArguments.length > 0
  if (isUnknown('--all') || isUnknown('-a'))
    return takesNames
      ? `Say it as a query: ${path} --where "name:*"`
      : `Without an option it is all of them: ${path}`
  if (takesNames || rest.length === 0) return null
  const query = rest.some(word => /[:<>=~]/.test(word)) ? rest.join(' ') : `name:${rest[0]}`
  return `To choose among them: ${path} --where "${query}"`
}
