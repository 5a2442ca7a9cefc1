import classes from './Session.module.css'

interface ChoiceProps {
  /** Of the group that it belongs to. */
  name: string
  checked: boolean
  label: string
  what: string
  disabled?: boolean
  onChoose(): void
}

/** One of a few ways, with what it means. */
export function Choice({ name, checked, label, what, disabled = false, onChoose }: ChoiceProps) {
  return (
    <label className={classes.choice} data-chosen={checked || undefined} data-off={disabled || undefined}>
      <input type="radio" name={name} checked={checked} disabled={disabled} onChange={onChoose} />
      <span>{label}</span>
      <small>{what}</small>
    </label>
  )
}
