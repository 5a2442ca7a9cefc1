export { type RegisterInside, registerIn, registerDifferences } from './inside.ts'
export { tellRegister } from './tell.ts'
export { Register, type RegisterEvent } from './register.ts'
