import type { Decision, DecisionRule, RuleGrant, RulePlace } from '../../shared/models/access.ts'
import { visible } from '../components/visible.ts'
import { t } from './index.ts'
import { rightName } from './rightName.ts'

const named = (name: string | null | undefined): string => visible(name ?? t('decisions.somebody'))

/** Over what, as it stands after “for” and “over”. */
function placeWords({ kind, name, host }: RulePlace, nameless: 'unnamed' | 'gone'): string {
  if (kind === 'everything' || kind === 'installation') return t(`decisions.place.${kind}`)
  if (name !== null) return t(`decisions.place.${kind}`, { name: visible(name), host: visible(host ?? '') })
  if (nameless === 'gone' && (kind === 'site' || kind === 'host')) return t(`decisions.gone.${kind}`)
  return t(`decisions.unnamed.${kind === 'query' ? 'machine' : kind}`)
}

function grantWords({ role, elevated, scope, group }: RuleGrant): string {
  const called = elevated ? t('decisions.elevated', { role: visible(role) }) : visible(role)
  const place = placeWords(scope, 'gone')
  return group === null
    ? t('decisions.grant', { role: called, place })
    : t('decisions.grantThrough', { role: called, place, group: visible(group) })
}

const whatWords = ({ what }: DecisionRule): string =>
  placeWords(what ?? { kind: 'installation', name: null }, 'unnamed')

/** The rule that decided, in the window's language; the rights' names come with `allWords`. */
export function decisionWords({ permission, rule }: Pick<Decision, 'permission' | 'rule'>): string {
  return t(`decisions.rule.${rule.code}`, {
    right: rightName(permission),
    person: named(rule.person),
    what: whatWords(rule),
    grant: rule.by === null ? '' : grantWords(rule.by),
  })
}

/** The grants of that right that don't cover what was asked about. */
export const nearWords = (rule: DecisionRule): string[] =>
  rule.near.map(grant =>
    grant.vanished
      ? t('decisions.nearGone', { grant: grantWords(grant) })
      : t('decisions.near', { what: whatWords(rule), grant: grantWords(grant) }),
  )
