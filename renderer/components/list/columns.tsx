import {
  formatAge,
  formatBytes,
  formatDuration,
  formatPercent,
  formatRate,
  unknownText,
} from '../../../shared/units.ts'
import { formatCount, formatNumber } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { BarCell } from '../chart/BarCell.tsx'
import { barText } from '../chart/barText.ts'
import { DataAge, momentTitle } from '../DataAge.tsx'
import { visible } from '../visible.ts'
import { type Mark, StateMark } from '../StateMark.tsx'
import badge from '../StateBadge.module.css'
import { type Keyed, naturalKey, type ResourceColumn } from '../table/column.ts'
import classes from './columns.module.css'

type More<Row extends Keyed> = Partial<ResourceColumn<Row>>

/** One element whatever the value, so that a row lent to another object changes text and nothing else. */
export const plainText = (text: string | null, code = false) => (
  <bdi className={code ? `${classes.ellipsis} code` : classes.ellipsis} data-unknown={text ? undefined : ''}>
    {text ? visible(text) : unknownText}
  </bdi>
)

/** A path of sites; where it is too long, those above are cut before the last one, from whichever side it is read. */
export const pathText = (path: string | null) => {
  const names = path === null ? [] : path.split(separator)
  const leaf = names.pop()
  return (
    <span className={classes.path}>
      <bdi className={classes.above}>{names.map(name => isolated(visible(name))).join(separator)}</bdi>
      <span className={classes.between}>{names.length > 0 ? separator : ''}</span>
      <bdi className={classes.leaf} data-unknown={leaf ? undefined : ''}>
        {leaf ? visible(leaf) : unknownText}
      </bdi>
    </span>
  )
}
const separator = ' / '

/** Beside others of the line's own direction, without an element of its own. */
const isolated = (text: string): string => `\u2068${text}\u2069`

/** A text; grouped and filtered by it. */
export const textColumn = <Row extends Keyed>(
  id: string,
  header: string,
  width: number,
  value: (row: Row) => string | null,
  more: More<Row> = {},
): ResourceColumn<Row> => ({
  id,
  header,
  width,
  cell: row => plainText(value(row)),
  text: row => value(row) ?? '',
  sortValue: row => {
    const text = value(row)
    return text ? naturalKey(text) : null
  },
  group: row => value(row) || t('list.none'),
  field: { type: 'text', value },
  ...more,
})

/** Several texts: the first one shown, how many more there are beside it. */
export const textsColumn = <Row extends Keyed>(
  id: string,
  header: string,
  width: number,
  values: (row: Row) => readonly string[],
  more: More<Row> = {},
): ResourceColumn<Row> => ({
  id,
  header,
  width,
  cell: row => {
    const all = values(row)
    return (
      <span className={classes.texts}>
        <bdi className={classes.ellipsis} data-unknown={all.length > 0 ? undefined : ''}>
          {visible(all[0] ?? unknownText)}
        </bdi>
        <span className={classes.more}>{all.length > 1 ? `+${formatCount(all.length - 1)}` : ''}</span>
      </span>
    )
  },
  text: row => values(row).join(' '),
  title: row => values(row).join('\n'),
  exportValue: row => values(row).join('; '),
  sortValue: row => {
    const [first] = values(row)
    return first ? naturalKey(first) : null
  },
  field: { type: 'text', value: values },
  ...more,
})

const quantity =
  (type: 'number' | 'bytes' | 'percent' | 'rate' | 'duration', format: (value: number | null) => string) =>
  <Row extends Keyed>(
    id: string,
    header: string,
    width: number,
    value: (row: Row) => number | null,
    more: More<Row> = {},
  ): ResourceColumn<Row> => {
    const write = more.format ?? format
    return {
      id,
      header,
      width,
      align: 'end',
      cell: row => {
        const number = value(row)
        return <span data-unknown={number === null ? '' : undefined}>{write(number)}</span>
      },
      text: row => write(value(row)),
      sortValue: value,
      format: write,
      field: { type, value },
      ...more,
    }
  }

/** A plain number. */
export const numberColumn = quantity('number', value => formatNumber(value))
/** A size in bytes. */
export const bytesColumn = quantity('bytes', formatBytes)
/** A percentage, 0 to 100. */
export const percentColumn = quantity('percent', formatPercent)
/** Bytes a second of a disk. */
export const rateColumn = quantity('rate', formatRate)
/** A time span in milliseconds. */
export const durationColumn = quantity('duration', formatDuration)

/** How long ago something was (Unix ms), kept current; newest first. `live` rows say so instead of a number. */
export const ageColumn = <Row extends Keyed>(
  id: string,
  header: string,
  width: number,
  value: (row: Row) => number | null,
  { isLive, ...more }: More<Row> & { isLive?(row: Row): boolean } = {},
): ResourceColumn<Row> => ({
  id,
  header,
  width,
  align: 'end',
  cell: row => <DataAge asOfMs={value(row)} live={isLive?.(row) ?? false} plain />,
  title: row => momentTitle(value(row)),
  text: row => isoOrEmpty(value(row)),
  exportValue: row => isoOrEmpty(value(row)) || null,
  sortValue: row => {
    const at = value(row)
    return at === null ? null : -at
  },
  format: ms => formatAge(ms),
  field: { type: 'age', value },
  ...more,
})

const isoOrEmpty = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString())

/** Yes or no. */
export const flagColumn = <Row extends Keyed>(
  id: string,
  header: string,
  width: number,
  value: (row: Row) => boolean | null,
  more: More<Row> = {},
): ResourceColumn<Row> => {
  const word = (row: Row): string => {
    const flag = value(row)
    return flag === null ? '' : flag ? t('list.yes') : t('list.no')
  }
  return {
    id,
    header,
    width,
    cell: row => plainText(word(row) || null),
    text: word,
    sortValue: row => {
      const flag = value(row)
      return flag === null ? null : Number(!flag)
    },
    group: row => word(row) || t('list.unknown'),
    field: { type: 'flag', value },
    ...more,
  }
}

/** A state as sign and word; sorted in the order of `order`, by the word's own where it has none. */
export const stateColumn = <Row extends Keyed>(
  id: string,
  header: string,
  width: number,
  look: (row: Row) => { mark: Mark; word: string; detail?: string | undefined },
  { order, ...more }: More<Row> & { order?(row: Row): number } = {},
): ResourceColumn<Row> => ({
  id,
  header,
  width,
  cell: row => {
    const { mark, word } = look(row)
    return (
      <span className={`${badge.badge} ${badge[mark]}`}>
        <StateMark mark={mark} />
        {word}
      </span>
    )
  },
  text: row => look(row).word,
  title: row => look(row).detail ?? look(row).word,
  sortValue: row => (order ? order(row) : look(row).word),
  group: row => look(row).word,
  field: { type: 'text', value: row => look(row).word },
  ...more,
})

/** How much of something is used, as a bar; `more.over` says what is promised beyond it (over-commit). */
export const barColumn = <Row extends Keyed>(
  id: string,
  header: string,
  width: number,
  value: (row: Row) => { value: number | null; of: number | null; promised?: number | null },
  more: More<Row> = {},
): ResourceColumn<Row> => {
  const share = (row: Row): number | null => {
    const { value: used, of } = value(row)
    return used === null || of === null || of <= 0 ? null : (used / of) * 100
  }
  return {
    id,
    header,
    width,
    cell: row => <BarCell {...value(row)} plain />,
    title: row => barText(value(row)),
    text: row => barText(value(row)),
    exportValue: share,
    sortValue: share,
    format: formatPercent,
    field: { type: 'percent', value: share },
    ...more,
  }
}
