import { deviceLabels } from '../../../shared/deviceLabels.ts'
import { plainLabel } from '../../../shared/xmlLabel.ts'

const labels: Readonly<Record<string, string>> = { '': 'Value', ...deviceLabels }

/** A person's word for what stands at a path: `driver@cache` → `Cache`, `tune/limit[2]@max` → `Tune limit 2 max`. */
export const labelOf = (path: string): string =>
  Object.hasOwn(labels, path) ? (labels[path] ?? '') : plainLabel(path)
