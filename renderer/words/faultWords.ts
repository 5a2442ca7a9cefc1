import type { UnreadableXml } from '../../shared/contract/machineDetails.ts'
import { t } from './index.ts'

/** What is wrong with a definition that can't be read, as a part of a sentence. */
export function faultWords({ code, values }: UnreadableXml): string {
  const said = (name: string) => String(values[name] ?? '')
  return t(`devices.fault.${code}`, {
    detail: said('detail').replace(/\.$/, ''),
    most: Number(values.most ?? 0),
    expected: said('expected'),
    found: said('found'),
    element: said('element'),
    part: said('part'),
  })
}
