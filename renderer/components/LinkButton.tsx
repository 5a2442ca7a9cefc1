import type { ComponentProps } from 'react'
import classes from './LinkButton.module.css'

/** A button that reads as a link: it leads somewhere, or shows what stands behind a name. */
export function LinkButton({ className = '', ...rest }: ComponentProps<'button'>) {
  return <button type="button" {...rest} className={`${classes.link} ${className}`} />
}
