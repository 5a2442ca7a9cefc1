import { AppError } from '../../../../shared/errors.ts'
import { readSyslogTarget, type SyslogTarget } from '../../../../shared/models/syslog.ts'

export type { SyslogTarget }

/** Reads the address of a syslog receiver, as the policies hold it; throws AppError input.invalid. */
export function parseTarget(text: string): SyslogTarget {
  const read = readSyslogTarget(text)
  if (!('why' in read)) return read
  throw new AppError(
    'input.invalid',
    `“${text.slice(0, 200)}” is no address of a syslog receiver: ${read.why}.`,
    {
      next: 'For example udp://logs.example.org:514 or tls://logs.example.org:6514.',
      data: { field: 'data.syslog' },
    },
  )
}
