import type { HostCandidate } from '../../../shared/models/host.ts'

/** True for a candidate that can be ticked: it is none of the hosts already, and its URI means something. */
export const canAdd = ({ knownAs, problem }: HostCandidate): boolean => knownAs === null && problem === null

/** True for one that stays unticked when all are ticked: it is likely no hypervisor, or would be refused. */
export const isDoubtful = ({ warnings }: HostCandidate): boolean =>
  warnings.includes('codeHost') || warnings.includes('noPermission')

/** What is ticked at first: of a list, which somebody wrote, everything; of what was found, only this computer. */
export const firstChosen = (candidates: readonly HostCandidate[]): ReadonlySet<string> =>
  new Set(
    candidates
      .filter(
        each => canAdd(each) && !isDoubtful(each) && (each.source === 'file' || each.source === 'local'),
      )
      .map(({ uri }) => uri),
  )

/** What ticking all ticks. */
export const allChosen = (candidates: readonly HostCandidate[]): ReadonlySet<string> =>
  new Set(candidates.filter(each => canAdd(each) && !isDoubtful(each)).map(({ uri }) => uri))

/** Those whose address, name or site holds every word that is typed. */
export function matching(candidates: readonly HostCandidate[], text: string): readonly HostCandidate[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return candidates
  return candidates.filter(({ uri, name, site, detail }) => {
    const all = [uri, name, site, detail].join(' ').toLowerCase()
    return words.every(word => all.includes(word))
  })
}
