export { planUnknown } from './plan.ts'
export { type OperateOptions, Tasks } from './tasks.ts'
export { withoutAddress } from './virsh.ts'
