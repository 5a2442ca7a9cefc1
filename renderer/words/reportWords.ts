import type { Report } from '../../shared/report.ts'
import { knownWords, t } from './index.ts'

/** What a host or a task reported, in the window's language; as it was kept where its name is not known. */
export const reportWords = ({ text, said }: { text: string; said?: Report | undefined }): string =>
  said === undefined || knownWords(`reports.${said.say}`) === null ? text : sayingWords(said)

function sayingWords({ say, values }: Report): string {
  const words = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'object' ? sayingWords(value) : value,
  ])
  return t(`reports.${say}`, Object.fromEntries(words))
}
