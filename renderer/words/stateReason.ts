import { knownWords } from './index.ts'

/** Why a machine is in its state; libvirt's own name where there are no words for it. */
export const stateReasonWords = (reason: string): string => knownWords(`stateReasons.${reason}`) ?? reason
