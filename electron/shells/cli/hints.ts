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
  nodeinfo: 'host list',
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
