import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineAction } from '../../../shared/models/task.ts'

const uuidPattern = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** A line, or a text that holds one, for somebody who is not told the host's address: of whatever connection virsh has. */
export const withoutAddress = (text: string, uri: string): string =>
  text.replaceAll(` -c ${shellQuoted(uri)}`, '').replaceAll(uri, '…')

/** The virsh line that does the same, ready for a POSIX shell; without an address where there is none to tell. */
export function virshLine(
  action: MachineAction,
  machine: Pick<Machine, 'name' | 'uuid' | 'state'>,
  uri: string,
): string {
  const connection = uri === '' ? [] : ['-c', uri]
  return ['virsh', ...connection, ...verb(action, machine.state), domainArgument(machine), ...more(action)]
    .map(shellQuoted)
    .join(' ')
}

/** Words of a command line in one text that a POSIX shell splits into the same word again. */
export function shellQuoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The name, or the UUID where virsh would take the name for an option, an id or another machine's UUID. */
function domainArgument({ name, uuid }: Pick<Machine, 'name' | 'uuid'>): string {
  return name.startsWith('-') || /^\d+$/.test(name) || uuidPattern.test(name) ? uuid : name
}

function verb(action: MachineAction, state: Machine['state']): string[] {
  switch (action) {
    case 'forceOff':
      return ['destroy']
    case 'pause':
      return ['suspend']
    case 'resume':
      return [state === 'pmsuspended' ? 'dompmwakeup' : 'resume']
    case 'save':
      return ['managedsave']
    case 'autostartOn':
    case 'autostartOff':
      return ['autostart']
    default:
      return [action]
  }
}

function more(action: MachineAction): string[] {
  return action === 'autostartOff' ? ['--disable'] : []
}
