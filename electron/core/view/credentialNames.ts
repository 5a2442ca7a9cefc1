import type { HostId } from '../../../shared/ids.ts'
import type { Subject } from '../../../shared/models/access.ts'
import type {
  HostOptions,
  HostRecord,
  HostSpell,
  HostState,
  Site,
  TransportSummary,
} from '../../../shared/models/host.ts'
import { namesCredential, type RouteText } from '../../../shared/route.ts'
import type { Access } from '../access/types.ts'
import type { ResolvedOptions } from '../hosts/options.ts'

type Problem = NonNullable<HostState['problem']>

/** What is said of a credential's problem to whoever may not know its name. */
const unnamed: Readonly<Record<string, { message: string; next: string }>> = {
  'credential.refused': {
    message: 'This host did not accept its credential.',
    next: 'It is not tried here again until somebody changes its secret.',
  },
  'credential.unknown': {
    message: 'The credential of this host is not there any more.',
    next: 'Ask somebody who manages this host to choose another.',
  },
  'credential.invalid': {
    message: 'The credential of this host can’t be used here.',
    next: 'Ask somebody who manages this host to choose another.',
  },
  'credential.withheld': {
    message: 'How this host is reached was changed: its credential is not sent.',
    next: 'Somebody who manages this host and may use the credential has to accept it.',
  },
  'vault.closed': {
    message: 'The credential of this host is locked.',
    next: 'This host goes on by itself once somebody has signed in who may use it.',
  },
  'vault.noKey': {
    message: 'Nobody who is signed in may use the credential of this host.',
    next: 'This host goes on by itself once somebody has signed in who may.',
  },
  'vault.damaged': {
    message: 'The credential of this host can’t be opened: its record is damaged.',
    next: 'Somebody who manages credentials has to give its secret again.',
  },
}

/** Takes names of credentials out of what is told of hosts and sites to whoever has no business with them. */
export class CredentialNames {
  readonly #access: Pick<Access, 'may'>

  constructor(access: Pick<Access, 'may'>) {
    this.#access = access
  }

  record(record: HostRecord): HostRecord {
    if (record.options.credential === undefined || this.#knows({ kind: 'host', hostId: record.id }))
      return record
    return { ...record, options: withoutName(record.options) }
  }

  site(site: Site): Site {
    if (site.options.credential === undefined || this.#knows({ kind: 'site', siteId: site.id })) return site
    return { ...site, options: withoutName(site.options) }
  }

  /** Of every host (`null`) or of the hosts of a site. */
  options(options: HostOptions, siteId: Site['id'] | null): HostOptions {
    const place: Subject = siteId === null ? { kind: 'installation' } : { kind: 'site', siteId }
    return options.credential === undefined || this.#knows(place) ? options : withoutName(options)
  }

  resolved(resolved: ResolvedOptions, subject: Subject): ResolvedOptions {
    if (resolved.options.credential === undefined || this.#knows(subject)) return resolved
    const { credential: _, ...options } = resolved.options
    return { ...resolved, options }
  }

  state(hostId: HostId, state: HostState): HostState {
    const problem = state.problem && this.#problem(hostId, state.problem)
    return problem === state.problem ? state : { ...state, problem }
  }

  /** How a host is reached, without the decision for a credential and the login by it. */
  transport(hostId: HostId, summary: TransportSummary): TransportSummary {
    if (this.#knows({ kind: 'host', hostId })) return summary
    return {
      ...summary,
      decisions: summary.decisions.filter(
        ({ label, value }) => label !== 'credential' && !namesCredential(value),
      ),
    }
  }

  /** What the log-in took, without the credential where it is not among what is told of the way. */
  static login(by: RouteText | null, summary: TransportSummary | null): RouteText | null {
    if (by === null || !namesCredential(by)) return by
    return summary?.decisions.some(({ value }) => namesCredential(value)) ? by : null
  }

  spells(hostId: HostId, spells: readonly HostSpell[]): readonly HostSpell[] {
    return spells.map(spell => {
      const problem = spell.problem && this.#problem(hostId, spell.problem)
      return problem === spell.problem ? spell : { ...spell, problem }
    })
  }

  #problem(hostId: HostId, problem: Problem): Problem {
    const words = unnamed[problem.code]
    if (words === undefined || this.#knows({ kind: 'host', hostId })) return problem
    return { code: problem.code, ...words }
  }

  /** Who reads or uses credentials there, or says how hosts there are reached. */
  #knows(subject: Subject): boolean {
    return (['credential.read', 'credential.use', 'host.manage'] as const).some(right =>
      this.#access.may(right, subject),
    )
  }
}

function withoutName({ credential: _, ...options }: HostOptions): HostOptions {
  return options
}
