import classes from './Settings.module.css'

interface SettingRowProps {
  label: string
  /** One sentence on what it does. */
  what?: string | undefined
  /** Under the control: where the value comes from, or what is wrong with it. */
  note?: React.ReactNode
  children: React.ReactNode
}

/** One setting: its name and meaning before, its control after. */
export function SettingRow({ label, what, note, children }: SettingRowProps) {
  return (
    <div className={classes.row} data-setting={label}>
      <div className={classes.rowText}>
        <span className={classes.rowLabel}>{label}</span>
        {what && <span className={classes.rowWhat}>{what}</span>}
      </div>
      <div className={classes.rowControl}>
        {children}
        {note && <div className={classes.rowNote}>{note}</div>}
      </div>
    </div>
  )
}

/** Settings of one subject under their heading. */
export function SettingGroup({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={classes.group} aria-label={title}>
      <h2 className={classes.groupTitle}>{title}</h2>
      {children}
    </section>
  )
}
