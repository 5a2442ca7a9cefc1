import type { DefinitionSource, Hardware } from '../../shared/contract/index.ts'
import type { Machine } from '../../shared/models/machine.ts'
import { formatBinaryBytes } from '../../shared/units.ts'

/** Where a made-up definition comes from. */
export const sourceOf = ({ key, name, host, id, asOfMs }: Machine): DefinitionSource => ({
  key,
  name,
  host,
  hash: 'f'.repeat(64),
  asOfMs,
  running: id !== null,
})

/** A made-up machine's hardware: enough of it to draw the page. */
export function hardwareOf(machine: Machine): Hardware {
  const fact = (label: string, value: string, path = label) => ({ path, label, value, raw: null })
  return {
    source: sourceOf(machine),
    unreadable: null,
    groups: [
      {
        id: 'memory',
        title: 'Memory',
        devices: [
          {
            id: 'memory',
            kind: 'memory',
            device: false,
            which: null,
            title: 'Memory',
            line: 4,
            facts: [fact('Value', formatBinaryBytes(machine.memoryMaxBytes), '')],
          },
        ],
      },
      {
        id: 'storage',
        title: 'Storage',
        devices: machine.disks.map((disk, at) => ({
          id: `devices/disk[${disk.target}]`,
          kind: 'disk',
          device: true,
          which: disk.target,
          title: `Disk ${disk.target}`,
          line: 10 + at,
          facts: [fact('File', disk.source ?? '', 'source@file'), fact('Bus', disk.bus ?? '', 'target@bus')],
        })),
      },
    ],
  }
}
