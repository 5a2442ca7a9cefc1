import { type Report, type ReportName, report, reports } from '../../shared/report.ts'
import { knownWords, t } from './index.ts'

/**
 * What a host or a task reported, in the window's language; as it was kept where its name is not known, and it can't be
 * told by what it says either.
 */
export function reportWords({
  text,
  said = reportOf(text),
}: {
  text: string
  said?: Report | undefined
}): string {
  return said === undefined || knownWords(`reports.${said.say}`) === null ? text : sayingWords(said)
}

function sayingWords({ say, values }: Report): string {
  const words = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'object' ? sayingWords(value) : value,
  ])
  return t(`reports.${say}`, Object.fromEntries(words))
}

/** What was kept before reports had names, or by the audit: what says nothing but its name and its reason's. */
function reportOf(text: string): Report | undefined {
  const [first = '', second, ...more] = text.split(': ')
  const what = names.get(first)
  if (what === undefined || more.length > 0) return undefined
  if (second === undefined) return report(what)
  const why = names.get(second)
  return why && report('because', { what: report(what), why: report(why) })
}

const names: ReadonlyMap<string, ReportName> = new Map(
  (Object.keys(reports) as ReportName[]).map(name => [reports[name], name]),
)
