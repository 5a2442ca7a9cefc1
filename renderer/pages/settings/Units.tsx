import { SegmentedControl } from '@mantine/core'
import { readUnitChoices, type UnitChoices } from '../../../shared/unitChoices.ts'
import { formatBytes, formatNetworkRate } from '../../../shared/units.ts'
import { setView, useView } from '../../stores/view.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Settings.module.css'
import { SettingGroup, SettingRow } from './SettingRow.tsx'

const sizeLabels = { binary: t('settings.general.binary'), decimal: t('settings.general.decimal') }
const rateLabels = {
  bytes: t('settings.general.bytesPerSecond'),
  bits: t('settings.general.bitsPerSecond'),
}
const clockLabels = {
  auto: t('settings.general.clockAuto'),
  '24h': t('settings.general.clock24'),
  '12h': t('settings.general.clock12'),
}
const zoneLabels = { local: t('settings.general.local'), utc: t('settings.general.utc') }

const EXAMPLE_BYTES = 1.5e9
const EXAMPLE_RATE = 12.5e6

/** How sizes, rates and times are written, with an example that follows the choice. */
export function Units() {
  // Drawn with every choice: the example is written by it.
  const { sizes, networkRates, clock, timeZone } = useView()
  return (
    <SettingGroup title={t('settings.general.units')}>
      <UnitRow field="sizes" value={sizes} labels={sizeLabels} />
      <UnitRow field="networkRates" value={networkRates} labels={rateLabels} />
      <UnitRow field="clock" value={clock} labels={clockLabels} />
      <UnitRow field="timeZone" value={timeZone} labels={zoneLabels} />
      <p className={classes.intro} role="status">
        {t('settings.general.example', {
          size: formatBytes(EXAMPLE_BYTES),
          rate: formatNetworkRate(EXAMPLE_RATE),
          time: formatMoment(Date.now()),
        })}
      </p>
    </SettingGroup>
  )
}

interface UnitRowProps {
  field: keyof UnitChoices
  value: string
  /** What the values are called, by value. */
  labels: Readonly<Record<string, string>>
}

function UnitRow({ field, value, labels }: UnitRowProps) {
  const label = t(`settings.general.${field}`)
  return (
    <SettingRow label={label} what={t(`settings.general.${field}What`)}>
      <SegmentedControl
        aria-label={label}
        data={Object.entries(labels).map(([each, name]) => ({ value: each, label: name }))}
        value={value}
        onChange={chosen => setView(readUnitChoices({ ...useView.getState(), [field]: chosen }))}
      />
    </SettingRow>
  )
}
