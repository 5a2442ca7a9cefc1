import classes from './Refused.module.css'

/** Why something is not to be done by this person, under its name in a menu. */
export const Refused = ({ reason }: { reason: string }) => <small className={classes.reason}>{reason}</small>
