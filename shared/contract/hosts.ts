import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, SiteId } from '../ids.ts'
import {
  DiagnosisStep,
  RouteDecision,
  HostAnswer,
  HostCandidate,
  HostConnection,
  HostDevice,
  HostOptions,
  HostRecord,
  HostSpell,
  HostView,
  InheritedOption,
  KeyFingerprint,
  RoundTrip,
  Site,
} from '../models/host.ts'
import { HostAbilities } from '../models/hostAbilities.ts'
import { procedure } from './procedure.ts'

/** Opens with a snapshot; one `changed` per host that moved; never polled. */
export const FleetEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), sites: z.array(Site), hosts: z.array(HostView) }),
  z.object({ type: z.literal('hostChanged'), host: HostView }),
  z.object({ type: z.literal('hostRemoved'), hostId: HostId }),
  z.object({ type: z.literal('sites'), sites: z.array(Site) }),
])
export type FleetEvent = z.infer<typeof FleetEvent>

/** A host as typed by a person, not yet stored. */
export const HostDraft = z.object({
  uri: z.string().min(1).max(2000),
  name: z.string().min(1).max(200).optional(),
  siteId: SiteId.nullable().optional(),
  options: HostOptions.optional(),
  /** Fingerprints accepted beforehand (`SHA256:…`), so that no question is needed. */
  acceptNewKeys: z.array(z.string().max(200)).max(32).optional(),
  /** Stores a host a second time that is stored already; refused with `name.taken` (`why: 'stored'`) otherwise. */
  again: z.boolean().optional(),
})
export type HostDraft = z.infer<typeof HostDraft>

/** Answers to questions that a diagnosis may meet; used once and kept nowhere. */
export const DiagnosisSecrets = z.object({
  password: z.string().max(4096).optional(),
  passphrase: z.string().max(4096).optional(),
})

/** How a host's session went, oldest first, and how it is reached now (null while it is not live). */
export const ConnectionEvent = z.object({
  spells: z.array(HostSpell),
  roundTrips: z.array(RoundTrip),
  connection: HostConnection.nullable(),
})
export type ConnectionEvent = z.infer<typeof ConnectionEvent>

/** Every device of a host as last read. */
export const HostDevices = z.object({
  items: z.array(HostDevice),
  asOfMs: z.number().nullable(),
  stale: z.boolean(),
})
export type HostDevices = z.infer<typeof HostDevices>

export const candidateNoteCodes = [
  'filesMax',
  'notReadable',
  'fileMax',
  'hashed',
  'hostsMax',
  'groupsMax',
  'inventoryMax',
  'passwords',
  'detail',
] as const

/** What could not be read: files, numbers and texts that belong into the words, by their names. */
export const CandidateNote = z.object({
  code: z.enum(candidateNoteCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type CandidateNote = z.infer<typeof CandidateNote>

/** Candidates, and what could not be read. */
export const HostCandidates = z.object({ candidates: z.array(HostCandidate), notes: z.array(CandidateNote) })
export type HostCandidates = z.infer<typeof HostCandidates>

export const hosts = {
  watch: procedure('host.read').output(eventIterator(FleetEvent)),
  list: procedure('host.read').output(z.array(HostView)),
  /** Parses a URI and says what it means, with the position where it does not; nothing is contacted. */
  preview: procedure('host.manage', { site: 'siteId' })
    .input(HostDraft)
    .output(
      z.object({
        suggestedName: z.string(),
        driver: z.string(),
        transport: z.string(),
        remoteUri: z.string(),
        decisions: z.array(RouteDecision),
        /** Name of the host that is the same and stored already. */
        storedAs: z.string().nullable(),
      }),
    ),
  /** What each option of a host, or of a site's hosts where there is no URI, would be if nobody set it; nothing is contacted. */
  inherited: procedure('host.manage', { site: 'siteId' })
    .input(z.object({ uri: z.string().max(2000).nullable(), siteId: SiteId.nullable() }))
    .output(z.array(InheritedOption)),
  /** Hosts that this computer knows of and that could be added; nothing is contacted. */
  discover: procedure('host.manage').output(HostCandidates),
  /** Hosts of a list: CSV with or without a header, or one URI or address a line; nothing is contacted. */
  readList: procedure('host.manage')
    .input(z.object({ text: z.string().max(1_000_000), fileName: z.string().max(500) }))
    .output(HostCandidates),
  add: procedure('host.manage', { site: 'siteId' }).input(HostDraft).output(HostRecord),
  /** Moving it to another site needs the right there too; a credential, or another address with one, needs `credential.use`. */
  update: procedure('host.manage', { host: 'hostId' })
    .input(
      z.object({
        hostId: HostId,
        name: z.string().min(1).max(200).optional(),
        siteId: SiteId.nullable().optional(),
        uri: z.string().min(1).max(2000).optional(),
        options: HostOptions.optional(),
        /** The options that the change began from; `input.outdated` where others hold now. */
        was: HostOptions.optional(),
        /** Fingerprints of new host keys that need no question from now on; needs `host.trust`. */
        acceptNewKeys: z.array(z.string().max(200)).max(32).optional(),
      }),
    )
    .output(HostRecord),
  remove: procedure('host.manage', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(z.object({})),
  connect: procedure('host.connect', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(z.object({})),
  disconnect: procedure('host.connect', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(z.object({})),
  /** Answers the question that blocks a host. Trusting a key needs its fingerprint spelled out, and `host.trust`. */
  answer: procedure('host.answer', { host: 'hostId' })
    .input(z.object({ hostId: HostId, answer: HostAnswer }))
    .output(z.object({})),
  /** Staged diagnosis of a stored host or of a draft, step by step; stores nothing. The right is asked for the host or the draft's site. */
  test: procedure('host.manage', { host: 'hostId' }, { also: { site: 'draft.siteId' } })
    .input(
      z.union([
        z.object({ hostId: HostId, secrets: DiagnosisSecrets.optional() }),
        z.object({ draft: HostDraft, secrets: DiagnosisSecrets.optional() }),
      ]),
    )
    .output(eventIterator(DiagnosisStep)),
  /**
   * Lets its credential be sent there as it is reached now, where that was changed outside NovaCron; `digest` is of
   * what was looked at (`credential.withheld` tells it). Needs `credential.use` too.
   */
  acceptDestination: procedure('host.manage', { host: 'hostId' })
    .input(z.object({ hostId: HostId, digest: z.string().max(100) }))
    .output(z.object({})),
  pinnedKeys: procedure('host.read', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(z.array(KeyFingerprint.extend({ endpoint: z.string(), pinnedAtMs: z.number() }))),
  /** How its session went and how it is reached now: opens with all of it, again whenever something was added. */
  watchConnection: procedure('host.read', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(eventIterator(ConnectionEvent)),
  /** Its devices with who uses each: opens with all of them, again whenever one or a machine's share changed. */
  watchDevices: procedure('host.read', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(eventIterator(HostDevices)),
  /** What it can do, read from its capabilities; null before it ever said. */
  abilities: procedure('host.read', { host: 'hostId' })
    .input(z.object({ hostId: HostId }))
    .output(
      z.object({ abilities: HostAbilities.nullable(), asOfMs: z.number().nullable(), stale: z.boolean() }),
    ),
  forgetKey: procedure('host.trust', { host: 'hostId' })
    .input(z.object({ hostId: HostId, endpoint: z.string(), sha256: z.string() }))
    .output(z.object({})),
}

export const sites = {
  create: procedure('site.manage', { site: 'parentId' })
    .input(
      z.object({
        name: z.string().min(1).max(200),
        parentId: SiteId.nullable().optional(),
        production: z.boolean().optional(),
      }),
    )
    .output(Site),
  /** Moving it below another site needs the right there too. */
  update: procedure('site.manage', { site: 'siteId' })
    .input(
      z.object({
        siteId: SiteId,
        name: z.string().min(1).max(200).optional(),
        parentId: SiteId.nullable().optional(),
        production: z.boolean().optional(),
        options: HostOptions.optional(),
        /** The options that the change began from; `input.outdated` where others hold now. */
        was: HostOptions.optional(),
      }),
    )
    .output(Site),
  /** Hosts and child sites move to the parent. */
  remove: procedure('site.manage', { site: 'siteId' })
    .input(z.object({ siteId: SiteId }))
    .output(z.object({})),
}
