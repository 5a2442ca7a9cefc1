import type { StoredMachine } from './types.ts'

/** How text is compared: lower case by Unicode's default rules, independent of the locale. */
export const fold = (text: string): string => text.toLowerCase()

/** What is searched of a machine beside its XML, a line each: name, tags, MAC and IP addresses, paths, and its notes. */
export function factsText(machine: StoredMachine): string {
  const lines = [machine.name, machine.uuid, ...machine.tags, notesText(machine)]
  for (const nic of machine.nics)
    lines.push(nic.mac ?? '', nic.source ?? '', nic.target ?? '', ...nic.addresses)
  for (const disk of machine.disks) lines.push(disk.source ?? '', disk.serial ?? '')
  return fold(lines.filter(line => line !== '').join('\n'))
}

/** Title and description. */
export function notesText(machine: StoredMachine): string {
  return fold([machine.title ?? '', machine.description ?? ''].filter(line => line !== '').join('\n'))
}
